// Protects: the names, order and forms of what clients read of a sync; scripts depend on every byte. How: golden lines.
#include "cpsg/base/error.h"
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

const model::SyncRecord kFailed{.started_at = UnixTime(std::chrono::seconds(60)),
                                .ended_at = UnixTime(std::chrono::seconds(62)),
                                .duration_ms = 1'250,
                                .code = ErrorCode::kNetwork,
                                .message = "no route",
                                .new_commits = 1,
                                .new_branches = 2,
                                .new_pulls = 3,
                                .git_requests = 4,
                                .rest_requests = 5,
                                .graphql_requests = 6,
                                .rest_points = 5,
                                .graphql_points = 0.04,
                                .received_bytes = 700};
constexpr std::string_view kCost =
    R"("new":{"commits":1,"branches":2,"pull_requests":3},"requests":{"git":4,"rest":5,"graphql":6},)"
    R"("points":{"rest":5,"graphql":0.04},"bytes":700})";

TEST(SyncShape, WhatItBroughtAndCost) {
  EXPECT_EQ(json(SyncView{kFailed}), std::string(R"({"started_at":"1970-01-01T00:01:00Z","seconds":1.25,"ok":false,)"
                                                 R"("code":"network","message":"no route",)") +
                                         std::string(kCost));
  const std::string well = json(SyncView{model::SyncRecord()});
  EXPECT_NE(well.find(R"("seconds":0,"ok":true,"code":null,"message":null,)"), std::string::npos) << well;
}

TEST(SyncShape, OfAnyProject) {
  EXPECT_EQ(json(FleetSyncView{.full_name = "o/n", .started_at = at(60), .ended = &kFailed}),
            std::string(R"({"project":"o/n","state":"failed","started_at":"1970-01-01T00:01:00Z","phase":null,)"
                        R"("percent":null,"seconds":1.25,"code":"network","message":"no route",)") +
                std::string(kCost));
  EXPECT_EQ(json(FleetSyncView{.full_name = "o/n", .started_at = at(60), .phase = "commits", .percent = 41.5}),
            R"({"project":"o/n","state":"running","started_at":"1970-01-01T00:01:00Z","phase":"commits",)"
            R"("percent":41.5,"seconds":null,"code":null,"message":null,"new":null,"requests":null,"points":null,)"
            R"("bytes":null})");
}

}  // namespace
}  // namespace cpsg::shape
