// Protects: a removed project is gone at once and whole, its neighbours stay, and its name starts anew.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/base/limits.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::IsEmpty;

TEST_P(ProjectsConformance, ProjectGoesWithAllThatBelongsToIt) {
  SampleProject project(stores(), "removed");
  SampleProject neighbour(stores(), "neighbour");
  for (SampleProject* each : {&project, &neighbour}) {
    stage_generation(writer(), each->lease, 1);
    each->publish(generation_publication(1));
    stage_generation(writer(), each->lease, 2);
  }

  projects().remove_project(project.lease);

  EXPECT_FALSE(projects().find_project("owner/removed"));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)projects().project(project.id()); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { finish_sync(projects(), project.lease); }));
  projects().release_lease(project.lease);
  EXPECT_EQ(projects().list_projects("", 10).size(), 1U);
  EXPECT_EQ(expect_whole_generation(reopen(), neighbour.id()), 1U);
  writer().publish(neighbour.lease, generation_publication(2));
  EXPECT_EQ(expect_whole_generation(stores(), neighbour.id()), 2U);
}

TEST_P(ProjectsConformance, SameNameStartsFromNothing) {
  Lease old;
  std::uint64_t old_revision = 0;
  {
    SampleProject project(stores());
    old = project.lease;
    stage_generation(writer(), project.lease, 1);
    project.publish(generation_publication(1));
    bind_identity(projects(), project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "other"},
                  at(0));
    bind_identity(projects(), project.id(), {.github_id = 7, .node_id = "R_7", .owner = "owner", .name = "sample"},
                  at(0));
    const Refreshed seen{.project_id = project.id(), .mark = model::ProbeMark{}, .statistics = model::Statistics{}};
    observations().record_refreshed(std::array{seen}, at(0));
    const CommitView view = history().commit_view(project.id());
    old_revision = projects().project(project.id()).revision;
    projects().remove_project(project.lease);
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)history().commits(view, {}); }));
  }

  SampleProject project(stores());
  EXPECT_EQ(project.id(), old.project_id) << "the id is derived from the name";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { finish_sync(projects(), old); }))
      << "a lease of the removed project holds no longer";
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { stage_generation(writer(), old, 1); }));
  EXPECT_TRUE(throws_error(ErrorCode::kBusy, [&] { writer().publish(old, generation_publication(1)); }));
  EXPECT_GT(project.lease.fence, old.fence) << "fences of an id rise through all its lives";
  EXPECT_GT(projects().project(project.id()).revision, old_revision) << "what readers kept of the old one is not this";
  EXPECT_EQ(writer().published_state(project.id()).generation, 0U);
  EXPECT_THAT(history().branches(project.id(), "", 10), IsEmpty());
  EXPECT_THAT(history().activity(project.id(), 1, 9'999), IsEmpty());
  EXPECT_THAT(history().contributors(project.id(), std::nullopt, 10), IsEmpty());
  EXPECT_EQ(observations().api_progress(project.id()), ApiProgress());
  EXPECT_THAT(observations().daily_snapshots(project.id(), std::chrono::sys_days(), 10), IsEmpty());
  EXPECT_FALSE(projects().project(project.id()).statistics);
  EXPECT_FALSE(projects().find_by_earlier_name("owner/other"));
  EXPECT_FALSE(projects().find_by_github_id(7));
  stage_generation(writer(), project.lease, 1);
  project.publish(generation_publication(1));
  EXPECT_EQ(expect_whole_generation(stores(), project.id()), 1U);
}

}  // namespace
}  // namespace cpsg::storage::conformance
