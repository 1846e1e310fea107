// Protects the reading of a commit's structure: which line counts, where headers end, what the message is, and what is
// no commit at all. That git sees the same is tested in commit_parser_git_test.cc.
#include "cpsg/git/pack/commit_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

using enum model::Altered;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kTree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
constexpr std::string_view kParent = "parent 3f786850e387550fdab836ed7e6dc881de23001b\n";
constexpr std::string_view kAuthor = "author A <a@x> 1700000000 +0100\n";
constexpr std::string_view kCommitter = "committer C <c@x> 1700000001 -0200\n";

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const std::string_view part : parts) text += part;
  return text;
}

ParsedCommit parsed(std::initializer_list<std::string_view> parts) {
  ParsedCommit commit;
  commit.parents.resize(3);
  commit.message = "stale";
  commit.altered = kZone;
  parse_commit(as_bytes(joined(parts)), commit);
  return commit;
}

ErrorCode failure(std::initializer_list<std::string_view> parts) {
  try {
    (void)parsed(parts);
  } catch (const Error& error) {
    return error.code();
  }
  throw std::logic_error("taken for a commit");
}

TEST(ParseCommit, ReadsEveryPart) {
  const ParsedCommit commit = parsed({kTree, kParent, "parent 89e6c98d92887913cadf06b2adb97f26cde4849b\n", kAuthor,
                                      kCommitter, "\nsubject\n\nbody\n"});
  ASSERT_EQ(commit.parents.size(), 2U);
  EXPECT_EQ(commit.parents[0].hex(), "3f786850e387550fdab836ed7e6dc881de23001b");
  EXPECT_EQ(commit.parents[1].hex(), "89e6c98d92887913cadf06b2adb97f26cde4849b");
  EXPECT_EQ(commit.author.name, "A");
  EXPECT_EQ(commit.author.email, "a@x");
  EXPECT_EQ(commit.author.time, (model::GitTime{1'700'000'000, 60}));
  EXPECT_EQ(commit.committer.name, "C");
  EXPECT_EQ(commit.committer.time, (model::GitTime{1'700'000'001, -120}));
  EXPECT_EQ(commit.message, "subject\n\nbody");
  EXPECT_EQ(commit.altered, kNothing);
}

TEST(ParseCommit, KeepsTheMessageVerbatimButForItsEnd) {
  const auto message = [](std::string_view text) { return parsed({kTree, kAuthor, kCommitter, "\n", text}).message; };
  EXPECT_EQ(message(""), "");
  EXPECT_EQ(message("\n\n"), "");
  EXPECT_EQ(message("\n\n  two blank lines, spaces \t\n\n\n"), "\n\n  two blank lines, spaces \t");
  EXPECT_EQ(message("carriage\r\nreturns\r\n"), "carriage\r\nreturns\r");
  EXPECT_EQ(message(std::string_view("cut\n\0never seen", 15)), "cut");
  EXPECT_EQ(message("author X <x@x> 5 +0000\n"), "author X <x@x> 5 +0000");
}

TEST(ParseCommit, PassesOverHeadersThatItDoesNotKnow) {
  const ParsedCommit commit =
      parsed({kTree, "strange\n", kAuthor, "unknown header\n", kCommitter,
              "gpgsig -----BEGIN\n \n author N <n@x> 5 +0000\n -----END\n",
              "mergetag object 1\n type commit\n \n committer N <n@x> 5 +0000\n", "\nmessage\n"});
  EXPECT_EQ(commit.author.name, "A");
  EXPECT_EQ(commit.committer.name, "C");
  EXPECT_EQ(commit.message, "message");
  EXPECT_EQ(commit.altered, kNothing);
}

TEST(ParseCommit, TakesTheLastOfSeveralLinesAndParentsFromTheirPlaceAlone) {
  const ParsedCommit commit = parsed({kTree, kAuthor, kParent, kCommitter, "author Last <l@x> 9 +0000\n", "\nm"});
  EXPECT_EQ(commit.author.name, "Last");
  EXPECT_THAT(commit.parents, IsEmpty());
}

TEST(ParseCommit, ToleratesMissingLines) {
  const ParsedCommit nobody = parsed({kTree, "\nmessage"});
  EXPECT_EQ(nobody.author.name, "");
  EXPECT_EQ(nobody.author.time, std::nullopt);
  EXPECT_EQ(nobody.committer.time, std::nullopt);
  EXPECT_EQ(nobody.altered, kDate);
  EXPECT_EQ(nobody.message, "message");

  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter}).message, "");
  EXPECT_EQ(parsed({kTree, kAuthor, "committer C <c@x> 17"}).committer.name, "C");
  EXPECT_EQ(parsed({kTree}).message, "");
}

TEST(ParseCommit, TakesANulInTheHeadersForTheEndOfItsLine) {
  const std::string_view nul("\0", 1);
  const ParsedCommit commit = parsed({kTree, kParent, kAuthor, "comm", nul, "itter\n", kCommitter, "\nmessage"});
  EXPECT_THAT(commit.parents, testing::SizeIs(1));
  EXPECT_EQ(commit.committer.name, "C");
  EXPECT_EQ(commit.message, "message");
  EXPECT_EQ(commit.altered, kNothing);

  EXPECT_EQ(parsed({kTree, "author Cut", nul, " <a@x> 5 +0000\n", kCommitter, "\nm"}).author.name, "");
  EXPECT_EQ(parsed({kTree, "x", nul, kAuthor, kCommitter, "\nm"}).author.name, "A") << "a line begins behind it";
  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter, nul, "message", nul, "never seen"}).message, "message");
  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter, nul}).message, "");
  EXPECT_EQ(parsed({kTree, kAuthor, "committer C <c@x> 17 +0000", nul}).committer.name, "C");
}

