// Protects the promise that branch counts are git's own: a generated repository, and where CPSG_DATA_DIR is set a real
// one, against `git rev-list`.
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/git/graph/reachability.h"
#include "cpsg/git/graph/testing/random_history.h"
#include "cpsg/git/testing/real_histories.h"

namespace cpsg::git::graph {
namespace {

namespace fs = std::filesystem;

std::string run_git(const fs::path& repository, const std::string& arguments) {
  const std::string command =
      "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git --git-dir='" + repository.string() + "' " + arguments;
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run git");
  std::string output;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), got);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

// Every commit that a branch reaches.
CommitGraph read_graph(const fs::path& repository) {
  CommitGraph graph;
  std::istringstream lines(run_git(repository, "log --branches --format='%H %P'"));
  std::uint32_t row = 0;
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::vector<Node> nodes;
    for (std::string word; words >> word;) nodes.push_back(graph.intern(*model::Oid::from_hex(word)));
    CommitFacts facts;
    facts.row = row++;
    graph.add(nodes.front(), std::span(nodes).subspan(1), facts);
  }
  return graph;
}

// Compares every branch with the first one, at most `most` of them.
void expect_counts_of_git(const fs::path& repository, std::size_t most) {
  const CommitGraph graph = read_graph(repository);
  std::istringstream lines(run_git(repository, "for-each-ref --format='%(objectname)' refs/heads"));
  std::vector<std::string> oids;
  for (std::string line; std::getline(lines, line) && oids.size() < most;) oids.push_back(line);
  std::vector<Node> tips;
  for (const std::string& oid : oids) tips.push_back(*graph.find(*model::Oid::from_hex(oid)));

  const auto found =
      compare_to_default(graph, graph.topological_order(), tips, reachable(graph, std::span(tips).first(1)));
  for (std::size_t i = 0; i < tips.size(); ++i) {
    std::istringstream sides(run_git(repository, "rev-list --left-right --count " + oids[0] + "..." + oids[i]));
    std::int64_t behind = -1;
    std::int64_t ahead = -1;
    sides >> behind >> ahead;
    EXPECT_EQ(found[i].ahead, ahead) << oids[i];
    EXPECT_EQ(found[i].behind, behind) << oids[i];
    EXPECT_EQ(found[i].commits, std::stoll(run_git(repository, "rev-list --count " + oids[i]))) << oids[i];
  }
  const std::string all = run_git(repository, "rev-list --branches --count");
  EXPECT_EQ(reachable(graph, tips).count(), oids.size() < most ? std::stoull(all) : reachable(graph, tips).count());
}

// A stream for git fast-import: the history's commits, and a branch at each of the last `branches` of them.
std::string fast_import_stream(const History& history, std::uint32_t branches) {
  std::ostringstream stream;
  for (std::uint32_t commit = 0; commit < history.size(); ++commit) {
    stream << "commit refs/import/all\nmark :" << commit + 1 << "\ncommitter T <t@example.org> "
           << 1'700'000'000 + commit << " +0000\ndata 0\n";
    const std::vector<std::uint32_t>& parents = history.parents[commit];
    for (std::size_t i = 0; i < parents.size(); ++i)
      stream << (i == 0 ? "from :" : "merge :") << parents[i] + 1 << "\n";
    if (parents.empty()) stream << "deleteall\n";
    stream << "\nreset refs/import/all\n\n";
  }
  for (std::uint32_t i = 0; i < branches; ++i) {
    stream << "reset refs/heads/b" << i << "\nfrom :" << history.size() - i << "\n\n";
  }
  return stream.str();
}

TEST(CompareToDefaultWithGit, AgreesOnAGeneratedRepository) {
  const fs::path directory = fs::path(::testing::TempDir()) / ("cpsg_reachability_" + std::to_string(::getpid()));
  fs::remove_all(directory);
  run_git(directory, "init --quiet --bare");
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  std::ofstream(directory / "stream") << fast_import_stream(random_history(random, 400, false), 70);
  run_git(directory, "fast-import --quiet --force < '" + (directory / "stream").string() + "'");
  expect_counts_of_git(directory, 1000);
  fs::remove_all(directory);
}

TEST(CompareToDefaultWithGit, AgreesOnARealRepository) {
  const fs::path histories = real_histories();
  if (histories.empty()) GTEST_SKIP() << kNoRealHistories;
  expect_counts_of_git(histories / "cli/cli.git", 1000);
}

}  // namespace
}  // namespace cpsg::git::graph
