// Protects people's addresses and passwords: none is left in a text that promises to have none, and nothing else is
// taken away.
#include "cpsg/base/mask_addresses.h"

namespace cpsg {
namespace {

std::string masked(std::string_view text) { return mask_addresses(text, "*"); }

std::string without_userinfo(std::string text, std::string_view ends = kAuthorityEndsInText) {
  remove_userinfo(text, ends);
  return text;
}

TEST(MaskAddresses, MasksEachAddress) {
  EXPECT_EQ(masked("Signed-off-by: Jane <jane.doe+git@mail.example.com>"), "Signed-off-by: Jane <*>");
  EXPECT_EQ(masked("a@b c@d"), "* *");
  EXPECT_EQ(masked("bounce+jane=example.com@list.example.org"), "*");
  EXPECT_EQ(masked("a@b@c@d"), "*@*");
  EXPECT_EQ(mask_addresses("by a@b", "<address removed>"), "by <address removed>");
}

TEST(MaskAddresses, MasksAddressesOfEveryScriptWhole) {
  EXPECT_EQ(masked("j\u00F6rg@\u00E4pfel.example"), "*");
  EXPECT_EQ(masked("\u7528\u6237@\u4F8B\u5B50.\u516C\u53F8\u3002"), "*\u3002");
  EXPECT_EQ(masked("\u201Cjane@example.com\u201D \u00ABmax@example.com\u00BB"), "\u201C*\u201D \u00AB*\u00BB");
  EXPECT_EQ(masked("\uFF08jane@example.com\uFF09"), "\uFF08*\uFF09");
}

TEST(MaskAddresses, MasksOddLocalPartsAndNumbersForDomains) {
  EXPECT_EQ(masked("o'brien@example.com"), "*");
  EXPECT_EQ(masked("'jane@example.com'"), "'*'");
  EXPECT_EQ(masked("by \"jane doe\"@example.com"), "by *");
  EXPECT_EQ(masked("jane@[192.0.2.1] jane@[IPv6:2001:db8::1]"), "* *");
  EXPECT_EQ(masked("x@[] \"@example.com"), "x@[] \"@example.com");
}

TEST(MaskAddresses, KeepsTheFullStopOfASentence) {
  EXPECT_EQ(masked("mail jane@example.com."), "mail *.");
  EXPECT_EQ(masked("mail jane@example.com..."), "mail *...");
  EXPECT_EQ(masked("jane@..."), "jane@...");
}

TEST(MaskAddresses, KeepsWhatIsNone) {
  for (const std::string_view text : {"", "@jane", "HEAD@{1}", "x @ y", "d@ @", "plain"}) EXPECT_EQ(masked(text), text);
}

TEST(RemoveUserinfo, TakesUserAndPasswordOutOfEachUrl) {
  EXPECT_EQ(without_userinfo("at https://user:s3cret@h.example/p?q@r and http://t@x"),
            "at https://h.example/p?q@r and http://x");
  EXPECT_EQ(without_userinfo("https://a@b:c@h/"), "https://h/");
  EXPECT_EQ(without_userinfo("no url: a@b"), "no url: a@b");
}

TEST(RemoveUserinfo, TakesMoreForAPasswordWhereTheTextIsOneUrl) {
  EXPECT_EQ(without_userinfo("https://user:p?a #s@h/o/n", "/"), "https://h/o/n");
  EXPECT_EQ(without_userinfo("https://h/o/n@2", "/"), "https://h/o/n@2");
}

}  // namespace
}  // namespace cpsg
