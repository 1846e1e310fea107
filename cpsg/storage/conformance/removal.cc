// Protects: a removed project is gone at once and whole, its neighbours stay, and its name starts anew.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/base/limits.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::IsEmpty;

TEST_P(RemovalConformance, ProjectGoesWithAllThatBelongsToIt) {
  SampleProject project(store(), "removed");
  SampleProject neighbour(store(), "neighbour");
  for (SampleProject* each : {&project, &neighbour}) {
    stage_generation(store(), each->lease, 1);
    each->publish(generation_publication(1));
    stage_generation(store(), each->lease, 2);
  }

  store().remove_project(project.lease);

  EXPECT_FALSE(store().find_project("owner/removed"));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)store().project(project.id()); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { store().set_status(project.lease, {}); }));
  store().release_lease(project.lease);
  EXPECT_EQ(store().list_projects("", 10).size(), 1U);
  EXPECT_EQ(expect_whole_generation(reopen(), neighbour.id()), 1U);
  store().publish(neighbour.lease, generation_publication(2));
  EXPECT_EQ(expect_whole_generation(store(), neighbour.id()), 2U);
}

TEST_P(RemovalConformance, SameNameStartsFromNothing) {
  Lease old;
  std::uint64_t old_revision = 0;
  {
    SampleProject project(store());
    old = project.lease;
    stage_generation(store(), project.lease, 1);
    project.publish(generation_publication(1));
    store().bind_identity(project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "other"}, at(0));
    store().bind_identity(project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "sample"}, at(0));
    const Refreshed seen{.project_id = project.id(), .mark = model::ProbeMark{}, .statistics = model::Statistics{}};
    store().record_refreshed(std::array{seen}, at(0));
    const CommitView view = store().commit_view(project.id());
    old_revision = store().project(project.id()).revision;
    store().remove_project(project.lease);
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)store().commits(view, {}); }));
  }

  SampleProject project(store());
  EXPECT_EQ(project.id(), old.project_id) << "the id is derived from the name";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { store().set_status(old, {}); }))
      << "a lease of the removed project holds no longer";
  EXPECT_GT(store().project(project.id()).revision, old_revision) << "what readers kept of the old one is not this";
  EXPECT_EQ(store().published_state(project.id()).generation, 0U);
  EXPECT_THAT(store().branches(project.id(), "", 10), IsEmpty());
  EXPECT_THAT(store().activity(project.id(), 1, 9'999), IsEmpty());
  EXPECT_THAT(store().contributors(project.id(), std::nullopt, 10), IsEmpty());
  EXPECT_EQ(store().api_progress(project.id()), ApiProgress());
  EXPECT_THAT(store().history(project.id(), std::chrono::sys_days(), 10), IsEmpty());
  EXPECT_FALSE(store().project(project.id()).statistics);
  EXPECT_FALSE(store().find_by_earlier_name("owner/other"));
  EXPECT_FALSE(store().find_by_github_id(7));
  stage_generation(store(), project.lease, 1);
  project.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(store(), project.id()), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
