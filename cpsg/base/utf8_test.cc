// Protects the promise that all text is UTF-8: what is valid stays as it is, what is not is repaired by the rule of
// maximal subparts, and no cut splits a character. Held against the tables of the Unicode standard.
#include "cpsg/base/utf8.h"

namespace cpsg {
namespace {

std::string repaired(std::string_view bytes) {
  std::string text = "before ";
  const bool altered = append_repaired_utf8(text, bytes);
  EXPECT_EQ(altered, text != "before " + std::string(bytes));
  EXPECT_EQ(find_invalid_utf8(bytes) < bytes.size(), altered);
  EXPECT_EQ(find_invalid_utf8(text), text.size());
  return text.substr(7);
}

// In the tables below, ? stands for U+FFFD.
std::string with_replacements(std::string_view expected) {
  std::string text;
  for (const char c : expected) text += c == '?' ? std::string("\xEF\xBF\xBD") : std::string(1, c);
  return text;
}

TEST(Utf8, KeepsWhatIsValid) {
  for (const std::string_view text :
       {"", "plain", "a longer plain text, over several words", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80",
        "\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "eightch\xC3\xA9",
        "eight ch\xC3\xA9 and more than that", "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"}) {
    EXPECT_EQ(repaired(text), text);
  }
}

TEST(Utf8, ReplacesEachMaximalPart) {
  struct Case {
    std::string_view bytes;
    std::string_view expected;
  };
  // The last three are the examples of the Unicode standard, tables 3-8, 3-10 and 3-11.
  constexpr Case kCases[] = {
      {"\x80", "?"},
      {"\xBF\xBF", "??"},
      {"a\xFFz", "a?z"},
      {"\xC0\xAF", "??"},
      {"\xC1\xBF", "??"},
      {"\xC3", "?"},
      {"\xC3(", "?("},
      {"\xC3\xC3\xA9", "?\xC3\xA9"},
      {"\xE0\x80\x80", "???"},
      {"\xE0\x9F\xBF", "???"},
      {"\xED\xA0\x80", "???"},
      {"\xED\xA0\x80\xED\xBF\xBF", "??????"},
      {"\xE2\x82", "?"},
      {"\xE2\x82z", "?z"},
      {"\xF0\x8F\xBF\xBF", "????"},
      {"\xF0\x9F\x98", "?"},
      {"end \xF0\x9F\x90", "end ?"},
      {"\xF0\x9F\x98z", "?z"},
      {"\xF0\x9Fz", "?z"},
      {"\xF4\x90\x80\x80", "????"},
      {"\xF5\x80\x80\x80", "????"},
      {"\xF8\x88\x80\x80\x80", "?????"},
      {"eight ch\xE9ight ch", "eight ch?ight ch"},
      {"\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41", "????????A"},
      {"\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42", "?????A??B"},
      {"\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41", "????A"},
  };
  for (const Case& c : kCases) EXPECT_EQ(repaired(c.bytes), with_replacements(c.expected));
}

TEST(Utf8, FindsTheFirstInvalidPartFromAPlaceOn) {
  const std::string text = "\xFF plain text and \xC3\xA9 then \xC3";
  EXPECT_EQ(find_invalid_utf8(text), 0U);
  EXPECT_EQ(find_invalid_utf8(text, 1), text.size() - 1);
  EXPECT_EQ(find_invalid_utf8(text, text.size()), text.size());
}

TEST(Utf8, CutsBetweenCharacters) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80z";  // 1, 2, 3, 4 and 1 bytes
  const std::vector<std::size_t> expected = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
  for (std::size_t most = 0; most < expected.size(); ++most) {
    EXPECT_EQ(cut_utf8(text, most), text.substr(0, expected[most])) << most;
  }
}

}  // namespace
}  // namespace cpsg
