#include "cpsg/server/project_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/model/git_time.h"

namespace cpsg::server {
namespace {

std::size_t state_width() {
  std::size_t width = 0;
  for (const model::SyncState state : model::kSyncStates) width = std::max(width, model::name(state).size());
  return width;
}

std::string line_of(std::string_view name, std::string_view state, std::string_view commits, std::string_view branches,
                    std::string_view last_synced) {
  static const std::size_t width = state_width();
  return fmt::format("{:<40} {:<{}} {:>10} {:>9}  {}\n", name, state, width, commits, branches, last_synced);
}

}  // namespace

std::string_view state_text(const model::Project& project, UnixTime now) {
  return model::name(project.syncing(now) ? model::SyncState::kSyncing : project.status.state);
}

std::string time_text(const std::optional<UnixTime>& time) {
  return time ? model::format_utc(*time) : std::string(kUnknown);
}

std::string project_table_header() { return line_of("PROJECT", "STATE", "COMMITS", "BRANCHES", "LAST SYNCED"); }

std::string project_table_line(const model::Project& project, UnixTime now) {
  const auto& counts = project.counts;
  return line_of(project.full_name(), state_text(project, now),
                 counts ? std::to_string(counts->commits_all) : std::string(kUnknown),
                 counts ? std::to_string(counts->branches) : std::string(kUnknown),
                 time_text(project.status.last_synced_at));
}

}  // namespace cpsg::server
