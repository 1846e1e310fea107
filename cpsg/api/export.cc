#include "cpsg/api/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kPieceBytes = 64 * limits::kKiB;

// Collects the lines of one export into pieces for the sink.
class Lines {
 public:
  Lines(ExportFormat format, const ExportSink& sink) : format_(format), sink_(sink) {}

  void header(const std::string& csv_header) {
    if (format_ == ExportFormat::kCsv) buffer_ += csv_header;
  }

  template <typename Item>
  void add(const Item& item) {
    if (format_ == ExportFormat::kCsv) {
      shape::append_csv(buffer_, item);
    } else {
      shape::append_json(buffer_, item);
      buffer_ += '\n';
    }
    if (buffer_.size() >= kPieceBytes) flush();
  }

  void flush() {
    if (!buffer_.empty()) sink_(buffer_);
    buffer_.clear();
  }

 private:
  ExportFormat format_;
  const ExportSink& sink_;
  std::string buffer_;
};

void export_commits(storage::HistoryReader& history, const std::string& project_id, bool include_unreachable,
                    Lines& lines) {
  lines.header(shape::commit_csv_header());
  const storage::CommitView view = history.commit_view(project_id);
  storage::CommitQuery query;
  query.limit = limits::kPageMax;
  query.include_unreachable = include_unreachable;
  while (true) {
    const std::vector<model::Commit> page = history.commits(view, query);
    for (const model::Commit& commit : page) lines.add(commit);
    if (page.size() < query.limit) return;
    const model::Commit& last = page.back();
    query.after = {last.committed_at ? std::optional(last.committed_at->epoch_s) : std::nullopt, last.oid};
  }
}

std::vector<model::Branch> all_branches(storage::HistoryReader& history, const std::string& project_id) {
  std::vector<model::Branch> branches;
  while (true) {
    std::vector<model::Branch> page =
        history.branches(project_id, branches.empty() ? std::string() : branches.back().name, limits::kPageMax);
    const bool last = page.size() < limits::kPageMax;
    std::move(page.begin(), page.end(), std::back_inserter(branches));
    if (last) return branches;
  }
}

// What tells a project's generation from every other one, also from those of an earlier project of its id.
std::pair<std::uint64_t, std::uint64_t> generation_of(storage::HistoryReader& history, const std::string& project_id) {
  const storage::CommitView view = history.commit_view(project_id);
  return {view.incarnation, view.generation};
}

// A page of branches does not say of which generation it is, so all are read again if another one was published
// meanwhile.
std::vector<model::Branch> branches_of_one_generation(storage::HistoryReader& history, const std::string& project_id) {
  constexpr int kAttemptsMax = 5;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    const auto before = generation_of(history, project_id);
    std::vector<model::Branch> branches = all_branches(history, project_id);
    if (generation_of(history, project_id) == before) return branches;
  }
  throw Error(ErrorCode::kOverloaded, "new branches are published faster than they can be read; try again",
              std::chrono::seconds{5});
}

void export_branches(const storage::Stores& stores, const std::string& project_id, Lines& lines) {
  lines.header(shape::branch_csv_header());
  const std::vector<model::Branch> branches = branches_of_one_generation(stores.history, project_id);
  for (std::span<const model::Branch> rest(branches); !rest.empty();) {
    const auto page = rest.first(std::min(rest.size(), limits::kPageMax));
    const auto authors = stores.history.authors_of(project_id, page);
    for (std::size_t i = 0; i < page.size(); ++i) lines.add(shape::BranchView{page[i], authors[i]});
    rest = rest.subspan(page.size());
  }
}

void export_pulls(storage::PullRequests& pulls, const std::string& project_id, Lines& lines) {
  lines.header(shape::pull_csv_header());
  std::int64_t after = 0;
  while (true) {
    const std::vector<model::PullRequest> page = pulls.pull_requests(project_id, after, limits::kPageMax);
    for (const model::PullRequest& pull : page) lines.add(pull);
    if (page.size() < limits::kPageMax) return;
    after = page.back().number;
  }
}

void export_projects(storage::Projects& projects, UnixTime now, Lines& lines) {
  lines.header(shape::project_csv_header());
  std::string after;
  while (true) {
    const std::vector<model::Project> page = projects.list_projects(after, limits::kPageMax);
    for (const model::Project& project : page) lines.add(shape::ProjectView{project, now});
    if (page.size() < limits::kPageMax) return;
    after = page.back().full_name();
  }
}

void check(const ExportRequest& request) {
  if (request.include_unreachable && request.kind != ExportKind::kCommits) {
    throw Error(ErrorCode::kUsage, "--unreachable goes with 'export commits' alone");
  }
  if (!request.full_name && request.kind != ExportKind::kProjects) {
    throw Error(ErrorCode::kUsage, "name the project to export: owner/name");
  }
}

}  // namespace

std::optional<ExportKind> export_kind_from_name(std::string_view name) {
  if (name == "commits") return ExportKind::kCommits;
  if (name == "branches") return ExportKind::kBranches;
  if (name == "pulls") return ExportKind::kPulls;
  if (name == "projects") return ExportKind::kProjects;
  return std::nullopt;
}

std::optional<ExportFormat> export_format_from_name(std::string_view name) {
  if (name == "ndjson") return ExportFormat::kNdjson;
  if (name == "csv") return ExportFormat::kCsv;
  return std::nullopt;
}

void run_export(const storage::Stores& stores, const ExportRequest& request, UnixTime now, const ExportSink& sink) {
  check(request);
  Lines lines(request.format, sink);
  std::optional<model::Project> project;
  if (request.full_name) {
    project = stores.projects.find_project(*request.full_name);
    if (!project) {
      throw Error(ErrorCode::kNotFound,
                  fmt::format("the project {} is not followed; sync it first", *request.full_name));
    }
  }
  switch (request.kind) {
    case ExportKind::kCommits:
      export_commits(stores.history, project->id, request.include_unreachable, lines);
      break;
    case ExportKind::kBranches:
      export_branches(stores, project->id, lines);
      break;
    case ExportKind::kPulls:
      export_pulls(stores.pulls, project->id, lines);
      break;
    case ExportKind::kProjects:
      if (project) {
        lines.header(shape::project_csv_header());
        lines.add(shape::ProjectView{*project, now});
      } else {
        export_projects(stores.projects, now, lines);
      }
      break;
  }
  lines.flush();
}

}  // namespace cpsg::api
