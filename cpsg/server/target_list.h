// Lists of targets in files: one a line, `#` begins a comment.
#pragma once

#include <string>
#include <vector>

namespace cpsg::server {

// The targets as they were written, without spaces around. Throws Error(kUsage) for a file that cannot be read or is
// beyond 16 MiB.
[[nodiscard]] std::vector<std::string> read_target_list(const std::string& path);

}  // namespace cpsg::server
