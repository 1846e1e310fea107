// Data for the conformance suite: a project whose syncs a test plays, and a history whose every generation is known.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/stores.h"

namespace cpsg::storage::conformance {

inline constexpr std::chrono::seconds kLeaseTtl{60};

[[nodiscard]] inline UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }
// The n-th of a sequence of oids that has no order.
[[nodiscard]] model::Oid sample_oid(std::uint32_t n);
[[nodiscard]] StagedPerson sample_person(std::uint32_t number);
[[nodiscard]] model::Branch sample_branch(std::string name, std::uint32_t tip);
// The set of the integers below `size`.
[[nodiscard]] model::Bitmap full_bitmap(std::size_t size);

// A project that is due as soon as it is there.
inline Projects::Added add_project(Projects& projects, std::string_view owner, std::string_view name,
                                   std::string_view source_url, UnixTime now) {
  return projects.add_project(owner, name, source_url, now, now, model::Priority::kRefresh);
}

// As somebody would do who has read the project just before.
inline Binding bind_identity(Projects& projects, std::string_view project_id, const Identity& identity, UnixTime now) {
  return projects.bind_identity(projects.project(project_id), identity, now);
}
inline model::Project supersede_project(Projects& projects, std::string_view project_id, UnixTime now) {
  return projects.supersede_project(projects.project(project_id), now);
}
inline void finish_sync(Projects& projects, const Lease& lease, const model::ProjectStatus& status = {}) {
  projects.finish_sync(lease, {.status = status}, projects.project(lease.project_id).work_version);
}
inline void change_status(Projects& projects, std::string_view project_id, const Projects::StatusChange& change) {
  const model::Project read = projects.project(project_id);
  projects.change_status(read, read.work_version, change);
}

// What a test cares about in a commit; the rest is made up from the row.
struct SampleCommit {
  model::Oid oid;
  std::optional<std::int64_t> committed_epoch_s;
  std::string message = "Say what it does";
};

// Lets a test play syncs of one project: takes its lease at construction and numbers what is staged.
class SampleProject {
 public:
  explicit SampleProject(const Stores& stores, std::string_view name = "sample");

  [[nodiscard]] const std::string& id() const { return lease.project_id; }
  void stage_people(std::uint32_t count);
  void stage_commits(const std::vector<SampleCommit>& commits);
  void stage_commit(const StagedCommit& commit);
  // Of all that was staged: every row live and on the default branch.
  [[nodiscard]] Publication publication() const;
  void publish(const Publication& publication) { writer_.publish(lease, publication); }

  Lease lease;
  std::uint32_t rows = 0;
  std::uint32_t people = 0;

 private:
  HistoryWriter& writer_;
};

// A history that grows by the same each generation, so that a reader can tell from any part of it which one it sees.
inline constexpr std::uint32_t kRowsPerGeneration = 20;
void stage_generation(HistoryWriter& writer, const Lease& lease, std::uint64_t generation);
[[nodiscard]] Publication generation_publication(std::uint64_t generation);
// Fails the test unless what each of the calls answers, all but the commits, is that of one generation; the one that a
// sync would start from is returned.
std::uint64_t expect_whole_answers(const Stores& stores, std::string_view project_id);
// The same, with every commit read in pages.
std::uint64_t expect_whole_generation(const Stores& stores, std::string_view project_id);

// Every commit of a view, read in pages of `limit`.
[[nodiscard]] std::vector<model::Commit> read_all(HistoryReader& history, const CommitView& view, CommitQuery query);

}  // namespace cpsg::storage::conformance
