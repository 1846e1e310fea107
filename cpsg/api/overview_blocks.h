// What a project's overview is made of: questions that have routes of their own, and what is asked of each.
//
//   for (const OverviewBlock& block : overview_blocks()) ...  // "busy" is GET .../activity
//
// Constants, valid as long as the program.
#pragma once

#include <span>
#include <string_view>

namespace cpsg::api {

struct OverviewBlock {
  std::string_view name;
  std::string_view route;       // the name of a route of one project
  std::string_view query = "";  // what is always asked: "sort=committed_at&limit=8"
  std::string_view meaning;
  std::string_view passed_over = "";  // a parameter of the overview that does not go with `query`
};

// Their names, for the parameter `blocks`.
inline constexpr std::string_view kOverviewBlockNames[] = {"busy",     "when",   "people",   "top",  "pulls",
                                                           "branches", "growth", "releases", "syncs"};

// In the order of the names.
[[nodiscard]] std::span<const OverviewBlock> overview_blocks() noexcept;

}  // namespace cpsg::api
