// Protects: answers that are larger than a page take room for all that they have, stay below their bound, and are given
// up where there is none; what is too large for one project does not cost the others.
#include "cpsg/api/large_answer.h"

#include <gmock/gmock.h>

#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/history/activity.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class LargeAnswers : public RouteTest {
 protected:
  void SetUp() override {
    (void)sample_.publish_sample();
    (void)sample_.publish_sample("octo", "other");
  }

  // The answer where there is so much room; what it took at most stands in taken_bytes_.
  http::Response get_within(const std::string& target, std::size_t room_bytes) {
    taken_bytes_ = 0;
    http::IncomingRequest request{"GET", target, {}, "", "r-1", list_max_bytes_, peer_};
    request.take_room = [this, room_bytes](std::size_t bytes) {
      if (bytes > room_bytes) return false;
      taken_bytes_ = std::max(taken_bytes_, bytes);
      return true;
    };
    try {
      return api_.handle(request);
    } catch (...) {
      return http::problem_response(http::current_problem("r-1"), "r-1");
    }
  }

  std::size_t taken_bytes_ = 0;
};

TEST_F(LargeAnswers, TakeRoomForAllTheyHave) {
  for (const std::string target :
       {"/v1/projects/octo/demo/activity?interval=day", "/v1/projects/octo/demo/overview",
        "/v1/activity?project=octo/demo,octo/other", "/v1/history?project=octo/demo,octo/other",
        "/v1/pulls/summary?project=octo/demo,octo/other", "/v1/contributors/activity?project=octo/demo,octo/other",
        "/v1/index?fields=id,full_name"}) {
    const http::Response whole_answer = get_within(target, limits::kMiB);
    ASSERT_EQ(whole_answer.status, 200) << target << whole_answer.body;
    constexpr std::size_t kAroundBytes = 300;  // names, and the ends of lists
    EXPECT_GT(taken_bytes_ + kAroundBytes, whole_answer.body.size()) << target;
    EXPECT_EQ(get_within(target, taken_bytes_).status, 200) << target;

    const http::Response refused = get_within(target, taken_bytes_ - 1);
    EXPECT_EQ(refused.status, 503) << target << refused.body;
    EXPECT_THAT(values(refused, "code"), ElementsAre("overloaded"));
    EXPECT_NE(header(refused, "Retry-After"), "");
  }
}

TEST_F(LargeAnswers, APartIsBoundedTogetherWithThoseBeforeIt) {
  std::size_t asked = 0;
  http::IncomingRequest whole_request{"GET", "/", {}, "", "r-1"};
  const http::IncomingRequest unbounded = request_of_part(whole_request, "/", 0);
  EXPECT_NO_THROW(require_room(unbounded, kTogetherMaxBytes));
  whole_request.take_room = [&](std::size_t bytes) {
    asked = bytes;
    return bytes < 5'000;
  };
  const http::IncomingRequest part = request_of_part(whole_request, "/", 1'000);
  require_room(part, 500);
  EXPECT_EQ(asked, 1'500U);
  EXPECT_THROW(require_room(part, 4'000), NoRoom);
  try {
    require_room(part, kTogetherMaxBytes);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kAnswerTooLarge);
  }
}

// More commits than an answer has buckets, an hour apart.
void publish_long(SampleStore& sample, const std::string& id) {
  constexpr auto kCommits = static_cast<std::uint32_t>(history::kActivityBucketsMax + 1);
  const auto lease =
      std::get<storage::Lease>(sample.store().acquire_lease(id, "test", at(0), std::chrono::seconds(60), {}));
  storage::Publication publication;
  for (std::uint32_t row = 0; row < kCommits; ++row) {
    const UnixTime time = at(std::int64_t{row} * kHourS);
    const model::UtcHour hour = model::utc_hour(time);
    if (publication.activity.empty() || publication.activity.back().year != hour.year) {
      publication.activity.push_back({hour.year, {}});
    }
    model::ActivityCounts counts;
    counts.all[model::ActivityCounts::kPlain] = 1;
    publication.activity.back().hours.push_back({hour.hour_of_year, counts});
  }
  sample.store().publish(lease, publication);
  sample.store().release_lease(lease);
}

TEST_F(LargeAnswers, TooManyBucketsAreAnErrorOfTheirOwnAndOfOneProject) {
  const std::string id = sample_.add("octo", "long").id;
  publish_long(sample_, id);
  const http::Response one = get("/v1/projects/octo/long/activity?interval=hour");
  EXPECT_EQ(one.status, 400);
  EXPECT_THAT(values(one, "code"), ElementsAre("answer_too_large"));
  EXPECT_THAT(values(one, "field"), ElementsAre("interval"));
  EXPECT_EQ(get("/v1/projects/octo/long/activity?interval=day").status, 200);

  const http::Response both = get("/v1/activity?project=octo/long,octo/demo&interval=hour");
  EXPECT_EQ(both.status, 200);
  EXPECT_THAT(values(both, "code"), ElementsAre("answer_too_large"));
  EXPECT_THAT(values(both, "start").size(), 5U) << "the other one is answered";

  const http::Response wrong = get("/v1/activity?project=octo/long,octo/demo&interval=hour&by=hour_of_week");
  EXPECT_EQ(wrong.status, 400) << "the question as such is wrong";
  EXPECT_THAT(values(wrong, "code"), ElementsAre("request_invalid"));
  EXPECT_THAT(get("/v1/projects/octo/long/overview?interval=hour&blocks=busy,branches").body,
              HasSubstr("answer_too_large"));
}

}  // namespace
}  // namespace cpsg::api
