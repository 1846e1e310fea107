// Protects branches from being left out, and readers from names that git itself refuses: the rules are git's own.
#include "cpsg/git/protocol/ref_name.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

namespace cpsg::git::protocol {
namespace {

bool allowed_by_git(const std::string& name) {
  std::string quoted = "'";
  for (const char c : name) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return std::system(("git check-ref-format " + quoted + "' 2>/dev/null").c_str()) == 0;
}

TEST(RefName, FollowsEveryRuleOfGit) {
  for (const char* name :
       {"refs/heads/main", "refs/heads/a/b", "refs/heads/-x", "refs/heads/@", "refs/heads/a@b", "refs/heads/\xff",
        "refs/heads/a.b", "refs/heads/x.lock.y", "refs/heads/HEAD", "refs/heads/a{b"}) {
    EXPECT_TRUE(is_allowed_ref_name(name)) << name;
  }
  for (const char* name : {"",
                           "main",
                           "refs/heads/",
                           "refs/heads//a",
                           "/refs/heads/a",
                           "refs/heads/.a",
                           "refs/.heads/a",
                           "refs/heads/a.lock",
                           "refs/heads/a.lock/b",
                           "refs/heads/a..b",
                           "refs/heads/a.",
                           "refs/heads/a@{b",
                           "refs/heads/a b",
                           "refs/heads/a~1",
                           "refs/heads/a^",
                           "refs/heads/a:b",
                           "refs/heads/a?",
                           "refs/heads/a*",
                           "refs/heads/a[b",
                           "refs/heads/a\\b",
                           "refs/heads/a\x7f",
                           "refs/heads/a\x01",
                           "refs/heads/a\n"}) {
    EXPECT_FALSE(is_allowed_ref_name(name)) << name;
  }
}

TEST(RefName, AgreesWithGitOnRandomNames) {
  static constexpr std::string_view kPieces[] = {"a", ".", "..", "/",    ".lock", "@", "{",
                                                 "~", "-", "\\", "\x7f", "\xe9",  "*", "lock"};
  std::mt19937 random(11);
  for (int i = 0; i < 200; ++i) {
    std::string name = "refs/";
    for (int pieces = 0; pieces < 4; ++pieces) name += kPieces[random() % std::size(kPieces)];
    EXPECT_EQ(is_allowed_ref_name(name), allowed_by_git(name)) << name;
  }
}

}  // namespace
}  // namespace cpsg::git::protocol
