// Protects: every string that leaves in JSON is valid JSON and valid UTF-8, whatever bytes it was made of.
// Held against what RFC 8259 and the examples of the Unicode standard say; utf8_test.cc has all of the latter.
#include "cpsg/base/json_text.h"

namespace cpsg {
namespace {

using std::string_literals::operator""s;

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonText, EscapesWhatMustBeAndNothingElse) {
  EXPECT_EQ(json(""), "\"\"");
  EXPECT_EQ(json("a\"b\\c/d"), R"("a\"b\\c/d")");
  EXPECT_EQ(json("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json("\0\x01\x1f\x7f"s), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(json("Zoë \xE2\x80\xA8 \xF0\x9F\x90\x9D"), "\"Zoë \xE2\x80\xA8 \xF0\x9F\x90\x9D\"");
}

TEST(JsonText, RepairsWhatIsNotUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(json("a\xFFz"), "\"a" + bad + "z\"");
  EXPECT_EQ(json("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), '"' + bad + bad + bad + bad + "A\"");
  EXPECT_EQ(json("\xC3\"\n\xC3\xA9\xED\xA0\x80"), '"' + bad + "\\\"\\n\xC3\xA9" + bad + bad + bad + '"');
  EXPECT_EQ(json("end \xF0\x9F\x90"), "\"end " + bad + '"');
}

}  // namespace
}  // namespace cpsg
