#include "cpsg/storage/sqlite/status_change.h"

#include <fmt/format.h>

#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/project_row.h"
#include "cpsg/storage/sqlite/projects.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr int kAttemptsMax = 100;

model::ProjectStatus status_of(Connection& connection, const model::Project& read) {
  model::Project stored = get_project(connection, read.id);
  if (stored.incarnation != read.incarnation) throw_unknown_project(read.id);
  return std::move(stored.status);
}

}  // namespace

void change_status(Database& database, const model::Project& read, std::uint64_t work_version,
                   const Projects::StatusChange& change) {
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const auto stored = database.read([&](Connection& c) { return status_of(c, read); });
    const model::ProjectStatus changed = change(stored);
    const bool written = database.write([&](Connection& c) {
      if (status_of(c, read) != stored) return false;
      write_later_status(c, static_cast<ProjectNo>(read.incarnation), changed, work_version);
      return true;
    });
    if (written) return;
  }
  throw Error(ErrorCode::kBusy,
              fmt::format("the status of {} changes all the time: try again later", read.full_name()));
}

}  // namespace cpsg::storage::sqlite
