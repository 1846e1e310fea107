// Protects what a user may write to name a repository: every accepted spelling gives one name, everything else is
// refused with a line that says why, and no refusal repeats a password.
#include "cpsg/model/target.h"

#include "cpsg/base/error.h"

namespace cpsg::model {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TargetRules rules_for(std::string git_url) { return {std::move(git_url), false, {}}; }

std::string named(std::string_view text, const TargetRules& rules = {}) {
  const Target target = parse_target(text, rules);
  EXPECT_EQ(target.source_url, "") << text;
  return target.owner + "/" + target.name;
}

// The message of the refusal; fails the test if there is none, or it is not one line.
std::string refusal(std::string_view text, const TargetRules& rules = {}) {
  try {
    (void)parse_target(text, rules);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kUrlInvalid);
    EXPECT_EQ(std::string_view(error.what()).find('\n'), std::string_view::npos);
    return error.what();
  }
  ADD_FAILURE() << "accepted: " << text;
  return {};
}

TEST(ParseTarget, TakesEverySpellingOfOneRepository) {
  for (const char* text : {
           "Owner/na.me",
           "Owner/na.me/",
           "Owner/na.me.git",
           "Owner/na.me.git/",
           "Owner/na.me.GIT",
           "https://github.com/Owner/na.me",
           "https://github.com/Owner/na.me/",
           "https://github.com/Owner/na.me.git",
           "https://github.com/Owner/na.me.git/",
           "HTTPS://GitHub.COM/Owner/na.me",
           "https://www.github.com/Owner/na.me",
           "https://github.com:443/Owner/na.me",
           "ssh://git@github.com/Owner/na.me.git",
           "ssh://github.com/Owner/na.me",
           "ssh://git@github.com:22/Owner/na.me",
           "SSH://GIT@github.com/Owner/na.me/",
           "git@github.com:Owner/na.me.git",
           "git@github.com:/Owner/na.me.git",
           "git@GITHUB.com:Owner/na.me/",
           "github.com/Owner/na.me",
           "GitHub.com/Owner/na.me.git",
           "www.github.com/Owner/na.me/pulls",
           "http://github.com/Owner/na.me",
           "http://github.com:80/Owner/na.me.git/",
           "git://github.com/Owner/na.me.git",
           "git://github.com:9418/Owner/na.me",
           "git+ssh://git@github.com/Owner/na.me.git",
           "git+https://github.com/Owner/na.me.git",
           "https://github.com/Owner/na.me/issues/3",
           "https://github.com/Owner/na.me/tree/feature%2Fx/src",
           "https://github.com/Owner/na.me/pulls?q=is%3Aopen#top",
           "https://github.com/Owner/na.me?tab=readme-ov-file",
           "https://github.com/Owner/na.me#readme",
           "https://github.com/Owner/na.me.git#main",
           "https://github.com/Owner/na.me//",
           "https://github.com/Owner/na.me.git/info/refs?service=git-upload-pack",
       }) {
    EXPECT_EQ(named(text), "Owner/na.me") << text;
  }
}

TEST(ParseTarget, TakesTheConfiguredHostAndGithubsSpellings) {
  const TargetRules mirror = rules_for("https://Git.Example.org:8443/");
  EXPECT_EQ(named("https://git.example.ORG:8443/o/n", mirror), "o/n");
  EXPECT_EQ(named("https://github.com/o/n", mirror), "o/n");
  EXPECT_EQ(named("git@git.example.org:o/n", mirror), "o/n");
  EXPECT_EQ(named("ssh://git@git.example.org:2222/o/n", mirror), "o/n");
  EXPECT_EQ(named("git@github.com:o/n", mirror), "o/n");
  EXPECT_THAT(refusal("https://git.example.org/o/n", mirror), HasSubstr("git.example.org"));
  EXPECT_THAT(refusal("https://git.example.org:8444/o/n", mirror), HasSubstr("git.example.org:8444"));
}

