// Protects: every string that leaves in JSON is valid JSON and valid UTF-8, whatever bytes it was made of.
// How: tables of inputs, against what RFC 8259 and Unicode 15 (table 3-7, and the maximal-part examples 3-8) say.
#include "cpsg/http/json_text.h"

namespace cpsg::http {
namespace {

using std::string_literals::operator""s;

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string utf8(std::string_view text) {
  std::string out;
  append_utf8(out, text);
  return out;
}

TEST(JsonText, EscapesWhatMustBeAndNothingElse) {
  EXPECT_EQ(json(""), "\"\"");
  EXPECT_EQ(json("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json("\0\x01\x1f\x7f"s), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(json("Zoë \xE2\x80\xA8 \xF0\x9F\x90\x9D"), "\"Zoë \xE2\x80\xA8 \xF0\x9F\x90\x9D\"");
}

TEST(JsonText, ReplacesEachMaximalBadPart) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(utf8("\x80"), bad);
  EXPECT_EQ(utf8("a\xFFz"), "a" + bad + "z");
  EXPECT_EQ(utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"), bad + bad + bad + bad + bad + bad + bad + bad + "A");
  EXPECT_EQ(utf8("\xED\xA0\x80\xED\xBF\xBF"), bad + bad + bad + bad + bad + bad);
  EXPECT_EQ(utf8("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42"), bad + bad + bad + bad + bad + "A" + bad + bad + "B");
  EXPECT_EQ(utf8("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), bad + bad + bad + bad + "A");
  EXPECT_EQ(utf8("end \xF0\x9F\x90"), "end " + bad);
}

TEST(JsonText, KeepsTheBoundariesOfUtf8) {
  for (const std::string text : {"\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF",
                                 "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_EQ(utf8(text), text);
  }
}

}  // namespace
}  // namespace cpsg::http
