// For tests: a git repository on this machine that a test changes by git's own commands.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

namespace cpsg::sync {

class Remote {
 public:
  explicit Remote(std::filesystem::path path) : path_(std::move(path)) {
    std::filesystem::create_directories(path_);
    git("init -q -b main .");
  }

  void git(const std::string& arguments) const {
    const std::string command = "cd '" + path_.string() +
                                "' && GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=Jane "
                                "GIT_AUTHOR_EMAIL=jane@example.com GIT_COMMITTER_NAME=Max "
                                "GIT_COMMITTER_EMAIL=max@example.com git " +
                                arguments + " >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0) << arguments;
  }
  void commit(const std::string& subject) const { git("commit -q --allow-empty -m '" + subject + "'"); }
  [[nodiscard]] std::string url() const { return "file://" + path_.string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace cpsg::sync
