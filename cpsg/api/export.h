// Exports: everything published, in a fixed order and form, so that two exports of the same data are the same bytes.
//
// NDJSON: one compact object a line, LF. CSV: RFC 4180 with a header, CRLF. Commits go by committer time descending,
// then by oid; branches by name, tombstones among them; pull requests by number; projects by full name. All pages of
// commits or branches in one export are of one generation, read without holding the database up.
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
  std::optional<std::string> full_name;  // one project; needed for all but projects
  bool include_unreachable = false;      // for commits: also those that no live branch reaches
};

// Gets pieces of about 64 KiB, whole lines; what it throws ends the export.
using ExportSink = std::function<void(std::string_view)>;

// Throws Error: kUsage for a request that makes no sense, kNotFound for a project that is not followed. `now` decides
// which projects are shown as being synced.
void run_export(const storage::Stores& stores, const ExportRequest& request, UnixTime now, const ExportSink& sink);

}  // namespace cpsg::api
