#include "cpsg/api/export.h"

#include <fmt/format.h>

#include <chrono>
#include <utility>
#include <vector>

#include "cpsg/api/export_spool.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/rows.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kPieceBytes = 64 * limits::kKiB;
// About a piece, so that little is held while a slow client takes it.
constexpr std::size_t kRowsPerRead = 250;
constexpr std::size_t kProjectsPerRead = 50;  // descriptions and topics may be long
constexpr int kAttemptsMax = 5;               // of reading branches while others publish

// Makes lines, and gives them out as pieces.
class Lines {
 public:
  Lines(ExportFormat format, const shape::ShapeDescription& shape) : format_(format), form_(shape) {
    if (format_ == ExportFormat::kCsv) buffer_ = shape::csv_header(form_);
  }

  template <typename Item>
  void add(const Item& item) {
    using shape::append_json;
    if (format_ == ExportFormat::kNdjson) {
      append_json(buffer_, item);
      buffer_ += '\n';
      return;
    }
    json_.clear();
    append_json(json_, item);
    shape::append_csv_record(buffer_, form_, json_);
  }
  [[nodiscard]] bool is_piece() const { return buffer_.size() >= kPieceBytes; }
  [[nodiscard]] std::string take() { return std::exchange(buffer_, {}); }

 private:
  ExportFormat format_;
  shape::RowForm form_;
  std::string buffer_;
  std::string json_;  // of one item
};

// The pieces of one kind of export, in order; an empty one is the end.
class Pieces {
 public:
  Pieces() = default;
  virtual ~Pieces() = default;
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  [[nodiscard]] virtual std::string next() = 0;
};

// Those of rows that are read block by block. `Rows` has read(), which sets is_over with the last block, and view() of
// what is to be written of a row.
template <typename Rows>
class BlockPieces final : public Pieces {
 public:
  BlockPieces(ExportFormat format, Rows rows) : lines_(format, Rows::shape()), rows_(std::move(rows)) {}

  std::string next() override {
    while (!lines_.is_piece()) {
      if (at_ == block_.size()) {
        at_ = 0;
        block_.clear();
        if (!rows_.is_over) block_ = rows_.read();
        if (block_.empty()) break;
      }
      lines_.add(rows_.view(block_[at_++]));
    }
    return lines_.take();
  }

 private:
  Lines lines_;
  Rows rows_;
  decltype(std::declval<Rows&>().read()) block_;
  std::size_t at_ = 0;  // of the next row of the block
};

struct CommitRows {
  CommitRows(storage::HistoryReader& reader, storage::CommitView commit_view, bool include_unreachable)
      : history(reader), view_of_all(std::move(commit_view)) {
    query.limit = kRowsPerRead;
    query.include_unreachable = include_unreachable;
  }
  static shape::ShapeDescription shape() { return shape::commit_description(); }
  std::vector<model::Commit> read() {
    std::vector<model::Commit> block = history.commits(view_of_all, query);
    is_over = storage::is_last(block, query.limit);
    if (is_over) return block;
    const model::Commit& last = block.back();
    query.after = {last.committed_at ? std::optional(last.committed_at->epoch_s) : std::nullopt, last.oid};
    return block;
  }
  static const model::Commit& view(const model::Commit& commit) { return commit; }

  storage::HistoryReader& history;
  storage::CommitView view_of_all;
  storage::CommitQuery query;
  bool is_over = false;
};

struct BranchRows {
  struct Row {
    model::Branch branch;
    std::optional<std::string> author;
  };

  static shape::ShapeDescription shape() { return shape::branch_description(); }
  std::vector<Row> read() {
    std::vector<model::Branch> branches = history.branches(project_id, after, kRowsPerRead);
    is_over = storage::is_last(branches, kRowsPerRead);
    if (!is_over) after = branches.back().name;
    auto authors = history.authors_of(project_id, branches);
    std::vector<Row> rows;
    rows.reserve(branches.size());
    for (std::size_t i = 0; i < branches.size(); ++i) rows.push_back({std::move(branches[i]), std::move(authors[i])});
    return rows;
  }
  static shape::BranchView view(const Row& row) { return {row.branch, row.author}; }

  storage::HistoryReader& history;
  const std::string& project_id;
  std::string after = {};
  bool is_over = false;
};

struct PullRows {
  static shape::ShapeDescription shape() { return shape::pull_request_description(); }
  std::vector<model::PullRequest> read() {
    std::vector<model::PullRequest> block = pulls.pull_requests(project_id, after, kRowsPerRead);
    is_over = storage::is_last(block, kRowsPerRead);
    if (!is_over) after = block.back().number;
    return block;
  }
  static const model::PullRequest& view(const model::PullRequest& pull) { return pull; }

  storage::PullRequests& pulls;
  const std::string& project_id;
  std::int64_t after = 0;
  bool is_over = false;
};

struct ProjectRows {
  static shape::ShapeDescription shape() { return shape::project_description(); }
  std::vector<model::Project> read() {
    is_over = true;
    if (only != nullptr) return {*only};
    std::vector<model::Project> block = sees_private ? projects.list_projects(after, kProjectsPerRead)
                                                     : projects.list_public_projects(after, kProjectsPerRead);
    is_over = block.size() < kProjectsPerRead;
    if (!is_over) after = block.back().full_name();
    return block;
  }
  [[nodiscard]] shape::ProjectView view(const model::Project& project) const { return {project, now, git_url}; }

