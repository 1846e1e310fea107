// Protects what a refusal is taken for: GitHub's sentences are recognised in JSON, HTML and text, and a name that is
// made of the same words is not one of them.
#include "cpsg/base/refusal_words.h"

#include <gtest/gtest.h>

#include <string>

namespace cpsg {
namespace {

TEST(RefusalWords, AreTheSameInEveryForm) {
  for (const char* text : {
           R"({"message":"You have exceeded a secondary rate limit. Please wait a few minutes before you try again."})",
           R"({"message":"You have triggered an abuse detection mechanism. Please wait a few minutes."})",
           "<html><body><h1>Whoa there!</h1><p>You have exceeded a <b>secondary\n   rate limit</b>.</p></body></html>",
           "<p>Please wait a few minutes before\r\nyou try again;</p>",
           "This repository is rate-limited due to too many requests.",
           "API rate limit exceeded for user ID 1.",
           R"({"message":"Maximum number of login attempts exceeded. Please try again later."})",
       }) {
    EXPECT_EQ(read_refusal_words(text), RefusalWords::kSlowDown) << text;
  }
}

TEST(RefusalWords, TellWhatStandsBetween) {
  EXPECT_EQ(read_refusal_words("Resource protected by organization SAML enforcement. You must grant your token access"),
            RefusalWords::kSingleSignOn);
  EXPECT_EQ(read_refusal_words("The organization has enabled or enforced SAML SSO. To access this repository, ..."),
            RefusalWords::kSingleSignOn);
  EXPECT_EQ(read_refusal_words("Although you appear to have the correct authorization credentials, the `acme` "
                               "organization has an IP allow list enabled, and your IP address is not permitted"),
            RefusalWords::kAddressList);
  EXPECT_EQ(read_refusal_words("`acme` forbids access via a personal access token (classic)."),
            RefusalWords::kOwnerPolicy);
  EXPECT_EQ(read_refusal_words("Although you appear to have the correct authorization credentials, the `acme` "
                               "organization has enabled OAuth App access restrictions"),
            RefusalWords::kOwnerPolicy);
  EXPECT_EQ(read_refusal_words("Resource not accessible by personal access token"), RefusalWords::kPermission);
  EXPECT_EQ(read_refusal_words("Resource not accessible by integration"), RefusalWords::kPermission);
  EXPECT_EQ(read_refusal_words("Access to this repository has been disabled by GitHub staff."), RefusalWords::kBlocked);
  EXPECT_EQ(read_refusal_words("Repository unavailable due to DMCA takedown."), RefusalWords::kBlocked);
  EXPECT_EQ(read_refusal_words("Request forbidden by administrative rules. Please make sure your request has a "
                               "User-Agent header"),
            RefusalWords::kClientRefused);
}

TEST(RefusalWords, AreNoNames) {
  for (const char* text : {
           "Must have admin rights to abuse/rate-limit",
           "`abuse` organization refuses; see `api rate limit exceeded`",
           "the repository secondary-rate-limit/abuse-detection is private",
           "the owner is `ip allow list enabled`",
           "",
           "`",
           "<",
       }) {
    EXPECT_EQ(read_refusal_words(text), RefusalWords::kNone) << text;
  }
}

TEST(RefusalWords, AreLookedForAtTheBeginningAlone) {
  const std::string sentence = "You have exceeded a secondary rate limit";
  EXPECT_EQ(read_refusal_words(std::string(60'000, 'x') + ' ' + sentence), RefusalWords::kSlowDown);
  EXPECT_EQ(read_refusal_words(std::string(70'000, 'x') + ' ' + sentence), RefusalWords::kNone);
}

}  // namespace
}  // namespace cpsg
