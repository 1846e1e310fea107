// Lists of targets in files, for --file: one target a line, `#` begins a comment, empty lines count for nothing.
//
//   for (const std::string& target : read_target_list("projects.txt")) ...
#pragma once

#include <string>
#include <vector>

namespace cpsg::server {

// The targets as they are written, without spaces around, in their order; they may be nonsense. Throws Error(kUsage)
// for a file that cannot be read or is beyond 16 MiB.
[[nodiscard]] std::vector<std::string> read_target_list(const std::string& path);

}  // namespace cpsg::server