TEST(ParseCommit, ReadsTextWithManyLineEndsOfOneKindOnce) {
  std::string nuls;
  for (int i = 0; i < 1'000'000; ++i) nuls.append("x\0", 2);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter, nuls}).author.name, "A");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5)) << "not once for each of them";
}

TEST(ParseCommit, LooksForTheEncodingBeforeANulAlone) {
  const std::string_view nul("\0", 1);
  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter, "x", nul, "encoding ISO-8859-1\n", "\ncaf\xE9"}).message,
            "caf\xEF\xBF\xBD");
}

TEST(ParseCommit, RefusesWhatGitRefuses) {
  EXPECT_EQ(failure({""}), ErrorCode::kBadData);
  EXPECT_EQ(failure({kAuthor, kCommitter, "\nm"}), ErrorCode::kBadData);
  EXPECT_EQ(failure({kTree.substr(0, 45)}), ErrorCode::kBadData);
  EXPECT_EQ(failure({"tree 4b825dc642cb6eb9a060e54bf8d69288fbee490x\n", kAuthor}), ErrorCode::kBadData);
  EXPECT_EQ(failure({"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904 \n", kAuthor}), ErrorCode::kBadData);
  EXPECT_EQ(failure({kTree, "parent 3f786850e387550fdab836ed7e6dc881de23001x\n", kAuthor}), ErrorCode::kBadData);
  EXPECT_EQ(failure({kTree, "parent 3f786850e387550fdab836ed7e6dc881de23001\n", kAuthor}), ErrorCode::kBadData);
  EXPECT_EQ(failure({kTree, "parent 3f786850e387550fdab836ed7e6dc881de23001bb\n", kAuthor}), ErrorCode::kBadData);
}

TEST(ParseCommit, TakesWhatIsTooShortForAParentForAHeader) {
  EXPECT_THAT(parsed({kTree, kParent.substr(0, 47)}).parents, IsEmpty());
}

TEST(ParseCommit, BoundsTheNumberOfParents) {
  std::string text(kTree);
  for (std::size_t i = 0; i < limits::kParentsMax; ++i) text += kParent;
  EXPECT_EQ(parsed({text, kAuthor, kCommitter, "\nm"}).altered, kNothing);
  const ParsedCommit beyond = parsed({text, kParent, kAuthor, kCommitter, "\nm"});
  EXPECT_EQ(beyond.parents.size(), limits::kParentsMax + 1);
  EXPECT_EQ(beyond.altered, kMessage) << "beyond a limit, and says so";
  for (std::size_t i = limits::kParentsMax; i < limits::kParentsStoredMax; ++i) text += kParent;
  EXPECT_EQ(parsed({text, kAuthor}).parents.size(), limits::kParentsStoredMax);
  EXPECT_EQ(failure({text, kParent, kAuthor}), ErrorCode::kLimitExceeded);
}

TEST(ParseCommit, ConvertsAllTextByItsEncoding) {
  const ParsedCommit commit =
      parsed({kTree, "author Andr\xE9 <\xE9@x> 5 +0000\n", kCommitter, "encoding ISO-8859-1\n", "\ncaf\xE9\n"});
  EXPECT_EQ(commit.author.name, "Andr\xC3\xA9");
  EXPECT_EQ(commit.author.email, "\xC3\xA9@x");
  EXPECT_EQ(commit.message, "caf\xC3\xA9");
  EXPECT_EQ(commit.altered, kEncoding);
  EXPECT_EQ(parsed({kTree, kAuthor, kCommitter, "encoding ISO-8859-1\n\nplain"}).altered, kNothing);
}

TEST(ParseCommit, FindsTheBracketsOfSevenBitEncodings) {
  // In ISO-2022-JP, the bytes of < and > are halves of characters too.
  const ParsedCommit commit = parsed(
      {kTree, "author \x1B$B><\x1B(B <a@x> 5 +0000\n", kCommitter, "encoding iso-2022-jp\n", "\n\x1B$BF|\x1B(B"});
  EXPECT_EQ(commit.author.name, "\xE6\x98\xAD");
  EXPECT_EQ(commit.author.email, "a@x");
  EXPECT_EQ(commit.message, "\xE6\x97\xA5");
}

TEST(ParseCommit, RepairsTextThatIsNotInItsEncoding) {
  for (const std::string_view encoding : {"UTF-8", "utf8", "UTF-16", "no-such-encoding", "EUC-JP", "ASCII", ""}) {
    const ParsedCommit commit = parsed({kTree, "author Andr\xE9 <a@x> 5 +0000\n", kCommitter, "encoding ", encoding,
                                        "\n", "\ncaf\xE9 cr\xC3\xA8me \n"});
    EXPECT_EQ(commit.author.name, "Andr\xEF\xBF\xBD") << encoding;
    EXPECT_EQ(commit.message, "caf\xEF\xBF\xBD cr\xC3\xA8me ") << encoding;
    EXPECT_EQ(commit.altered, kEncoding);
  }
}

}  // namespace
}  // namespace cpsg::git::pack