TEST(ParseTarget, TakesPlainHttpForTheSameRepository) {
  const TargetRules local = rules_for("http://127.0.0.1:8081");
  EXPECT_EQ(named("http://127.0.0.1:8081/o/n.git", local), "o/n");
  EXPECT_EQ(named("https://github.com/o/n", local), "o/n");
  EXPECT_EQ(named("http://[::1]:81/o/n", rules_for("http://[::1]:81")), "o/n");
  EXPECT_EQ(named("http://git.example.org/o/n", rules_for("https://git.example.org")), "o/n");
  EXPECT_EQ(named("git.example.org/o/n/issues", rules_for("https://git.example.org")), "o/n");
  EXPECT_EQ(named("127.0.0.1:8081/o/n", local), "o/n");
}

TEST(ParseTarget, TakesRepositoriesBelowThePathOfTheConfiguredUrl) {
  const TargetRules nested = rules_for("https://example.org/git/");
  EXPECT_EQ(named("https://example.org/git/o/n", nested), "o/n");
  EXPECT_THAT(refusal("https://example.org/o/n", nested), HasSubstr("github.git_url"));
  EXPECT_THAT(refusal("https://example.org/gitx/n", nested), HasSubstr("github.git_url"));
}

TEST(ParseTarget, RefusesOtherHostsByName) {
  EXPECT_THAT(refusal("https://gitlab.com/o/n"), HasSubstr("the host gitlab.com is not github.com,"));
  EXPECT_THAT(refusal("git@gitlab.com:o/n"), HasSubstr("gitlab.com"));
  EXPECT_THAT(refusal("https://github.com.evil.org/o/n"), HasSubstr("github.com.evil.org"));
  EXPECT_THAT(refusal("https://evilgithub.com/o/n"), HasSubstr("evilgithub.com"));
  EXPECT_THAT(refusal("https://github.com:8443/o/n"), HasSubstr("github.com:8443"));
  EXPECT_THAT(refusal("gitlab.com/o/n"), HasSubstr("gitlab.com"));
  EXPECT_THAT(refusal("git://gitlab.com/o/n"), HasSubstr("gitlab.com"));
  EXPECT_THAT(refusal("https://gist.github.com/o/0123abcd"), HasSubstr("gist"));
  refusal("https:///o/n");
  refusal("https://git hub.com/o/n");
  refusal("https://" + std::string(300, 'h') + "/o/n");
}

TEST(ParseTarget, NeverRepeatsCredentials) {
  for (const char* text : {
           "https://s3cret@github.com/o/n",
           "https://joe:s3cret@github.com/o/n",
           "https://joe:s3cret@evil.org/o/n",
           "https://a@s3cret@evil.org/o/n",
           "http://joe:s3cret@github.com/o/n",
           "git://joe:s3cret@github.com/o/n",
           "joe:s3cret@github.com/o/n",
           "ssh://joe:s3cret@github.com/o/n",
           "ssh://git:s3cret@github.com/o/n",
           "s3cret@github.com:o/n",
           "s3cret@example.org",
           "ftp://joe:s3cret@github.com/o/n",
           "https://github.com/o?access_token=s3cret",
           "ssh://git@github.com/o/n#s3cret",
           "o/n@s3cret",
       }) {
    const std::string message = refusal(text);
    EXPECT_THAT(message, Not(HasSubstr("s3cret"))) << text;
    EXPECT_THAT(message, Not(HasSubstr("joe"))) << text;
  }
}

TEST(ParseTarget, SaysWhatToLeaveOut) {
  EXPECT_THAT(refusal("o/n/x"), HasSubstr("leave out what follows the name"));
  EXPECT_THAT(refusal("git@github.com:o/n/x"), HasSubstr("leave out what follows the name"));
  EXPECT_THAT(refusal("o/n?tab=readme"), HasSubstr("query"));
  EXPECT_THAT(refusal("o/n#readme"), HasSubstr("fragment"));
  EXPECT_THAT(refusal("https://github.com/o%2Fn/x"), HasSubstr("percent"));
  EXPECT_THAT(refusal("https://github.com/orgs/acme/repositories"), HasSubstr("no repository"));
  EXPECT_THAT(refusal("https://token@github.com/o/n"), HasSubstr("credentials"));
  EXPECT_THAT(refusal("ftp://github.com/o/n"), HasSubstr("scheme"));
  EXPECT_THAT(refusal("github.com:o/n"), HasSubstr("git@HOST"));
  EXPECT_THAT(refusal("https://github.com/o"), HasSubstr("owner/name"));
  EXPECT_THAT(refusal(""), HasSubstr("empty"));
}

