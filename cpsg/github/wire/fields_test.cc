// Protects that a bot is one author, whichever API tells of it, and that what was not asked for is nothing while a null
// in the place of a value is refused.
#include "cpsg/github/wire/fields.h"

#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

Actor actor(const std::string& json) {
  const JsonDocument document(json);
  return read_actor(document.root());
}

TEST(ReadActor, IsOneLoginForABotOfEitherApi) {
  for (const char* json :
       {R"({"login":"Copilot","type":"Bot"})", R"({"login":"copilot-swe-agent[bot]","type":"Bot"})",
        R"({"__typename":"Bot","login":"copilot-swe-agent"})", R"({"login":"copilot-swe-agent[bot]"})"}) {
    EXPECT_EQ(actor(json).login, "copilot-swe-agent") << json;
    EXPECT_TRUE(actor(json).bot) << json;
  }
  for (const char* json :
       {R"({"login":"dependabot[bot]","type":"Bot"})", R"({"__typename":"Bot","login":"dependabot"})"}) {
    EXPECT_EQ(actor(json).login, "dependabot") << json;
    EXPECT_TRUE(actor(json).bot) << json;
  }
}

TEST(ReadActor, LeavesPeopleAsTheyAre) {
  EXPECT_EQ(actor(R"({"login":"Copilot","type":"User"})").login, "Copilot");
  EXPECT_FALSE(actor(R"({"__typename":"User","login":"jane"})").bot);
  EXPECT_EQ(actor(R"({"login":"[bot]","type":"Bot"})").login, "[bot]");
  EXPECT_EQ(actor("{}").login, std::nullopt);
}

TEST(ReadAsked, IsNothingWhereItIsMissingAndRefusesNull) {
  const JsonDocument document(std::string_view(R"({"flag":true,"count":3,"text":"x","none":null})"));
  const JsonValue root = document.root();
  EXPECT_EQ(read_asked_flag(root["flag"]), true);
  EXPECT_EQ(read_asked_count(root["count"]), 3);
  EXPECT_EQ(read_asked_text(root["text"], 10), "x");
  EXPECT_EQ(read_asked_flag(root["other"]), std::nullopt);
  EXPECT_EQ(read_asked_count(root["other"]), std::nullopt);
  EXPECT_EQ(read_asked_text(root["other"], 10), std::nullopt);
  EXPECT_EQ(thrown_by([&] { (void)read_asked_flag(root["none"]); }), ErrorCode::kBadData);
  EXPECT_EQ(thrown_by([&] { (void)read_asked_count(root["none"]); }), ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::github::wire
