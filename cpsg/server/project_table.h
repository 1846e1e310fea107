// The lines of `cpsg list`: a table whose columns stand below each other, whatever state a project is in.
//
//   print_result("{}", project_table_header());
//   for (const model::Project& project : page) print_result("{}", project_table_line(project, now));
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/model/project.h"

namespace cpsg::server {

inline constexpr std::string_view kUnknown = "-";

// The name of the state that a project is shown in.
[[nodiscard]] std::string_view state_text(const model::Project& project, UnixTime now);
[[nodiscard]] std::string time_text(const std::optional<UnixTime>& time);

[[nodiscard]] std::string project_table_header();
[[nodiscard]] std::string project_table_line(const model::Project& project, UnixTime now);

}  // namespace cpsg::server
