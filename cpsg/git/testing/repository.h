// For tests that read a repository: one with known branches, made by git when the test runs, and what git says of it.
//
//   const GeneratedRepository repository;
//   EXPECT_EQ(found, repository.rev_list("main"));
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace cpsg::git {

// A folder that lives as long as the object.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = name;
  }
  ~TemporaryDirectory() {
    std::error_code none;
    std::filesystem::remove_all(path_, none);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// The output of a shell command; throws when it fails.
inline std::string run(const std::string& command) {
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run: " + command);
  std::string output;
  std::array<char, 65536> buffer{};
  for (std::size_t got = 0; (got = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), got);
  if (pclose(pipe) != 0) throw std::runtime_error("failed: " + command);
  return output;
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  return result;
}

// A bare repository with trees, blobs and a tag. Branches: main (a line of commits with one merge), side, and a root of
// its own.
class GeneratedRepository {
 public:
  static constexpr int kMainCommits = 300;

  GeneratedRepository() : path_(directory_.path() / "o/name with space.git") {
    run("git init -q --bare -b main '" + path_.string() + "'");
    const std::filesystem::path stream = directory_.path() / "stream";
    std::ofstream(stream) << fast_import_stream();
    git("fast-import --quiet < '" + stream.string() + "'");
    git("-c user.name=t -c user.email=t@example.org tag -a -m note v1 main");
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // The folder above the owner's.
  [[nodiscard]] const std::filesystem::path& root() const { return directory_.path(); }
  std::string git(const std::string& arguments) const {
    return run("GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null git --git-dir='" + path_.string() + "' " + arguments);
  }
  // The ids that `git rev-list` prints, sorted.
  [[nodiscard]] std::vector<std::string> rev_list(const std::string& arguments) const {
    std::vector<std::string> ids = lines_of(git("rev-list " + arguments));
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  // A commit on `branch`, made after its tip.
  void commit(const std::string& branch) const {
    const std::string tip = lines_of(git("rev-parse " + branch)).at(0);
    const std::string made = lines_of(git("-c user.name=t -c user.email=t@example.org commit-tree -p " + tip +
                                          " -m more " + tip + "^{tree}"))
                                 .at(0);
    git("update-ref refs/heads/" + branch + " " + made);
  }

 private:
  static std::string commit_text(const std::string& branch, int number) {
    return "commit refs/heads/" + branch + "\nmark :" + std::to_string(number) + "\ncommitter T <t@example.org> " +
           std::to_string(1'700'000'000 + number) + " +0000\ndata 2\nm\n";
  }
  static std::string file_text(int number) {
    const std::string content = "content " + std::to_string(number);
    return "M 644 inline f\ndata " + std::to_string(content.size()) + "\n" + content + "\n";
  }
  static std::string fast_import_stream() {
    std::string stream;
    int number = 0;
    for (int i = 0; i < kMainCommits; ++i) {
      ++number;
      stream += commit_text("main", number) + file_text(number);
    }
    ++number;
    stream += commit_text("side", number) + "from :100\n" + file_text(number);
    ++number;
    stream += commit_text("main", number) + "from :300\nmerge :301\n" + file_text(number);
    ++number;
    stream += commit_text("root/two", number) + file_text(number);
    return stream;
  }

  TemporaryDirectory directory_;
  std::filesystem::path path_;
};

}  // namespace cpsg::git
