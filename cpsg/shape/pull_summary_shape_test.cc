// Protects: the members of the statistics of pull requests, with null where nothing was counted.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(PullSummaryShape, APeriodHasItsStartItsNumbersAndWhetherItIsOver) {
  const model::PullPeriod period{.start = {1'735'599'600, 60},
                                 .flow = {.opened = 5,
                                          .closed = 1,
                                          .merged = 2,
                                          .n = 2,
                                          .lead_p50_s = 60,
                                          .lead_p75_s = 70,
                                          .lead_p95_s = 70,
                                          .first_review_p50_s = 9,
                                          .first_review_p75_s = 10,
                                          .no_review = 3,
                                          .size_p50 = 12},
                                 .partial = true};
  EXPECT_EQ(json(period),
            R"({"start":"2024-12-31T00:00:00+01:00","opened":5,"closed":1,"merged":2,"n":2,"lead_p50_s":60,)"
            R"("lead_p75_s":70,"lead_p95_s":70,"first_review_p50_s":9,"first_review_p75_s":10,"no_review":3,)"
            R"("size_p50":12,"partial":true})");
}

TEST(PullSummaryShape, NothingIsNull) {
  EXPECT_EQ(json(model::PullFlow()),
            R"({"opened":0,"closed":0,"merged":0,"n":0,"lead_p50_s":null,"lead_p75_s":null,"lead_p95_s":null,)"
            R"("first_review_p50_s":null,"first_review_p75_s":null,"no_review":0,"size_p50":null})");
  EXPECT_EQ(json(model::PullAge{.from_s = 86'400, .before_s = {}, .pulls = 2}),
            R"({"from_s":86400,"before_s":null,"pulls":2})");
  EXPECT_EQ(json(model::WaitingPull{.number = 7, .title = "T", .created_at = at(0)}),
            R"({"number":7,"title":"T","author":null,"created_at":"1970-01-01T00:00:00Z","draft":false,)"
            R"("first_review_at":null})");
}

}  // namespace
}  // namespace cpsg::shape
