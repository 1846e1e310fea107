// Protects: an export that is read piece by piece has all rows in their order, is of one state though others write at
// the same time, and fails where it can no longer be.
// How: a project of several pieces; between two of them others publish, remove, rewrite, hide, or the store fails.
#include <gtest/gtest.h>

#include "cpsg/api/export.h"
#include "cpsg/base/error.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/rows.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::api {
namespace {

using history::at;
using history::kSampleStart;
using history::SampleStore;

constexpr std::uint32_t kCommits = 900;
constexpr std::uint32_t kBranches = 600;
constexpr std::uint32_t kManyBranches = 5'000;  // more than are kept in memory
constexpr std::size_t kPieceMaxBytes = 80 * 1024;
constexpr auto kKindsOfAProject = {ExportKind::kCommits, ExportKind::kBranches, ExportKind::kPulls};
constexpr auto kFormats = {ExportFormat::kNdjson, ExportFormat::kCsv};

class ExportReaderTest : public testing::Test {
 protected:
  void SetUp() override {
    id_ = sample_.add("o", "long").id;
    publish_long(kBranches);
    std::vector<model::PullRequest> pulls(900);
    for (std::size_t i = 0; i < pulls.size(); ++i) {
      pulls[i].number = static_cast<std::int64_t>(i + 1);
      pulls[i].title = std::string(100, 't');
    }
    sample_.put_pulls(id_, pulls);
  }

  storage::Lease lease() {
    return std::get<storage::Lease>(store().acquire_lease(id_, "test", at(0), std::chrono::seconds(60), {}));
  }

  void publish_long(std::uint32_t branches) {
    const storage::Lease held = lease();
    std::vector<storage::StagedCommit> commits;
    for (std::uint32_t row = 0; row < kCommits; ++row) {
      model::Oid oid;
      oid.bytes[18] = static_cast<std::uint8_t>(row >> 8);
      oid.bytes[19] = static_cast<std::uint8_t>(row);
      const model::GitTime time{100 + row % 3, 0};
      commits.push_back({row, oid, {}, 0, 0, time, time, message_, model::Altered::kNothing});
    }
    store().stage(held, std::vector<storage::StagedPerson>{{0, {}, {"A", {}, {}, false}}}, commits);
    storage::Publication publication;
    publication.rows = kCommits;
    publication.people = 1;
    publication.live = publication.on_default = model::Bitmap(kCommits);
    for (std::uint32_t row = 0; row < kCommits; ++row) {
      if (row % 7 != 0) publication.live.set(row);
    }
    for (std::uint32_t i = 0; i < branches; ++i) {
      model::Branch& branch = publication.branches.emplace_back();
      branch.name = std::to_string(i) + std::string(200, 'b');
      branch.committed_at = {100, 0};
      branch.oid.bytes[19] = 3;
    }
    store().publish(held, publication);
    store().release_lease(held);
  }

  // A generation in which there is nothing.
  void publish_nothing() {
    const storage::Lease held = lease();
    const storage::PublishedState state = store().published_state(id_);
    store().publish(held, {.now = at(kSampleStart),
                           .rows = state.rows,
                           .people = state.people,
                           .counts = state.counts,
                           .branches = {},
                           .live = model::Bitmap(state.rows),
                           .on_default = model::Bitmap(state.rows)});
    store().release_lease(held);
  }

  void rewrite() {
    const storage::Lease held = lease();
    store().begin_rewrite(held);
    const std::vector<storage::CommitText> texts = store().commit_texts(id_, 0, kCommits);
    ASSERT_EQ(texts.size(), kCommits);
    store().stage_rewritten(held, store().people_from(id_, 0, 10), texts);
    store().publish_rewritten(held, {.people = 1, .contributors = {}, .policy = "new"});
    store().release_lease(held);
  }

  void show(const std::string& id, const std::string& visibility) {
    const std::chrono::seconds later(++shown_);
    storage::Refreshed seen;
    seen.project_id = id;
    seen.statistics = model::Statistics{.observed_at = at(kSampleStart) + later, .visibility = visibility};
    store().record_refreshed(std::vector{seen}, at(kSampleStart) + later);
  }

  static ExportRequest request(ExportKind kind, ExportFormat format = ExportFormat::kNdjson) {
    return {.kind = kind,
            .format = format,
            .full_name = kind == ExportKind::kProjects ? std::nullopt : std::optional<std::string>("o/long")};
  }

