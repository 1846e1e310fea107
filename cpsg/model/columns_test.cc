// Protects: each column's name stands for one member, each member that is stored has its column, and what is described
// can be read and written.
#include "cpsg/model/columns.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace cpsg::model {
namespace {

using std::chrono::seconds;

UnixTime at(std::int64_t epoch_s) { return UnixTime(seconds(epoch_s)); }

// The addresses of an object's members, in the order of its columns.
struct Addresses {
  std::vector<void*> of_members;
  std::set<std::string, std::less<>> names;

  template <typename Value>
  void operator()(std::string_view name, Value& member) {
    EXPECT_TRUE(names.emplace(name).second) << name << " is described twice";
    of_members.push_back(&member);
  }
  template <typename Value>
  void operator()(std::string_view name, KeyColumn<Value> key) {
    (*this)(name, key.value);
  }
  template <typename Value>
  void operator()(std::string_view name, BytesColumn<Value> bytes) {
    (*this)(name, bytes.value);
  }
};

// Copies the described members, and nothing else, from one object to another.
class Copy {
 public:
  explicit Copy(std::vector<void*> targets) : targets_(std::move(targets)) {}

  template <typename Value>
  void operator()(std::string_view, const Value& member) {
    *static_cast<Value*>(targets_.at(next_++)) = member;
  }
  template <typename Value>
  void operator()(std::string_view name, KeyColumn<const Value> key) {
    (*this)(name, key.value);
  }
  template <typename Value>
  void operator()(std::string_view name, BytesColumn<const Value> bytes) {
    (*this)(name, bytes.value);
  }

 private:
  std::vector<void*> targets_;
  std::size_t next_ = 0;
};

template <typename Object>
Object copy_by_columns(const Object& object) {
  Object copy;
  Addresses addresses;
  describe_columns(copy, addresses);
  Copy copying(addresses.of_members);
  describe_columns(object, copying);
  return copy;
}

TEST(Columns, HoldAllOfTheStatistics) {
  const Statistics statistics{.observed_at = at(1),
                              .description = "d",
                              .homepage = "h",
                              .topics = {"t"},
                              .license = "MIT",
                              .visibility = "public",
                              .archived = true,
                              .fork = true,
                              .empty = true,
                              .default_branch = "main",
                              .language = "C",
                              .languages = {{.name = "C", .size_bytes = 2}},
                              .stars = 3,
                              .forks = 4,
                              .watchers = 5,
                              .open_issues = 6,
                              .closed_issues = 7,
                              .size_kb = 8,
                              .releases = 9,
                              .tags = 10,
                              .branches = 11,
                              .pulls = {.open = 12, .closed = 13, .merged = 14},
                              .created_at = at(15),
                              .updated_at = at(16),
                              .pushed_at = at(17)};
  EXPECT_EQ(copy_by_columns(statistics), statistics);
}

TEST(Columns, HoldAllOfADailySnapshotAndOfAProbeMark) {
  const DailySnapshot snapshot{.day = std::chrono::sys_days(std::chrono::days(1)),
                               .stars = 2,
                               .forks = 3,
                               .watchers = 4,
                               .open_issues = 5,
                               .closed_issues = 6,
                               .pulls = {.open = 7, .closed = 8, .merged = 9},
                               .size_kb = 10,
                               .releases = 11,
                               .tags = 12,
                               .commits = 13,
                               .commits_all = 14,
                               .branches = 15,
                               .contributors = 16};
  EXPECT_EQ(copy_by_columns(snapshot), snapshot);
  const ProbeMark mark{.pushed_at = at(1),
                       .updated_at = at(2),
                       .default_branch = "main",
                       .default_tip = Oid{{3}},
                       .stars = 4,
                       .forks = 5,
                       .pulls = 6,
                       .newest_pull_updated_at = at(7),
                       .archived = true};
  EXPECT_EQ(copy_by_columns(mark), mark);
}

TEST(Columns, HoldAllOfAPullRequest) {
  const PullRequest pull{.number = 1,
                         .title = "t",
                         .state = PullState::kMerged,
                         .draft = true,
                         .author = "a",
                         .bot = true,
                         .base_ref = "b",
                         .base_oid = Oid{{1}},
                         .head_ref = "h",
                         .head_oid = Oid{{2}},
                         .head_repo = "o/n",
                         .created_at = at(3),
                         .updated_at = at(4),
                         .closed_at = at(5),
                         .merged_at = at(6),
                         .merged_by = "m",
                         .additions = 7,
                         .deletions = 8,
                         .changed_files = 9,
                         .commits = 10,
                         .comments = 11,
                         .reviews = 12,
                         .review_decision = "approved",
                         .labels = {"l"},
                         .first_review_at = at(13)};
  EXPECT_EQ(copy_by_columns(pull), pull);
}

TEST(Columns, HoldAllOfAProjectsStatusCountsAndCoverage) {
  const ProjectStatus status{.state = SyncState::kFailing,
                             .reason = "r",
                             .code = ErrorCode::kNetwork,
                             .since = at(1),
                             .next_sync_at = at(2),
                             .last_synced_at = at(3),
                             .failures = 4};
  EXPECT_EQ(copy_by_columns(status), status);
  const ProjectCounts counts{.default_branch = "main",
                             .empty = true,
                             .commits = 1,
                             .commits_all = 2,
                             .branches = 3,
                             .contributors = 4,
                             .missing_parents = 5,
                             .shallow = true};
  EXPECT_EQ(copy_by_columns(counts), counts);
  const Coverage coverage{.commits = 0.25, .branches = 0.5, .pull_requests = 0.75};
  EXPECT_EQ(copy_by_columns(coverage), coverage);
}

TEST(Columns, OfAProjectHaveNamesThatDiffer) {
  Project project;
  Addresses addresses;
  describe_columns(project, addresses);
  EXPECT_EQ(addresses.names.size(), addresses.of_members.size());
  for (const char* name : {"id", "state", "commit_coverage", "work", "lease_expires_at"}) {
    EXPECT_TRUE(addresses.names.contains(name)) << name;
  }
}

}  // namespace
}  // namespace cpsg::model
