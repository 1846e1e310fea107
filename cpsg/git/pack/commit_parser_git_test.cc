// Protects the promise that commits read as `git log --no-mailmap` shows them: odd commits made for the purpose, and,
// where CPSG_DATA_DIR names a directory of real histories, every commit of those.
#include <gtest/gtest.h>

#include <sstream>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/testing/odd_commits.h"
#include "cpsg/git/pack/testing/pack_builder.h"
#include "cpsg/git/testing/git_command.h"
#include "cpsg/git/testing/real_histories.h"

namespace cpsg::git::pack {
namespace {

namespace fs = std::filesystem;

// What git shows of a commit, or what the parser makes of it, in the same words.
struct Shown {
  std::string parents;
  std::string author, author_email, author_time;
  std::string committer, committer_email, committer_time;
  std::string message;

  friend bool operator==(const Shown&, const Shown&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Shown& shown) {
    for (const std::string& part : {shown.parents, shown.author, shown.author_email, shown.author_time, shown.committer,
                                    shown.committer_email, shown.committer_time, shown.message}) {
      out << "[" << part << "]";
    }
    return out;
  }
};

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

// As text of ours: repaired, without the newlines at the end.
std::string repaired(const std::string& bytes) {
  std::string text;
  assign_utf8(text, bytes);
  return text.substr(0, text.find_last_not_of('\n') + 1);
}

// Git's seconds and its ISO date, as "seconds date"; nothing if git has no date or it is out of range.
std::string time_of_git(const std::string& seconds, std::string iso_date) {
  if (seconds.empty() || seconds.size() > 12 || std::stoll(seconds) > model::kMaxEpochS) return "";
  if (iso_date.ends_with("Z")) iso_date.replace(iso_date.size() - 1, 1, "+00:00");
  return std::to_string(std::stoll(seconds)) + " " + iso_date;
}

std::string time_of_ours(const std::optional<model::GitTime>& time) {
  return time ? fmt::format("{} {}", time->epoch_s, model::format_git_time(*time)) : "";
}

constexpr std::string_view kFormat = "%P%x01%an%x01%ae%x01%at%x01%aI%x01%cn%x01%ce%x01%ct%x01%cI%x01%B";

Shown parse_shown(const std::string& record) {
  std::vector<std::string> fields;
  std::size_t start = 0;
  for (std::size_t end = 0; fields.size() < 9 && (end = record.find('\x01', start)) != std::string::npos;
       start = end + 1)
    fields.push_back(record.substr(start, end - start));
  if (fields.size() != 9) throw std::runtime_error("git shows an unexpected record");
  return {.parents = fields[0],
          .author = trimmed(repaired(fields[1])),
          .author_email = trimmed(repaired(fields[2])),
          .author_time = time_of_git(fields[3], fields[4]),
          .committer = trimmed(repaired(fields[5])),
          .committer_email = trimmed(repaired(fields[6])),
          .committer_time = time_of_git(fields[7], fields[8]),
          .message = repaired(record.substr(start))};
}

Shown shown_by_parser(std::string_view content) {
  ParsedCommit commit;
  parse_commit(as_bytes(content), commit);
  std::string parents;
  for (const model::Oid& parent : commit.parents) parents += (parents.empty() ? "" : " ") + parent.hex();
  return {.parents = parents,
          .author = commit.author.name,
          .author_email = commit.author.email,
          .author_time = time_of_ours(commit.author.time),
          .committer = commit.committer.name,
          .committer_email = commit.committer.email,
          .committer_time = time_of_ours(commit.committer.time),
          .message = commit.message};
}

std::string show_command() {
  return "-c i18n.logOutputEncoding=UTF-8 -c log.mailmap=false log --no-mailmap -z --no-walk=unsorted --stdin "
         "--encoding=UTF-8 --format='tformat:" +
         std::string(kFormat) + "'";
}

// Both views of every commit named, one a line, in `oids`.
void expect_same_view(const GitCommand& git, const std::string& oids) {
  const std::string contents = git("cat-file --batch", oids);
  const std::string shown = git(show_command(), oids);
  std::size_t at = 0;
  std::size_t record = 0;
  std::size_t commits = 0;
  std::istringstream lines(oids);
  for (std::string oid; std::getline(lines, oid); ++commits) {
    const std::size_t head_end = contents.find('\n', at);
    ASSERT_EQ(contents.substr(at, oid.size() + 8), oid + " commit ");
    const std::size_t size = std::stoull(contents.substr(at + oid.size() + 8, head_end - at));
    const std::size_t record_end = shown.find('\0', record);
    ASSERT_NE(record_end, std::string::npos) << oid;
    EXPECT_EQ(shown_by_parser(std::string_view(contents).substr(head_end + 1, size)),
              parse_shown(shown.substr(record, record_end - record)))
        << oid;
    if (testing::Test::HasFailure()) return;
    at = head_end + 1 + size + 1;
    record = record_end + 1;
  }
  EXPECT_EQ(record, shown.size());
  EXPECT_GT(commits, 0U);
}

constexpr std::string_view kTree = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
constexpr std::string_view kUsual = "author A <a@x> 1700000000 +0100\ncommitter C <c@x> 1700000001 -0200\n";

// Author lines of every kind; the date's own oddities are tested in signature_test.cc where git prints other zones.
std::vector<std::string> odd_commits() {
  std::vector<std::string> commits;
  for (const std::string_view author : {"A U Thor <author@example.com> 1700000000 +0100",
                                        "<only@x> 1 +0000",
                                        " <only@x> 1 +0000",
                                        "Name <> 1 +0000",
                                        "Name< a@b > 1 +0000",
                                        "\t Name\t <\t> 1 +0000",
                                        "N < M <x>> 1 +0000",
                                        "Name <a>b>c> 1 +0000",
                                        "> Name <a> 1 +0000",
                                        "J\xF6rg <j\xF6@x> 1 +0000",
                                        "J\xC3\xB6rg <j@x> 1 +0000",
                                        "Name 1 +0000",
                                        "Name <email 1 +0000",
                                        "Name email> 1 +0000",
                                        "Name > email < 1 +0000",
                                        "Name <e>",
                                        "Name <e> ",
                                        "Name <e> x",
                                        "Name <e> -1 +0000",
                                        "Name <e> 17",
                                        "Name <e> 17 ",
                                        "Name <e> 17 0100",
                                        "Name <e> 17 +",
                                        "Name <e> 17 +x",
                                        "Name <e>17 +0100",
                                        "Name <e> \t17\t+0530x",
                                        "Name <e> 17+0100",
                                        "Name <e> 01700000000 -0930",
                                        "Name <e> 17 -0000",
                                        "Name <e> 17 +100",
                                        "Name <e> 17 +00100",

                                        "Name <e> 1700000000 -2359",
                                        "Name <e> 253402300800 +0000",
                                        "Name <e> 99999999999999999999999 +0000",
                                        "Name <e> \v17 +0000",
                                        "Name <e> \r17 \r +0100",
                                        ""}) {
    commits.push_back(fmt::format("{}author {}\ncommitter C <c@x> 5 +0000\n\nmessage\n", kTree, author));
    commits.push_back(fmt::format("{}author A <a@x> 5 +0000\ncommitter {}\n\nmessage\n", kTree, author));
  }
  for (const std::string_view rest :
       {"\nmessage", "\n\n\n  verbatim \n\ttext\r\n\n\n", "\n", "strange\n\nm\n",
        "gpgsig x\n \n author N <n@x> 5 +0000\n y\n\nm\n", "author Last <l@x> 9 +0000\n\nm\n",
        "parent 3f786850e387550fdab836ed7e6dc881de23001b\n\nm\n", "encoding ISO-8859-1\n\ncaf\xE9\n",
        "encoding latin-1\n\ncaf\xE9\n", "encoding utf8\n\ncaf\xE9\n", "encoding windows-1251\n\n\xCF\xF0\n",
        "encoding EUC-JP\n\n\xC6\xFC\n", "encoding EUC-JP\n\ncaf\xE9 and more\n", "encoding no-such\n\ncaf\xE9\n",
        "encoding iso-2022-jp\nauthor \x1B$B><\x1B(B <a@x> 5 +0000\n\n\x1B$BF|\x1B(B\n",
        "encoding ISO-8859-1\nencoding UTF-8\n\ncaf\xE9\n", "\nbad \xFF\xE2\x82 text\n"}) {
    commits.push_back(fmt::format("{}{}{}", kTree, kUsual, rest));
  }
  commits.push_back(fmt::format("{}{}", kTree, "\nnobody\n"));
  commits.push_back(fmt::format("{}{}", kTree, "committer C <c@x> 5 +0000\n\nonly one\n"));
  commits.push_back(fmt::format("{}{}\ncut{}never seen\n", kTree, kUsual, '\0'));
  return commits;
}

TEST(CommitParserAndGit, AgreeOnOddCommits) {
  const ScratchRepository repository;
  (void)repository.git("hash-object -w -t tree --stdin");
  std::string oids;
  for (const std::string& commit : odd_commits()) {
    oids += repository.git("hash-object -w -t commit --stdin --literally", commit);
  }
  expect_same_view(GitCommand(repository.path()), oids);
}

TEST(CommitParserAndGit, AgreeOnRandomOddities) {
  const ScratchRepository repository;
  (void)repository.git("hash-object -w -t tree --stdin");
  std::mt19937 random(20230);
  std::string stream;
  std::string oids;
  for (int i = 0; i < 400; ++i) {
    const std::string commit = random_odd_commit(random);
    oids += object_id(ObjectType::kCommit, commit).hex() + "\n";
    write_file(repository.path() / fmt::format("commit-{}", i), commit);
    stream += (repository.path() / fmt::format("commit-{}", i)).string() + "\n";
  }
  EXPECT_EQ(repository.git("hash-object -w -t commit --literally --no-filters --stdin-paths", stream), oids);
  expect_same_view(GitCommand(repository.path()), oids);
}

TEST(CommitParserAndGit, AgreeOnRealHistories) {
  const fs::path histories = real_histories();
  if (histories.empty()) GTEST_SKIP() << kNoRealHistories;
  std::size_t repositories = 0;
  for (const fs::directory_entry& owner : fs::directory_iterator(histories)) {
    if (!owner.is_directory()) continue;
    for (const fs::directory_entry& repository : fs::directory_iterator(owner.path())) {
      if (!fs::is_regular_file(repository.path() / "HEAD")) continue;
      SCOPED_TRACE(repository.path());
      const GitCommand git(repository.path());
      expect_same_view(git, git("rev-list --branches"));
      ++repositories;
    }
  }
  EXPECT_GT(repositories, 0U) << "no OWNER/NAME.git in CPSG_DATA_DIR";
}

}  // namespace
}  // namespace cpsg::git::pack
