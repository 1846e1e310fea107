#include "cpsg/storage/sqlite/integrity.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/read_access.h"

namespace cpsg::storage::sqlite {
namespace {

constexpr int kInstructionsBetweenLooks = 100'000;
constexpr std::chrono::seconds kBusyTimeout{10};

struct Deadline {
  std::chrono::steady_clock::time_point at;
  bool passed = false;
};

int stop_at_deadline(void* given) {
  auto* deadline = static_cast<Deadline*>(given);
  deadline->passed = std::chrono::steady_clock::now() >= deadline->at;
  return deadline->passed ? 1 : 0;
}

}  // namespace

Integrity check_integrity(const std::filesystem::path& path, std::chrono::milliseconds time_limit) {
  const ReadAccess access = find_read_access(path, kBusyTimeout);
  Connection connection(path, access.uri, kBusyTimeout);
  Deadline deadline{.at = std::chrono::steady_clock::now() + time_limit};
  sqlite3_progress_handler(connection.handle(), kInstructionsBetweenLooks, stop_at_deadline, &deadline);
  sqlite3_stmt* statement = connection.prepared("PRAGMA quick_check(1)");
  const int result = sqlite3_step(statement);
  if (deadline.passed) return Integrity::kNotFinished;
  if (result != SQLITE_ROW) connection.fail(result);
  const std::string_view finding = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  if (finding == "ok") return Integrity::kSound;
  throw Error(ErrorCode::kStoreCorrupt,
              fmt::format("{} is damaged ({}): restore a backup or move it away", path.string(), finding));
}

}  // namespace cpsg::storage::sqlite