  storage::Projects& projects;
  const model::Project* only;  // null: all
  bool sees_private;
  UnixTime now;
  std::string_view git_url;
  std::string after = {};
  bool is_over = false;
};

// A page of branches does not say of which generation it is. So all are read before the first is given out, and read
// again if another generation was published meanwhile.
class BranchPieces final : public Pieces {
 public:
  BranchPieces(const storage::Stores& stores, const std::string& project_id, ExportFormat format)
      : stores_(stores), project_id_(project_id), format_(format) {}

  std::string next() override {
    if (!spool_) read_all();
    return spool_->take();
  }

 private:
  void read_all() {
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      const auto generation = present_generation();
      ExportSpool spool;
      BlockPieces<BranchRows> all(format_, {stores_.history, project_id_});
      for (std::string piece = all.next(); !piece.empty(); piece = all.next()) spool.add(std::move(piece));
      if (present_generation() != generation) continue;
      spool_.emplace(std::move(spool));
      return;
    }
    throw Error(ErrorCode::kOverloaded, "new branches are published faster than they can be read; try again",
                std::chrono::seconds{5});
  }

  // What tells it from every other one, also from those of an earlier project of its id.
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> present_generation() const {
    const model::Project project = stores_.projects.project(project_id_);
    return {project.incarnation, project.generation};
  }

  const storage::Stores& stores_;
  const std::string& project_id_;
  const ExportFormat format_;
  std::optional<ExportSpool> spool_;
};

bool is_public(const model::Project& project) {
  return project.statistics && project.statistics->visibility == "public";
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

class ExportReader::Impl {
 public:
  Impl(const storage::Stores& stores, ExportRequest request, UnixTime now)
      : stores_(stores), request_(std::move(request)), now_(now) {
    check(request_);
    if (!request_.full_name) return;
    project_ = stores_.projects.find_project(*request_.full_name);
    if (!project_ || !(request_.sees_private || is_public(*project_))) {
      throw Error(ErrorCode::kNotFound,
                  fmt::format("the project {} is not followed; sync it first", *request_.full_name));
    }
  }

  // What the piece is of is looked at after it was read.
  std::string next() {
    if (is_over_) return {};
    if (!pieces_) pieces_ = open();
    std::string piece = pieces_->next();
    require_standing();
    is_over_ = piece.empty();
    if (is_over_) pieces_.reset();
    return piece;
  }

 private:
  std::unique_ptr<Pieces> open() {
    const ExportFormat format = request_.format;
    switch (request_.kind) {
      case ExportKind::kCommits:
        return std::make_unique<BlockPieces<CommitRows>>(
            format, CommitRows(stores_.history, noted_view(), request_.include_unreachable));
      case ExportKind::kBranches:
        (void)noted_view();
        return std::make_unique<BranchPieces>(stores_, project_->id, format);
      case ExportKind::kPulls:
        return std::make_unique<BlockPieces<PullRows>>(format, PullRows{stores_.pulls, project_->id});
      case ExportKind::kProjects:
        break;
    }
    return std::make_unique<BlockPieces<ProjectRows>>(
        format,
        ProjectRows{stores_.projects, project_ ? &*project_ : nullptr, request_.sees_private, now_, request_.git_url});
  }

  storage::CommitView noted_view() {
    storage::CommitView view = stores_.history.commit_view(project_->id);
    begun_with_ = {.project_id = view.project_id,
                   .incarnation = view.incarnation,
                   .generation = view.generation,
                   .rows = view.rows,
                   .live = {},
                   .on_default = {}};
    return view;
  }

  // Another project may have come into the place of one that was removed. What was rewritten must not be given out for
  // as long as a client likes: it may be names that are to be forgotten.
  void require_standing() {
    if (!project_) return;
    const std::vector<model::Project> found = stores_.projects.projects({&project_->id, 1});
    if (found.empty() || found.front().incarnation != project_->incarnation) {
      throw Error(ErrorCode::kNotFound, "the project was removed while it was exported");
    }
    if (!request_.sees_private && !is_public(found.front())) {
      throw Error(ErrorCode::kNotFound, "the project is no longer public");
    }
    if (begun_with_) (void)stores_.history.commits(*begun_with_, {.limit = 1, .include_unreachable = true});
  }

  const storage::Stores stores_;
  const ExportRequest request_;
  const UnixTime now_;
  std::optional<model::Project> project_;          // nothing: all
  std::optional<storage::CommitView> begun_with_;  // whatever is of a generation; without the sets of commits
  std::unique_ptr<Pieces> pieces_;
  bool is_over_ = false;
};

ExportReader::ExportReader(const storage::Stores& stores, ExportRequest request, UnixTime now)
    : impl_(std::make_unique<Impl>(stores, std::move(request), now)) {}
ExportReader::~ExportReader() = default;

std::string ExportReader::next() { return impl_->next(); }

void run_export(const storage::Stores& stores, const ExportRequest& request, UnixTime now, const ExportSink& sink) {
  ExportReader reader(stores, request, now);
  for (std::string piece = reader.next(); !piece.empty(); piece = reader.next()) sink(piece);
}

}  // namespace cpsg::api