TEST(ParseTarget, RefusesNamesThatGithubCannotHave) {
  for (const char* text : {"o",
                           "/",
                           "//",
                           "o/",
                           "/n",
                           "o//n",
                           "./n",
                           "../n",
                           "o/.",
                           "o/..",
                           "o/.git",
                           "o/n.git.git",
                           "o o/n",
                           "o/n n",
                           "o/n\n",
                           "o/n\t",
                           "o/\xC3\xA4",
                           "o/n*",
                           "o\\n",
                           " o/n",
                           "https://github.com",
                           "https://",
                           "https://github.com//o/n",
                           "github.com/o",
                           "https://github.com/o//n",
                           "git@github.com:n",
                           "git@github.com:"}) {
    refusal(text);
  }
  EXPECT_EQ(named("o/" + std::string(100, 'n')), "o/" + std::string(100, 'n'));
  refusal("o/" + std::string(101, 'n'));
  refusal(std::string(101, 'o') + "/n");
  refusal(std::string(1'000'000, 'o'));
  refusal(std::string_view("o/n\0", 4));
}

TEST(ParseFileTarget, IsForTheCommandLineAlone) {
  EXPECT_THAT(refusal("file:///srv/o/n"), HasSubstr("command line"));
  EXPECT_THAT(refusal("FILE:///srv/o/n"), HasSubstr("command line"));
}

TEST(ParseFileTarget, TakesItsNameFromThePathAndNormalisesIt) {
  const TargetRules rules{.allow_file = true};
  for (const char* text :
       {"file:///srv/o/n.git", "file:///srv/o/n.git/", "FILE:///srv//o/./n.git", "file:////srv/o/n.git//"}) {
    const Target target = parse_target(text, rules);
    EXPECT_EQ(target.owner, "o") << text;
    EXPECT_EQ(target.name, "n") << text;
    EXPECT_EQ(target.source_url, "file:///srv/o/n.git") << text;
  }
  EXPECT_EQ(parse_target("file:///o/n", rules).source_url, "file:///o/n");
}

TEST(ParseFileTarget, RefusesPathsThatDoNotNameOneDirectory) {
  const TargetRules rules{.allow_file = true};
  EXPECT_THAT(refusal("file://srv/o/n", rules), HasSubstr("absolute"));
  EXPECT_THAT(refusal("file://", rules), HasSubstr("absolute"));
  EXPECT_THAT(refusal("file:///srv/../o/n", rules), HasSubstr(".."));
  EXPECT_THAT(refusal("file:///o/n/..", rules), HasSubstr(".."));
  EXPECT_THAT(refusal("file:///o/n\n", rules), HasSubstr("control"));
  EXPECT_THAT(refusal("file:///o/%6e", rules), HasSubstr("percent"));
  EXPECT_THAT(refusal("file:///", rules), HasSubstr("names no repository"));
}

TEST(ParseFileTarget, AsksForANameWhereThePathHasNone) {
  TargetRules rules{.allow_file = true};
  for (const char* text : {"file:///repo", "file:///my work/n", "file:///srv/o/.git", "file:///srv/o/n.git.git"}) {
    EXPECT_THAT(refusal(text, rules), HasSubstr("--as"));
  }
  rules.as = "acme/tool";
  const Target target = parse_target("file:///my work/.git", rules);
  EXPECT_EQ(target.owner, "acme");
  EXPECT_EQ(target.name, "tool");
  EXPECT_EQ(target.source_url, "file:///my work/.git");
  EXPECT_THAT(refusal("o/n", rules), HasSubstr("--as"));
  rules.as = "acme";
  refusal("file:///srv/o/n", rules);
}

TEST(ParseFullName, TakesOwnerAndNameAlone) {
  const Target target = parse_full_name("O-w_n.er/1");
  EXPECT_EQ(target.owner, "O-w_n.er");
  EXPECT_EQ(target.name, "1");
  for (const char* text : {"", "o", "o/n/", "o/n/x", "o/n.git", "o/n.Git", "o/.", "../n", "https://github.com/o/n"}) {
    EXPECT_THROW((void)parse_full_name(text), Error) << text;
  }
}

}  // namespace
}  // namespace cpsg::model
