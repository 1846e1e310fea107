// What a user may write to name a repository, and what it means.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::model {

// owner and name as written (case kept), `source_url` only for file:// targets.
struct Target {
  std::string owner;
  std::string name;
  std::string source_url;
};

struct TargetRules {
  std::string git_url = "https://github.com";  // the configured host; github.com spellings map onto it
  bool allow_file = false;                     // file:// is for the command line alone
  std::string as{};  // `owner/name` that a file:// target is to have instead of its path's; refused with other targets
};

// `owner/name`, `https://host/owner/name`, `host/owner/name`, `ssh://git@host/owner/name`, `git@host:owner/name`, any
// case of scheme and host, with or without `.git` and a trailing slash; the host is github.com or that of git_url.
// http://, git://, git+ssh:// and git+https:// are taken for the same, and so is the address of a page within the
// repository (`https://github.com/owner/name/issues/3?q=x#y`). A file:// URL gets the
// last two components of its path as its name, and a `source_url` without trailing slash, `.` or empty components.
// Throws Error(kUrlInvalid) in one line that says what is wrong and never repeats what may hold a password.
[[nodiscard]] Target parse_target(std::string_view text, const TargetRules& rules);

// `owner/name` for --as and paths; throws Error(kUrlInvalid). Names: GitHub's alphabet [A-Za-z0-9._-], 1-100 bytes, not
// `.` or `..`.
[[nodiscard]] Target parse_full_name(std::string_view text);

}  // namespace cpsg::model
