// Protects: the members of an activity bucket, with null for the counts of all branches where one branch was asked for.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(ActivityShape, HasCountsOfTheBranchAndOfAll) {
  const model::ActivityBucket bucket{.start = {1'735'603'200, 0},
                                     .branch = {.commits = 4, .merges = 2, .bots = 1},
                                     .all = {{.commits = 5, .merges = 2, .bots = 1}}};
  EXPECT_EQ(
      json(bucket),
      R"({"start":"2024-12-31T00:00:00Z","commits":4,"merges":2,"bots":1,"commits_all":5,"merges_all":2,"bots_all":1})");
}

TEST(ActivityShape, HasNullWhereOneBranchWasAskedFor) {
  const model::ActivityBucket bucket{.start = {1'735'599'600, 60}, .branch = {.commits = 1}, .all = {}};
  EXPECT_EQ(json(bucket), R"({"start":"2024-12-31T00:00:00+01:00","commits":1,"merges":0,"bots":0,"commits_all":null,)"
                          R"("merges_all":null,"bots_all":null})");
}

}  // namespace
}  // namespace cpsg::shape
