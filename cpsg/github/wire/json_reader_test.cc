// Protects the reading of JSON from somebody else: fields come out as what they are or the answer is refused, whatever
// is in them; text is always UTF-8 and never cut inside a character.
#include "cpsg/github/wire/json_reader.h"

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

std::optional<ErrorCode> refusal(std::string_view body) {
  return thrown_by([&] { (void)JsonDocument(body); });
}

std::string text_of(std::string_view body, std::size_t max_bytes = 100) {
  const JsonDocument document(body);
  return document.root()["x"].text(max_bytes);
}

template <typename Read>
std::optional<ErrorCode> refusal_of(std::string_view body, const Read& read) {
  const JsonDocument document(body);
  return thrown_by([&] { (void)read(document.root()["x"]); });
}

TEST(JsonDocument, RefusesWhatIsNoJson) {
  for (const char* body : {"", " ", "{", "{\"x\":", "<html><body>502</body></html>", "{\"x\":1}}", "{\"x\":01}", "nul",
                           "{\"x\":99999999999999999999}", "{\"x\":\"\\u12\"}", "\"\xff\"", "{\"x\":\"\n\"}"}) {
    EXPECT_EQ(refusal(body), ErrorCode::kBadData) << body;
  }
}

TEST(JsonDocument, RefusesDeepNesting) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(refusal(nested(limits::kApiJsonDepthMax - 1)), std::nullopt);
  EXPECT_EQ(refusal(nested(limits::kApiJsonDepthMax + 1)), ErrorCode::kBadData);
  EXPECT_EQ(refusal(nested(1'000'000)), ErrorCode::kBadData);
}

TEST(JsonDocument, RefusesWhatIsTooLarge) {
  const std::string body = "\"" + std::string(limits::kApiAnswerMaxBytes, 'x') + "\"";
  EXPECT_EQ(refusal(body), ErrorCode::kLimitExceeded);
}

TEST(JsonDocument, MendsLoneSurrogates) {
  EXPECT_EQ(text_of(R"({"x":"a\ud800b"})"), "a\uFFFDb");
  EXPECT_EQ(text_of(R"({"x":"a\uDFFFb"})"), "a\uFFFDb");
  EXPECT_EQ(text_of(R"({"x":"\ud83d\ude00"})"), "\U0001F600");
  EXPECT_EQ(text_of(R"({"x":"\ud83d\ud83d\ude00"})"), "\uFFFD\U0001F600");
  EXPECT_EQ(text_of(R"({"x":"\ud83d\u0041"})"), "\uFFFDA");
  EXPECT_EQ(text_of(R"({"x":"\ud83d"})"), "\uFFFD");
  EXPECT_EQ(text_of(R"({"x":"\\ud800"})"), "\\ud800");
  EXPECT_EQ(text_of(R"({"x":"\\\ud800"})"), "\\\uFFFD");
}

TEST(JsonDocument, LeavesTextWithoutLoneSurrogatesAlone) {
  for (const char* body : {"", "{}", R"({"x":"\ud83d\ude00 \u00e9 \\ \" \\ud800"})", "\\", "\\u", "\\ud8"}) {
    EXPECT_EQ(mend_surrogates(body), std::nullopt) << body;
  }
}

TEST(JsonValue, CutsTextBetweenCharacters) {
  EXPECT_EQ(text_of(R"({"x":"aé"})", 3), "aé");
  EXPECT_EQ(text_of(R"({"x":"aé"})", 2), "a");
  EXPECT_EQ(text_of(R"({"x":"😀😀"})", 7), "😀");
  EXPECT_EQ(text_of(R"({"x":"😀"})", 3), "");
  EXPECT_EQ(text_of(R"({"x":"a\u0000b"})"), std::string("a\0b", 3));
}

TEST(JsonValue, ReadsAbsentAsNull) {
  const JsonDocument document(R"({"x":null})");
  for (const JsonValue& value : {document.root()["x"], document.root()["y"], document.root()["x"]["y"]["z"]}) {
    EXPECT_TRUE(value.is_null());
    EXPECT_EQ(value.optional_text(9), std::nullopt);
    EXPECT_EQ(value.optional_count(), std::nullopt);
    EXPECT_EQ(value.optional_boolean(), std::nullopt);
    EXPECT_EQ(value.optional_time(), std::nullopt);
    EXPECT_EQ(value.optional_oid(), std::nullopt);
    EXPECT_TRUE(value.elements(9).empty());
    EXPECT_EQ(thrown_by([&] { (void)value.text(9); }), ErrorCode::kBadData);
    EXPECT_EQ(thrown_by([&] { (void)value.count(); }), ErrorCode::kBadData);
  }
}

TEST(JsonValue, RefusesNumbersThatAreNoCounts) {
  for (const char* body : {R"({"x":-1})", R"({"x":9223372036854775808})", R"({"x":1.5})", R"({"x":1e3})",
                           R"({"x":"1"})", R"({"x":true})", R"({"x":[]})"}) {
    EXPECT_EQ(refusal_of(body, [](const JsonValue& x) { return x.count(); }), ErrorCode::kBadData) << body;
  }
  const JsonDocument document(R"({"x":9223372036854775807})");
  EXPECT_EQ(document.root()["x"].count(), INT64_MAX);
}

TEST(JsonValue, ReadsTimesInUtcAlone) {
  const JsonDocument document(R"({"x":"2026-11-24T12:36:31Z"})");
  EXPECT_EQ(document.root()["x"].time(), at(1'795'523'791));
  for (const char* body : {R"({"x":"2026-11-24T12:36:31+00:00"})", R"({"x":"2026-11-24"})", R"({"x":1795523791})",
                           R"({"x":"2026-02-30T00:00:00Z"})", R"({"x":"2026-11-24 12:36:31Z"})",
                           R"({"x":"2026-11-24T12:36:31z"})", R"({"x":"2026-11-24T12:36:31.5Z"})", R"({"x":""})"}) {
    EXPECT_EQ(refusal_of(body, [](const JsonValue& x) { return x.time(); }), ErrorCode::kBadData) << body;
  }
}

TEST(JsonValue, NeverCutsHandles) {
  const auto handle = [](const JsonValue& x) { return x.handle(); };
  EXPECT_EQ(refusal_of(R"({"x":"R_1"})", handle), std::nullopt);
  EXPECT_EQ(refusal_of(R"({"x":""})", handle), ErrorCode::kBadData);
  EXPECT_EQ(refusal_of("{\"x\":\"" + std::string(limits::kShortTextMaxBytes + 1, 'a') + "\"}", handle),
            ErrorCode::kBadData);
}

TEST(JsonValue, RefusesLongerListsThanAskedFor) {
  const auto two = [](const JsonValue& x) { return x.elements(2); };
  EXPECT_EQ(refusal_of(R"({"x":[1,2]})", two), std::nullopt);
  EXPECT_EQ(refusal_of(R"({"x":[1,2,3]})", two), ErrorCode::kBadData);
  EXPECT_EQ(refusal_of(R"({"x":{}})", two), ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::github::wire
