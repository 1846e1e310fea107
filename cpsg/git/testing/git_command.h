// For tests that compare with git itself: the git command, with input, and an empty bare repository to run it on.
//
//   const ScratchRepository repository;
//   const std::string oid = repository.git("hash-object -w --stdin", "content");
#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/git/testing/repository.h"

namespace cpsg::git {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void write_file(const std::filesystem::path& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

// Runs git on a repository without the machine's own configuration; `arguments` are the shell's.
class GitCommand {
 public:
  explicit GitCommand(std::filesystem::path repository) : repository_(std::move(repository)) {}

  [[nodiscard]] std::string operator()(const std::string& arguments, std::string_view input = {}) const {
    const std::filesystem::path in = scratch_.path() / "in";
    const std::filesystem::path out = scratch_.path() / "out";
    write_file(in, input);
    const std::string command = fmt::format(
        "GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null LC_ALL=C TZ=UTC git -c safe.directory='*' --git-dir='{}' {} "
        "<'{}' >'{}' 2>'{}'",
        repository_.string(), arguments, in.string(), out.string(), (scratch_.path() / "err").string());
    if (std::system(command.c_str()) != 0) {
      throw std::runtime_error(fmt::format("git {} failed: {}", arguments, read_file(scratch_.path() / "err")));
    }
    return read_file(out);
  }

 private:
  std::filesystem::path repository_;
  TemporaryDirectory scratch_;
};

class ScratchRepository {
 public:
  ScratchRepository() { (void)git("init --quiet --bare"); }

  [[nodiscard]] std::string git(const std::string& arguments, std::string_view input = {}) const {
    return git_(arguments, input);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return directory_.path(); }

 private:
  TemporaryDirectory directory_;
  GitCommand git_{directory_.path()};
};

}  // namespace cpsg::git