  // All pieces that are left, each held to its bounds.
  static std::vector<std::string> rest(ExportReader& reader) {
    std::vector<std::string> pieces;
    for (std::string piece = reader.next(); !piece.empty(); piece = reader.next()) {
      EXPECT_LT(piece.size(), kPieceMaxBytes);
      EXPECT_EQ(piece.back(), '\n');
      pieces.push_back(std::move(piece));
    }
    EXPECT_EQ(reader.next(), "") << "it stays at its end";
    return pieces;
  }
  static std::string joined(const std::vector<std::string>& pieces) {
    std::string whole;
    for (const std::string& piece : pieces) whole += piece;
    return whole;
  }
  std::string exported(const ExportRequest& request) {
    std::string out;
    run_export(store().stores(), request, at(0), [&](std::string_view piece) { out += piece; });
    return out;
  }

  // What next() throws; kInternal where it throws nothing.
  static ErrorCode failure_of_next(ExportReader& reader) {
    try {
      (void)reader.next();
    } catch (const Error& e) {
      return e.code();
    }
    return ErrorCode::kInternal;
  }
  // Of the piece after the first, when something happens between them.
  template <typename Happens>
  ErrorCode failure_after_first(ExportRequest request, const Happens& happens) {
    ExportReader reader(store().stores(), std::move(request), at(0));
    EXPECT_GT(reader.next().size(), 0);
    happens();
    return failure_of_next(reader);
  }

  storage::sqlite::SqliteStore& store() { return sample_.store(); }

  SampleStore sample_;
  std::string id_;
  std::string message_ = std::string(200, 'm');
  int shown_ = 0;
};

// Writes items one after the other.
class Written {
 public:
  Written(ExportFormat format, const shape::ShapeDescription& shape) : format_(format), form_(shape) {
    if (format == ExportFormat::kCsv) text = shape::csv_header(form_);
  }
  template <typename Item>
  void add(const Item& item) {
    std::string json;
    shape::append_json(json, item);
    format_ == ExportFormat::kCsv ? shape::append_csv_record(text, form_, json) : void(text += json + "\n");
  }
  std::string text;

