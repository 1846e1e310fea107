// Protects: the names, order and forms of what clients read of a batch and its projects; scripts and exports depend on
// every byte. How: golden lines for each.
#include "cpsg/base/error.h"
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(BatchShape, WithItsProgress) {
  const model::Batch batch{.id = "b1",
                           .name = "night",
                           .state = model::BatchState::kPaused,
                           .created_at = at(0),
                           .updated_at = at(60),
                           .total = 10,
                           .pending = 4,
                           .running = 3,
                           .done = 2,
                           .failed = 1,
                           .failures = {{ErrorCode::kNetwork, 1}},
                           .graphql_points = 1.25};
  const std::string begin = R"({"id":"b1","name":"night","state":"paused","created_at":"1970-01-01T00:00:00Z",)"
                            R"("updated_at":"1970-01-01T00:01:00Z",)"
                            R"("progress":{"total":10,"pending":4,"running":3,"done":2,"failed":1},"off_peak":true,)";
  const std::string failures = R"("failures":[{"code":"network","count":1}]})";
  EXPECT_EQ(json(BatchView{batch, {}}), begin +
                                            R"("per_hour":null,"eta_at":null,"waiting":null,)"
                                            R"("points":{"spent":1.25,"forecast":null},)" +
                                            failures);
  const model::BatchOutlook outlook{.per_hour = 12.5,
                                    .eta_at = at(3600),
                                    .waiting = model::BatchWait::kOffPeak,
                                    .waiting_until = at(120),
                                    .forecast_points = 4};
  EXPECT_EQ(json(BatchView{batch, outlook}), begin +
                                                 R"("per_hour":12.5,"eta_at":"1970-01-01T01:00:00Z",)"
                                                 R"("waiting":{"reason":"off_peak","until":"1970-01-01T00:02:00Z"},)"
                                                 R"("points":{"spent":1.25,"forecast":4},)" +
                                                 failures);
}

TEST(BatchShape, AProjectOfIt) {
  EXPECT_EQ(json(model::BatchItem{.project_id = "p1",
                                  .full_name = "o/n",
                                  .state = model::BatchItemState::kFailed,
                                  .released_at = at(0),
                                  .ended_at = at(60),
                                  .code = ErrorCode::kNotFound,
                                  .message = "it is gone",
                                  .attempts = 3,
                                  .duration_ms = 1'500}),
            R"({"full_name":"o/n","state":"failed","released_at":"1970-01-01T00:00:00Z",)"
            R"("ended_at":"1970-01-01T00:01:00Z","code":"not_found",)"
            R"("message":"it is gone","attempts":3,"seconds":1.5})");
  EXPECT_EQ(json(model::BatchItem{.project_id = "p1", .full_name = "o/n"}),
            R"({"full_name":"o/n","state":"pending","released_at":null,"ended_at":null,"code":null,)"
            R"("message":null,"attempts":0,"seconds":0})");
}

}  // namespace
}  // namespace cpsg::shape
