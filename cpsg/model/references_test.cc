// Protects: what people paste is read as they mean it, line by line; no text makes it throw, loop or grow without
// bound. How: real forms of each kind, and random bytes made of the pieces that matter.
#include "cpsg/model/references.h"

#include <gmock/gmock.h>

#include <array>
#include <random>

#include "cpsg/base/error.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/model/target.h"

namespace cpsg::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts(std::string_view text) {
  std::vector<std::string> found;
  for (const Reference& each : find_references(text, 1'000)) found.push_back(each.text);
  return found;
}

// What parse_target() makes of each; "?" for one that it refuses.
std::vector<std::string> names(std::string_view text) {
  std::vector<std::string> found;
  for (const std::string& each : texts(text)) {
    try {
      const Target target = parse_target(each, {});
      found.push_back(target.owner + "/" + target.name);
    } catch (const Error&) {
      found.emplace_back("?");
    }
  }
  return found;
}

TEST(References, AListOfNamesAndUrls) {
  EXPECT_THAT(names("pallets/flask\n\n  cli/cli  # the tool\n# no/comment\nhttps://github.com/a/b/issues/3?x=1#y\n"),
              ElementsAre("pallets/flask", "cli/cli", "a/b"));
  EXPECT_THAT(names("git@github.com:a/b.git\r\nssh://git@github.com/c/d\r\nwww.github.com/e/f/\r\n"),
              ElementsAre("a/b", "c/d", "e/f"));
  EXPECT_EQ(find_references("a/b\n\nc/d", 9)[1].line, 3U);
}

TEST(References, CommandsAndSentences) {
  EXPECT_THAT(names("git clone --depth 1 https://github.com/a/b.git dir/sub && cd dir"), ElementsAre("a/b"));
  EXPECT_THAT(names("See (https://github.com/a/b), and <github.com/c/d>."), ElementsAre("a/b", "c/d"));
  EXPECT_THAT(names("- [flask](https://github.com/pallets/flask)"), ElementsAre("pallets/flask"));
}

TEST(References, ACommandOfGithubsNamesItsRepository) {
  EXPECT_THAT(names("gh repo clone owner/one\n$ gh repo clone owner/two directory/x -- --depth 1\n"
                    "gh pr list --repo owner/three"),
              ElementsAre("owner/one", "owner/two", "owner/three"));
  EXPECT_THAT(texts("gh auth login"), ElementsAre("gh auth login"));
}

TEST(References, WhatIsNotUnderstoodIsToldAsAWhole) {
  EXPECT_THAT(texts("htps:/gthub.com/x\nnothing here\na/b"), ElementsAre("htps:/gthub.com/x", "nothing here", "a/b"));
  EXPECT_THAT(names("https://gitlab.com/a/b"), ElementsAre("?"));
}

TEST(References, Csv) {
  EXPECT_THAT(names("name,url,stars\nflask,https://github.com/pallets/flask,1\n\"cli\",\"cli/cli\",2\n"),
              ElementsAre("pallets/flask", "cli/cli"));
  EXPECT_THAT(names("a/b;5\nc/d\t6"), ElementsAre("a/b", "c/d"));
}

TEST(References, PackageJson) {
  EXPECT_THAT(names(R"({
  "name": "@scope/thing", "main": "dist/index.js",
  "files": ["lib/x", "lib/y"],
  "repository": { "type": "git", "url": "git+https://github.com/npm/cli.git" },
  "homepage": "https://example.com/x",
  "dependencies": {
    "a": "github:owner/one#v1",
    "b": "owner/two#semver:^1",
    "c": "^1.2.3"
  }
})"),
              ElementsAre("npm/cli", "owner/one", "owner/two"));
  EXPECT_THAT(names("{\n\"repository\": \"owner/name\"\n}"), ElementsAre("owner/name"));
}

TEST(References, NpmsShortNamesAreTakenWhereverADependencyMayStand) {
  EXPECT_THAT(names(R"({"dependencies":{"a":"^1.0","b":"owner/one"},"main":"dist/index.js"})"),
              ElementsAre("owner/one"));
  EXPECT_THAT(names(R"({
  "bin": {"x": "bin/x.js"}, "scripts": {"test": "a/b"},
  "devDependencies": {
    "a": "owner/one",
    "b": "../beside/it", "c": "../it", "d": "npm:@scope/d@1", "e": "workspace:*"
  },
  "overrides": {"f": {"g": "owner/two"}}, "types": "lib/x.d.ts",
  "peerDependencies": {"h": "https:\/\/github.com\/owner\/three"},
  "repository": "owner/four"
})"),
              ElementsAre("owner/one", "owner/two", "owner/three", "owner/four"));
  EXPECT_EQ(find_references("{\n\"dependencies\": {\n \"a\": \"x/y\"", 9).at(0).line, 3U) << "a part of a file, too";
  EXPECT_THAT(names("{\n'dependencies': {'a': 'x/y'}, // it's mine\n'main': 'a/b'}"), ElementsAre("x/y"));
}

TEST(References, GoMod) {
  EXPECT_THAT(names("module github.com/me/app\n\ngo 1.22\n\nrequire (\n\tgithub.com/a/b v1.0.0\n"
                    "\tgithub.com/c/d/v2 v2.3.4 // indirect\n\tgolang.org/x/sys v0.1.0\n)\n"),
              ElementsAre("me/app", "a/b", "c/d"));
}

TEST(References, NoMoreThanAreAskedFor) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "a/b https://github.com/c/d https://github.com/e/f\n";
  EXPECT_EQ(find_references(text, 7).size(), 7U);
  EXPECT_THAT(find_references("", 7), IsEmpty());
  EXPECT_THAT(find_references("\n \n\t\n", 7), IsEmpty());
}

TEST(References, AnyTextIsReadWithoutHarm) {
  constexpr std::array<std::string_view, 26> kPieces = {"\n",
                                                        " ",
                                                        "\"",
                                                        ":",
                                                        "{",
                                                        "}",
                                                        ",",
                                                        "#",
                                                        "//",
                                                        "github.com/",
                                                        "github:",
                                                        "a/b",
                                                        "/",
                                                        ".",
                                                        ".git",
                                                        "git@",
                                                        "https://",
                                                        "module ",
                                                        "\xff",
                                                        "\t",
                                                        "\"repository\": ",
                                                        "\"dependencies\": {",
                                                        "'",
                                                        "\\",
                                                        "gh ",
                                                        std::string_view("\0", 1)};
  for (const std::uint32_t seed : random_seeds(300)) {
    std::mt19937 random(seed);
    std::string text;
    const auto pieces = random() % 200;
    for (std::size_t i = 0; i < pieces; ++i) text += kPieces.at(random() % kPieces.size());
    SCOPED_TRACE(seed_text(seed));
    std::size_t last = 0;
    std::size_t bytes = 0;
    for (const Reference& each : find_references(text, 50)) {
      EXPECT_GE(each.line, last);
      EXPECT_FALSE(each.text.empty());
      EXPECT_EQ(each.text.find('\n'), std::string::npos);
      last = each.line;
      bytes += each.text.size();
      try {
        (void)parse_target(each.text, {});
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kUrlInvalid);
      }
    }
    EXPECT_LE(bytes, 2 * text.size());
  }
}

}  // namespace
}  // namespace cpsg::model
