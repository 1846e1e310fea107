// Exports: everything that is published, in a fixed order and form, so that two exports of the same data are the same
// bytes.
//
//   ExportReader reader(store.stores(), {.kind = ExportKind::kCommits, .full_name = "pallets/flask"}, clock());
//   for (std::string piece = reader.next(); !piece.empty(); piece = reader.next()) file.write(piece);
//
// NDJSON is one compact object a line, ended by LF. CSV is that of RFC 4180 with a header, lines ended by CRLF. Commits
// go by committer time descending, then by oid; branches by name, deleted ones included; pull requests by number;
// projects by full name. All commits, or all branches, of one export are of one generation. They are read in pages,
// without a long transaction; many branches pass through a temporary file. So the memory that an export takes does not
// grow with the project, but for two bits a commit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
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
  std::optional<std::string> full_name = std::nullopt;  // of the project; for projects alone none means all
  bool include_unreachable = false;                     // commits alone: also those that no live branch reaches
  std::string git_url = "";                             // of the configured host, for the projects' pages
  bool sees_private = true;  // otherwise there are no projects but those of visibility public
};

// One export, which is read as it is asked for.
//
// Threads: one call at a time, from any thread. It blocks while the store is read: for one piece about as long as for a
// page of a list, but for the first piece of branches, before which all of them are read.
class ExportReader {
 public:
  // `now` decides which projects are shown as being synced. Throws Error: kUsage for a request that contradicts itself,
  // kNotFound for a project that is not followed, and the store's errors. The store must outlive the reader.
  ExportReader(const storage::Stores& stores, ExportRequest request, UnixTime now);
  ~ExportReader();
  ExportReader(const ExportReader&) = delete;
  ExportReader& operator=(const ExportReader&) = delete;

  // The next piece, of whole lines and about 64 KiB; an empty one is the end. It throws where what was given so far
  // would no longer be part of one export: Error(kNotFound) when the project was removed or became one that is not to
  // be seen, kBusy when its history was rewritten, kOverloaded when its branches change faster than they can be read;
  // kOutputFailed where the temporary file cannot be written, kLimitExceeded where it would be too large, and the
  // store's errors. It is not called again after that.
  [[nodiscard]] std::string next();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Called with each piece. What it throws ends the export and is passed on.
using ExportSink = std::function<void(std::string_view)>;

// Blocks until all is written. Throws what ExportReader does.
void run_export(const storage::Stores& stores, const ExportRequest& request, UnixTime now, const ExportSink& sink);

}  // namespace cpsg::api
