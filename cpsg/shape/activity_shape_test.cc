// Protects: the members of an activity bucket, with null for the counts of all branches where one branch was asked for.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(ActivityShape, HasCountsOfTheBranchAndOfAll) {
  const model::ActivityBucket bucket{.start = {.time = {1'735'603'200, 0}},
                                     .branch = {.commits = 4, .merges = 2, .bots = 1},
                                     .all = {{.commits = 5, .merges = 2, .bots = 1}}};
  EXPECT_EQ(
      json(bucket),
      R"({"start":"2024-12-31T00:00:00Z","commits":4,"merges":2,"bots":1,"commits_all":5,"merges_all":2,"bots_all":1,"partial":false})");
}

TEST(ActivityShape, HasNullWhereOneBranchWasAskedFor) {
  const model::ActivityBucket bucket{
      .start = {.time = {1'735'599'600, 60}, .partial = true}, .branch = {.commits = 1}, .all = {}};
  EXPECT_EQ(json(bucket), R"({"start":"2024-12-31T00:00:00+01:00","commits":1,"merges":0,"bots":0,"commits_all":null,)"
                          R"("merges_all":null,"bots_all":null,"partial":true})");
}

TEST(ActivityShape, HoursOfAWeekAreNamed) {
  EXPECT_EQ(json(model::HourOfWeek{.weekday = 7, .hour = 23, .branch = {.commits = 2}, .all = {{.commits = 3}}}),
            R"({"weekday":7,"hour":23,"commits":2,"merges":0,"bots":0,"commits_all":3,"merges_all":0,"bots_all":0})");
}

TEST(ActivityShape, SummariesOfPeople) {
  const model::ContributorSummary summary{
      .active = 3, .first_time = 1, .returning = 2, .commits = 9, .half_of_commits = 1};
  EXPECT_EQ(json(summary), R"({"active":3,"first_time":1,"returning":2,"half_of_commits":1,"commits":9})");
  EXPECT_EQ(json(model::ContributorSummary()),
            R"({"active":0,"first_time":0,"returning":0,"half_of_commits":null,"commits":0})");
  EXPECT_EQ(json(model::ContributorBucket{.start = {.time = {0, 0}}, .summary = summary}),
            R"({"start":"1970-01-01T00:00:00Z","active":3,"first_time":1,"returning":2,"half_of_commits":1,)"
            R"("commits":9,"partial":false})");
}

TEST(ActivityShape, PeopleHaveTheirBuckets) {
  const model::ContributorActivity activity{
      .person = {.name = "Ada"}, .commits = 2, .buckets = {{.start = {.time = {0, 0}}, .commits = 2}}};
  EXPECT_EQ(json(activity), R"({"name":"Ada","email":null,"login":null,"bot":false,"commits":2,"buckets":[)"
                            R"({"start":"1970-01-01T00:00:00Z","commits":2,"partial":false}]})");
}

}  // namespace
}  // namespace cpsg::shape
