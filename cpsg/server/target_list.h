// The targets that a command is about: those of the command line, and those of a list in a file: one target a line, `#`
// begins a comment, empty lines count for nothing.
//
//   for (const GivenTarget& given : given_targets(arguments.targets, arguments.list_file, home)) {
//     const model::Target target = parse_given_target(given, rules);
//   }
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/target.h"

namespace cpsg::server {

struct GivenTarget {
  std::string text;   // as it is written, without spaces around; it may be nonsense
  std::string place;  // "projects.txt:3", for messages; empty for the command line
};

// The targets of the command line, then those of the list, in their order. The list `-` is standard input; a path may
// begin with `~/`. Throws Error(kUsage) for a list that cannot be read, is no UTF-8 text or is beyond 16 MiB.
[[nodiscard]] std::vector<GivenTarget> given_targets(const std::vector<std::string>& of_command_line,
                                                     const std::optional<std::string>& list, std::string_view home);

// As model::parse_target(), with the place in front of what is wrong.
[[nodiscard]] model::Target parse_given_target(const GivenTarget& given, const model::TargetRules& rules);

}  // namespace cpsg::server
