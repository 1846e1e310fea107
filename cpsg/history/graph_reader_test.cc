// Protects: however many requests need a commit graph at once, one graph is in memory, one thread waits, others are
// refused. How: one request is held while it has its graph; three more are made.
#include "cpsg/history/graph_reader.h"

#include <atomic>
#include <future>
#include <thread>

#include "cpsg/history/testing/sample_store.h"

namespace cpsg::history {
namespace {

TEST(GraphReader, GivesTheGraph) {
  SampleStore sample;
  const storage::CommitView view = sample.store().commit_view(sample.publish_sample());
  GraphReader graphs(sample.store());
  std::size_t commits = 0;
  graphs.read(view, [&](const StoredGraph& stored) { commits = stored.order.size(); });
  EXPECT_EQ(commits, 7);
}

TEST(GraphReader, RefusesRequestsWhileAnotherWaits) {
  SampleStore sample;
  const storage::CommitView view = sample.store().commit_view(sample.publish_sample());
  GraphReader graphs(sample.store());
  std::promise<void> entered;
  std::promise<void> leave;
  std::atomic<int> inside = 0;
  std::atomic<int> most_inside = 0;
  const auto count_inside = [&](const StoredGraph&) {
    most_inside = std::max<int>(most_inside, ++inside);
    --inside;
  };
  std::thread first([&] {
    graphs.read(view, [&](const StoredGraph& stored) {
      entered.set_value();
      leave.get_future().wait();
      count_inside(stored);
    });
  });
  entered.get_future().wait();
  // One of these three gets the slot to wait in; the others are refused.
  std::atomic<int> refused = 0;
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i) {
    others.emplace_back([&] {
      try {
        graphs.read(view, count_inside);
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kOverloaded);
        EXPECT_TRUE(e.retry_after().has_value());
        ++refused;
      }
    });
  }
  while (refused < 2) std::this_thread::yield();
  leave.set_value();
  first.join();
  for (std::thread& each : others) each.join();
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(most_inside, 1);
}

}  // namespace
}  // namespace cpsg::history
