#include "cpsg/storage/sqlite/status_change.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr int kAttemptsMax = 100;

}  // namespace

void change_status(Database& database, std::string_view project_id, std::uint64_t work_version,
                   const Projects::StatusChange& change) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const auto stored = database.read([&](Connection& c) { return get_project(c, project_id).status; });
    const model::ProjectStatus changed = change(stored);
    const bool written = database.write([&](Connection& c) {
      if (get_project(c, project_id).status != stored) return false;
      write_later_status(c, find_bounds(c, project_id).project_no, changed, work_version);
      return true;
    });
    if (written) return;
  }
  throw Error(ErrorCode::kBusy, fmt::format("the status of {} changes all the time: try again later", project_id));
}

}  // namespace cpsg::storage::sqlite
