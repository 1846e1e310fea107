// Protects what remains of a commit that is too large for memory: it reads as the whole one would, but for the middle
// of what is too long, and takes no more memory than it may.
#include "cpsg/git/pack/commit_condenser.h"

#include <gtest/gtest.h>

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/testing/odd_commits.h"
#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

using enum model::Altered;

const std::string kTree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
const std::string kParent = "parent 3f786850e387550fdab836ed7e6dc881de23001b\n";
const std::string kPeople = "author A <a@x> 1700000000 +0100\ncommitter C <c@x> 1700000001 -0200\n";

std::string condensed(std::string_view commit, std::size_t piece_bytes = 64 * limits::kKiB) {
  CommitCondenser condenser;
  condenser.begin();
  for (std::size_t at = 0; at < commit.size(); at += piece_bytes) {
    condenser.feed(as_bytes(commit.substr(at, piece_bytes)));
  }
  return as_text(condenser.content());
}

ParsedCommit parsed(std::string_view commit, bool whole = true) {
  ParsedCommit result;
  parse_commit({as_bytes(commit), whole}, result);
  return result;
}

void expect_equal(const ParsedCommit& found, const ParsedCommit& expected) {
  EXPECT_EQ(found.parents, expected.parents);
  EXPECT_EQ(found.author.name, expected.author.name);
  EXPECT_EQ(found.author.email, expected.author.email);
  EXPECT_EQ(found.author.time, expected.author.time);
  EXPECT_EQ(found.committer.name, expected.committer.name);
  EXPECT_EQ(found.committer.email, expected.committer.email);
  EXPECT_EQ(found.committer.time, expected.committer.time);
  EXPECT_EQ(found.message, expected.message);
}

TEST(CommitCondenser, KeepsWhatASmallCommitSaysHoweverItIsCut) {
  std::mt19937 random(7);
  for (int i = 0; i < 500 && !testing::Test::HasFailure(); ++i) {
    const std::string commit = random_odd_commit(random);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, commit.size()}) {
      SCOPED_TRACE(testing::PrintToString(commit));
      expect_equal(parsed(condensed(commit, piece)), parsed(commit));
    }
  }
}

TEST(CommitCondenser, IsUsedAgain) {
  CommitCondenser condenser;
  for (const std::string_view message : {"first", "second"}) {
    condenser.begin();
    condenser.feed(as_bytes(kTree + kPeople + "\n" + std::string(message)));
    EXPECT_EQ(parsed(as_text(condenser.content())).message, message);
  }
}

TEST(CommitCondenser, KeepsTheBeginningOfALongMessage) {
  const std::string line(99, 'x');
  std::string message;
  while (message.size() < 8 * limits::kMiB) message += line + "\n";
  const std::string small = condensed(kTree + kParent + kPeople + "\n" + message);
  EXPECT_LT(small.size(), limits::kMiB);
  const ParsedCommit commit = parsed(small, false);
  EXPECT_GE(commit.message.size(), limits::kMessageMaxBytes);
  EXPECT_TRUE(message.starts_with(commit.message + "\n")) << "it ends with a line";
  EXPECT_EQ(commit.parents.size(), 1U);
  EXPECT_EQ(commit.committer.time, (model::GitTime{1'700'000'001, -120}));
  EXPECT_EQ(commit.altered, kMessage);
}

TEST(CommitCondenser, EndsAMessageWithoutLinesBetweenCharacters) {
  std::string message = "x";
  while (message.size() < limits::kMiB) message += "\xE6\x97\xA5";
  const ParsedCommit commit = parsed(condensed(kTree + kPeople + "\n" + message), false);
  EXPECT_EQ(commit.altered, kMessage) << "no character was broken";
}

TEST(CommitCondenser, LeavesOutTheMiddleOfALongLineAndKeepsTheDate) {
  const std::string name(4 * limits::kMiB, 'n');
  for (const std::string& people :
       {"author " + name + " <a@x> 1700000000 +0100\ncommitter C <c@x> 1700000001 -0200\n",
        "author A <" + name + "@x> 1700000000 +0100\ncommitter C <c@x> 1700000001 -0200\n"}) {
    const std::string small = condensed(kTree + people + "\nm\n", 1000);
    EXPECT_LT(small.size(), 2 * limits::kHeaderLineMaxBytes);
    const ParsedCommit commit = parsed(small, false);
    EXPECT_EQ(commit.author.time, (model::GitTime{1'700'000'000, 60}));
    EXPECT_EQ(commit.committer.name, "C");
    EXPECT_EQ(commit.message, "m");
  }
}

TEST(CommitCondenser, LeavesOutOtherHeadersHoweverManyOrLong) {
  std::string signature = "gpgsig begin\n";
  while (signature.size() < 4 * limits::kMiB) signature += " author N <n@x> 5 +0000\n";
  const std::string long_line = "x-long " + std::string(4 * limits::kMiB, 'y') + "\n";
  std::string many_authors;
  while (many_authors.size() < 4 * limits::kMiB) many_authors += "author Many <m@x> 3 +0000\n";
  const std::string small = condensed(kTree + kParent + signature + many_authors + long_line + kPeople + "\nm\n");
  EXPECT_LT(small.size(), limits::kKiB);
  expect_equal(parsed(small), parsed(kTree + kParent + kPeople + "\nm\n"));
}

TEST(CommitCondenser, BoundsTheParentsAlone) {
  std::string parents;
  for (std::size_t i = 0; i < limits::kParentsStoredMax; ++i) parents += kParent;
  EXPECT_EQ(parsed(condensed(kTree + parents + kPeople + "\nm")).parents.size(), limits::kParentsStoredMax);
  // Not one can be left out: ahead, behind and every count would be wrong.
  EXPECT_EQ(failure_of([&] { (void)condensed(kTree + parents + kParent + kPeople + "\nm"); }).code,
            ErrorCode::kLimitExceeded);
}

TEST(CommitCondenser, MakesNoCommitOfWhatIsNone) {
  for (const std::string& text : {std::string(), std::string("x"), kTree.substr(0, 45), std::string(limits::kMiB, '\0'),
                                  kTree + kParent.substr(0, 47) + std::string("\0\n", 2) + kPeople}) {
    EXPECT_EQ(failure_of([&] { (void)parsed(condensed(text)); }).code, ErrorCode::kBadData);
  }
}

}  // namespace
}  // namespace cpsg::git::pack