 private:
  ExportFormat format_;
  shape::RowForm form_;
};

TEST_F(ExportReaderTest, HasAllCommitsInTheirOrder) {
  for (const ExportFormat format : kFormats) {
    for (const bool unreachable : {false, true}) {
      Written written(format, shape::commit_description());
      const storage::CommitView view = store().commit_view(id_);
      storage::CommitQuery query{.limit = 13, .include_unreachable = unreachable};
      for (auto page = store().commits(view, query); !page.empty(); page = store().commits(view, query)) {
        for (const model::Commit& commit : page) written.add(commit);
        query.after = {page.back().committed_at->epoch_s, page.back().oid};
      }
      ExportRequest wanted = request(ExportKind::kCommits, format);
      wanted.include_unreachable = unreachable;
      ExportReader reader(store().stores(), wanted, at(0));
      const auto pieces = rest(reader);
      EXPECT_GT(pieces.size(), 3);
      EXPECT_EQ(joined(pieces), written.text);
    }
  }
}

TEST_F(ExportReaderTest, HasAllBranchesInTheirOrder) {
  store().remove_project(id_);
  id_ = sample_.add("o", "long").id;
  publish_long(kManyBranches);
  for (const ExportFormat format : kFormats) {
    Written written(format, shape::branch_description());
    std::string after;
    for (auto page = store().branches(id_, after, 777); !page.empty(); page = store().branches(id_, after, 777)) {
      const auto authors = store().authors_of(id_, page);
      for (std::size_t i = 0; i < page.size(); ++i) written.add(shape::BranchView{page[i], authors[i]});
      after = page.back().name;
    }
    ExportReader reader(store().stores(), request(ExportKind::kBranches, format), at(0));
    const auto pieces = rest(reader);
    EXPECT_GT(pieces.size(), 16) << "more than are kept in memory";
    EXPECT_EQ(joined(pieces), written.text);
  }
}

TEST_F(ExportReaderTest, HasAllPullRequestsInTheirOrder) {
  for (const ExportFormat format : kFormats) {
    Written written(format, shape::pull_request_description());
    for (const model::PullRequest& pull : store().pull_requests(id_, 0, 1'000)) written.add(pull);
    ExportReader reader(store().stores(), request(ExportKind::kPulls, format), at(0));
    const auto pieces = rest(reader);
    EXPECT_GT(pieces.size(), 2);
    EXPECT_EQ(joined(pieces), written.text);
  }
}

TEST_F(ExportReaderTest, HasAllProjectsInTheirOrder) {
  for (int i = 0; i < 100; ++i) (void)sample_.add("many", std::to_string(i));
  for (const ExportFormat format : kFormats) {
    Written written(format, shape::project_description());
    for (const model::Project& each : store().list_projects("", 1'000)) written.add(shape::ProjectView{each, at(0)});
    ExportReader reader(store().stores(), request(ExportKind::kProjects, format), at(0));
    const auto pieces = rest(reader);
    EXPECT_EQ(joined(pieces), written.text);
    if (format == ExportFormat::kNdjson) {
      EXPECT_GT(pieces.size(), 1);
    }
  }
}

TEST_F(ExportReaderTest, IsOfTheGenerationThatItBeganWith) {
  for (const ExportKind kind : {ExportKind::kCommits, ExportKind::kBranches}) {
    const std::string before = exported(request(kind));
    ExportReader reader(store().stores(), request(kind), at(0));
    std::string whole = reader.next();
    publish_nothing();
    whole += joined(rest(reader));
    EXPECT_EQ(whole, before);
    if (kind == ExportKind::kCommits) {
      EXPECT_EQ(exported(request(kind)), "");
      store().remove_project(id_);
      SetUp();
    }
  }
}

TEST_F(ExportReaderTest, FailsWhenTheProjectIsRemoved) {
  for (const ExportKind kind : kKindsOfAProject) {
    EXPECT_EQ(failure_after_first(request(kind), [&] { store().remove_project(id_); }), ErrorCode::kNotFound);
    SetUp();
    const auto removed_and_added = [&] {
      store().remove_project(id_);
      SetUp();
    };
    EXPECT_EQ(failure_after_first(request(kind), removed_and_added), ErrorCode::kNotFound) << "it is another one";
  }
}

TEST_F(ExportReaderTest, FailsWhenTheHistoryIsRewritten) {
  for (const ExportKind kind : {ExportKind::kCommits, ExportKind::kBranches}) {
    EXPECT_EQ(failure_after_first(request(kind), [&] { rewrite(); }), ErrorCode::kBusy);
  }
}

TEST_F(ExportReaderTest, FailsWhenTheProjectIsHidden) {
  for (const ExportKind kind : kKindsOfAProject) {
    show(id_, "public");
    ExportRequest seeing_all = request(kind);
    ExportRequest seeing_public = seeing_all;
    seeing_public.sees_private = false;
    EXPECT_EQ(failure_after_first(seeing_public, [&] { show(id_, "private"); }), ErrorCode::kNotFound);
    show(id_, "public");
    EXPECT_EQ(failure_after_first(seeing_all, [&] { show(id_, "private"); }), ErrorCode::kInternal) << "it goes on";
    EXPECT_THROW(ExportReader(store().stores(), seeing_public, at(0)), Error);
  }
}

TEST_F(ExportReaderTest, HasNoProjectThatIsNotToBeSeen) {
  (void)sample_.add("p", "hidden");
  show(sample_.add("p", "public").id, "public");
  ExportRequest wanted = request(ExportKind::kProjects);
  wanted.sees_private = false;
  const std::string text = exported(wanted);
  EXPECT_NE(text.find("p/public"), text.npos);
  EXPECT_EQ(text.find("p/hidden"), text.npos);
  EXPECT_EQ(text.find("o/long"), text.npos) << "nobody knows whether it is public";
}

TEST_F(ExportReaderTest, PassesOnWhatFailsInTheMiddle) {
  storage::CountingStores counting(store().stores());
  int reads = 0;
  counting.calls().set_before_call([&](std::string_view method) {
    if (method == "commits" && ++reads == 3) throw Error(ErrorCode::kStoreIo, "the disk is gone");
  });
  ExportReader reader(counting.stores(), request(ExportKind::kCommits), at(0));
  ErrorCode failure = ErrorCode::kInternal;
  int pieces = 0;
  while (failure == ErrorCode::kInternal && pieces < 10) {
    failure = failure_of_next(reader);
    ++pieces;
  }
  EXPECT_EQ(failure, ErrorCode::kStoreIo);
  EXPECT_GT(pieces, 1);
}

}  // namespace
}  // namespace cpsg::api
