// Protects: requests with filters that run at the same time get the same answers as alone.
// How: several threads ask for the same few filters; also for the race detector.
#include <atomic>
#include <thread>

#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

class ConcurrentFilters : public RouteTest {};

TEST_F(ConcurrentFilters, GetTheSameAnswers) {
  sample_.publish_sample();
  const std::vector<std::pair<std::string, std::string>> expected = {
      {"branch=main", "mcdba"}, {"branch=feature", "fcba"}, {"author=ada", "ma"}, {"author=ada&branch=main", "ma"}};
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n) {
        const auto& [query, answer] = expected[static_cast<std::size_t>(n) % expected.size()];
        const http::Response response = get("/v1/projects/octo/demo/commits?" + query);
        if (response.status == 503) continue;
        EXPECT_EQ(letters(response), answer) << query;
        ++good;
      }
    });
  }
  for (std::thread& each : threads) each.join();
  EXPECT_GT(good, 20);
}

}  // namespace
}  // namespace cpsg::api
