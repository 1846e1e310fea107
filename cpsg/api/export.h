// Exports: everything that is published, in a fixed order and form, so that two exports of the same data are the same
// bytes.
//
//   const ExportRequest request{.kind = ExportKind::kCommits, .full_name = "pallets/flask"};
//   run_export(store.stores(), request, clock(), [&](std::string_view piece) { file.write(piece); });
//
// NDJSON is one compact object a line, ended by LF. CSV is that of RFC 4180 with a header, lines ended by CRLF. Commits
// go by committer time descending, then by oid; branches by name, deleted ones included; pull requests by number;
// projects by full name. All commits, or all branches, of one export are of one generation. They are read in pages,
// without a long transaction; branches pass through a temporary file. So the memory that an export takes does not
// grow with the project.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

enum class ExportKind : std::uint8_t { kCommits, kBranches, kPulls, kProjects };
enum class ExportFormat : std::uint8_t { kNdjson, kCsv };
[[nodiscard]] std::optional<ExportKind> export_kind_from_name(std::string_view name);      // `commits`, ...
[[nodiscard]] std::optional<ExportFormat> export_format_from_name(std::string_view name);  // `ndjson`, `csv`

struct ExportRequest {
  ExportKind kind = ExportKind::kCommits;
  ExportFormat format = ExportFormat::kNdjson;
  std::optional<std::string> full_name;  // of the project; required for all kinds but projects, where none means all
  bool include_unreachable = false;      // commits alone: also those that no live branch reaches
};

// Called with pieces of about 64 KiB, each of whole lines. What it throws ends the export and is passed on.
using ExportSink = std::function<void(std::string_view)>;

// Blocks until all is written. `now` decides which projects are shown as being synced. Throws Error: kUsage for a
// request that contradicts itself, kNotFound for a project that is not followed, and the store's errors.
void run_export(const storage::Stores& stores, const ExportRequest& request, UnixTime now, const ExportSink& sink);

}  // namespace cpsg::api
