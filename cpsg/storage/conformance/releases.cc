// Protects: releases come in the order of their publication, one of each tag, page by page without loss; what replaces
// them says from when on; and that they changed is not forgotten while they are read.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using model::Release;
using testing::ElementsAre;
using testing::IsEmpty;

Release release(std::string tag, std::int64_t published_s) {
  return {.tag = std::move(tag), .name = std::nullopt, .published_at = at(published_s), .prerelease = false};
}

std::vector<std::string> tags(Releases& releases, std::string_view id, const ReleaseQuery& query = {.limit = 100}) {
  std::vector<std::string> found;
  for (const Release& each : releases.releases(id, query)) found.push_back(each.tag);
  return found;
}

TEST_P(ReleasesConformance, TheyComeBackNewestFirst) {
  const SampleProject project(stores());
  EXPECT_THAT(releases().releases(project.id(), {.limit = 10}), IsEmpty());
  const Release full{
      .tag = "v\"2\n\xC3\xA4", .name = "Two \xF0\x9F\x90\x9B", .published_at = at(20), .prerelease = true};
  releases().put_releases(project.lease, std::array{release("v1", 10), full, release("v3", 30)}, std::nullopt, {});
  EXPECT_THAT(reopen().releases.releases(project.id(), {.limit = 10}),
              ElementsAre(release("v3", 30), full, release("v1", 10)));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)releases().releases("nobody", {.limit = 1}); }));
}

TEST_P(ReleasesConformance, PagesGoOnBehindTheLastOneAlsoAmongEqualTimes) {
  const SampleProject project(stores());
  const std::array all{release("a", 5), release("b", 5), release("c", 5), release("d", 7), release("e", 1)};
  releases().put_releases(project.lease, all, std::nullopt, {});
  std::vector<std::string> walked;
  ReleaseQuery query{.limit = 2};
  for (auto page = releases().releases(project.id(), query); !page.empty();
       page = releases().releases(project.id(), query)) {
    for (const Release& each : page) walked.push_back(each.tag);
    query.after = ReleaseCursor{page.back().published_at, page.back().tag};
  }
  EXPECT_THAT(walked, ElementsAre("d", "c", "b", "a", "e"));
}

TEST_P(ReleasesConformance, ARangeOfTimeIsCutOut) {
  const SampleProject project(stores());
  const std::array all{release("a", 1), release("b", 2), release("c", 3), release("d", 4)};
  releases().put_releases(project.lease, all, std::nullopt, {});
  EXPECT_THAT(tags(releases(), project.id(), {.since = at(2), .until = at(4), .limit = 9}), ElementsAre("c", "b"));
  EXPECT_THAT(tags(releases(), project.id(), {.until = at(3), .after = ReleaseCursor{at(4), "d"}, .limit = 9}),
              ElementsAre("b", "a"));
  EXPECT_THAT(tags(releases(), project.id(), {.since = at(2), .after = ReleaseCursor{at(3), "c"}, .limit = 9}),
              ElementsAre("b"));
}

TEST_P(ReleasesConformance, ATagIsOneReleaseAndReplacementsSayFromWhen) {
  const SampleProject project(stores());
  releases().put_releases(project.lease, std::array{release("a", 1), release("b", 2), release("c", 3)}, std::nullopt,
                          {});
  releases().put_releases(project.lease, std::array{release("b", 9)}, std::nullopt, {});
  EXPECT_THAT(tags(releases(), project.id()), ElementsAre("b", "c", "a")) << "published anew, and the others stay";
  releases().put_releases(project.lease, std::array{release("d", 4)}, at(3), {});
  EXPECT_THAT(tags(releases(), project.id()), ElementsAre("d", "a"));
  releases().put_releases(project.lease, {}, UnixTime(), {});
  EXPECT_THAT(tags(releases(), project.id()), IsEmpty());
}

TEST_P(ReleasesConformance, OnlyADifferenceIsARevision) {
  const SampleProject project(stores());
  const std::array some{release("a", 1)};
  releases().put_releases(project.lease, some, UnixTime(), {});
  const std::uint64_t revision = projects().project(project.id()).revision;
  releases().put_releases(project.lease, some, UnixTime(), {.total = 1});
  EXPECT_EQ(projects().project(project.id()).revision, revision);
  releases().put_releases(project.lease, {}, UnixTime(), {});
  EXPECT_GT(projects().project(project.id()).revision, revision);
}

TEST_P(ReleasesConformance, AChangeDuringTheReadingStaysToBeRead) {
  const SampleProject project(stores());
  EXPECT_EQ(releases().release_walk(project.id()), ReleaseWalk());
  releases().mark_releases_changed(project.id());
  ReleaseWalk walk = releases().release_walk(project.id());
  EXPECT_EQ(walk, (ReleaseWalk{.changes = 1}));
  releases().mark_releases_changed(project.id());
  walk.total = 5;
  walk.read_at = at(50);
  walk.all_read_at = at(40);
  walk.changes_read = walk.changes;
  walk.retry = {.failures = 1, .again_at = at(60)};
  releases().put_releases(project.lease, {}, std::nullopt, walk);
  walk.changes = 2;
  EXPECT_EQ(reopen().releases.release_walk(project.id()), walk);
  releases().put_release_walk(project.lease, {});
  EXPECT_EQ(releases().release_walk(project.id()), (ReleaseWalk{.changes = 2}));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { releases().mark_releases_changed("nobody"); }));
}

TEST_P(ReleasesConformance, ARemovedProjectTakesItsReleasesAlong) {
  {
    const SampleProject project(stores());
    releases().put_releases(project.lease, std::array{release("a", 1)}, std::nullopt, {.total = 1});
    projects().remove_project(project.id());
    EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { releases().put_release_walk(project.lease, {}); }));
  }
  const SampleProject again(stores());
  EXPECT_THAT(tags(releases(), again.id()), IsEmpty());
  EXPECT_EQ(releases().release_walk(again.id()), ReleaseWalk());
}

}  // namespace
}  // namespace cpsg::storage::conformance
