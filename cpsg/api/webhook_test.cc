// Protects: only deliveries with our signature are believed, and each marks the right work of the right repository.
// How: GitHub's documented signature, every event in use, and payloads of all forms, hostile ones among them.
#include "cpsg/api/webhook.h"

#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using model::Work;

constexpr std::string_view kSecret = "It's a Secret to Everybody";
constexpr std::string_view kBody = "Hello, World!";
const std::string kSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

TEST(Webhook, BelievesTheDocumentedSignature) { EXPECT_TRUE(is_signed_by(kSecret, kBody, kSignature)); }

TEST(Webhook, BelievesNoOther) {
  EXPECT_FALSE(is_signed_by("another secret", kBody, kSignature));
  EXPECT_FALSE(is_signed_by(kSecret, "Hello, World?", kSignature));
  for (std::size_t i = 0; i < kSignature.size(); ++i) {
    std::string changed = kSignature;
    changed[i] = changed[i] == '0' ? '1' : '0';
    EXPECT_FALSE(is_signed_by(kSecret, kBody, changed)) << i;
  }
  for (const std::string& text : {std::string(), std::string("sha256="), kSignature.substr(7), kSignature + "00",
                                  kSignature.substr(0, kSignature.size() - 2), "sha1=" + kSignature.substr(7)}) {
    EXPECT_FALSE(is_signed_by(kSecret, kBody, text)) << text;
  }
}

TEST(Webhook, KnowsWhatEventsAskFor) {
  for (const std::string_view event : {"push", "create", "delete"}) {
    EXPECT_EQ(meaning_of_event(event).work, Work::kRefs | Work::kStatistics) << event;
    EXPECT_EQ(meaning_of_event(event).counted_as, event);
  }
  EXPECT_EQ(meaning_of_event("pull_request").work, Work::kPulls | Work::kStatistics);
  for (const std::string_view event : {"repository", "star", "fork", "public"}) {
    EXPECT_EQ(meaning_of_event(event).work, Work::kProbe | Work::kStatistics) << event;
    EXPECT_EQ(meaning_of_event(event).counted_as, event);
  }
  EXPECT_EQ(meaning_of_event("release").work, Work::kProbe | Work::kStatistics | Work::kEnrich);
  EXPECT_EQ(meaning_of_event("ping").work, Work::kNothing);
  EXPECT_EQ(meaning_of_event("ping").counted_as, "ping");
  EXPECT_EQ(meaning_of_event("workflow_run").work, Work::kNothing);
  EXPECT_EQ(meaning_of_event("workflow_run").counted_as, "other");
}

TEST(Webhook, FindsTheRepository) {
  const PayloadRepository expected{186'853'002, "Codertocat/Hello-World"};
  EXPECT_EQ(repository_of_payload(R"({"repository":{"id":186853002,"full_name":"Codertocat/Hello-World"}})"), expected);
  EXPECT_EQ(repository_of_payload(
                R"({"id":1,"full_name":"a/b","commits":[{"repository":{"id":2,"full_name":"c/d"}},3,"repository"],)"
                R"("head":{"repository":{"id":4}},"s":"repository","repository":{"owner":{"id":5,"full_name":"e/f"},)"
                R"("topics":["id",6],"id":186853002,"full_name":"Codertocat/Hello-World"},"sender":{"id":7}})"),
            expected);
  EXPECT_EQ(repository_of_payload(R"({"repository":{"full_name":"Codertocat\/Hello-W\u006frld","id":186853002}})"),
            expected);
}

TEST(Webhook, TakesWhatThereIs) {
  EXPECT_EQ(repository_of_payload("{}"), PayloadRepository());
  EXPECT_EQ(repository_of_payload(R"({"zen":"Keep it simple."})"), PayloadRepository());
  EXPECT_EQ(repository_of_payload(R"({"repository":null})"), PayloadRepository());
  EXPECT_EQ(repository_of_payload(R"({"repository":[{"id":1}]})"), PayloadRepository());
  EXPECT_EQ(repository_of_payload(R"({"repository":{"id":"1","full_name":2}})"), PayloadRepository());
  EXPECT_EQ(repository_of_payload(R"({"repository":{"id":18446744073709551615,"full_name":"a/b"}})"),
            (PayloadRepository{std::nullopt, "a/b"}));
}

TEST(Webhook, RefusesWhatIsNoJsonObject) {
  const std::string deep = R"({"a":)" + std::string(100'000, '[');
  for (const std::string& bad :
       {std::string(), std::string("1"), std::string("\"x\""), std::string("null"), std::string("[{}]"),
        std::string("{"), std::string("payload=%7B%7D"), deep, std::string(R"({"repository":{"id":1)")}) {
    EXPECT_THROW((void)repository_of_payload(bad), http::FieldError) << bad.substr(0, 40);
  }
}

TEST(Webhook, KeepsNothingOfLongNames) {
  const std::string payload = R"({"repository":{"full_name":")" + std::string(100'000, 'x') + R"("}})";
  EXPECT_LT(repository_of_payload(payload).full_name.value().size(), 2'000);
}

}  // namespace
}  // namespace cpsg::api
