// Protects: a lasting overload is refused before the wait grows, a burst is not, and the wait stays near its target.
// How: a queue in which time is a number; one case lets requests come twice as fast as they are served.
#include "cpsg/http/load_shedding.h"

#include <algorithm>

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;

constexpr SheddingRules kRules{.target = milliseconds(100), .lasting = milliseconds(500)};

SteadyTime at(int ms) { return SteadyTime() + milliseconds(ms); }

TEST(LoadShedding, TakesABurst) {
  LoadShedding shedding(kRules);
  for (int ms = 0; ms < 500; ms += 10) EXPECT_FALSE(shedding.refuses(milliseconds(ms), at(ms))) << ms;
  EXPECT_FALSE(shedding.refuses(milliseconds(0), at(500))) << "it is over";
  EXPECT_FALSE(shedding.refuses(milliseconds(300), at(900))) << "another one";
}

TEST(LoadShedding, RefusesWhileALongWaitLasts) {
  LoadShedding shedding(kRules);
  EXPECT_FALSE(shedding.refuses(milliseconds(101), at(0)));
  EXPECT_FALSE(shedding.refuses(milliseconds(400), at(499)));
  EXPECT_TRUE(shedding.refuses(milliseconds(400), at(500)));
  EXPECT_TRUE(shedding.refuses(milliseconds(101), at(510)));
  EXPECT_FALSE(shedding.refuses(milliseconds(100), at(520))) << "the queue is as it should be";
  EXPECT_TRUE(shedding.refuses(milliseconds(101), at(600))) << "the overload is still there";
  EXPECT_FALSE(shedding.refuses(milliseconds(0), at(700)));
  EXPECT_FALSE(shedding.refuses(milliseconds(101), at(1'200))) << "long ago: this may be a burst";
}

TEST(LoadShedding, KnowsHowLongTheFirstOneWaits) {
  QueueWait queue;
  EXPECT_EQ(queue.longest(at(5)), milliseconds(0));
  queue.enter(at(0));
  queue.enter(at(10));
  EXPECT_EQ(queue.longest(at(50)), milliseconds(50));
  queue.begin();
  EXPECT_EQ(queue.longest(at(50)), milliseconds(40));
  queue.begin();
  EXPECT_EQ(queue.longest(at(50)), milliseconds(0));
}

// One thread that takes 10 ms for each request, and one that comes every 5 ms, for a minute.
TEST(LoadShedding, KeepsTheWaitBoundedAtTwiceTheCapacity) {
  LoadShedding shedding(kRules);
  QueueWait queue;
  std::deque<SteadyTime> waiting;
  std::chrono::steady_clock::duration longest{};
  int served = 0;
  for (int ms = 0; ms < 60'000; ms += 5) {
    if (ms % 10 == 0 && !waiting.empty()) {
      if (ms > 2'000) longest = std::max(longest, at(ms) - waiting.front());
      waiting.pop_front();
      queue.begin();
      ++served;
    }
    if (shedding.refuses(queue.longest(at(ms)), at(ms))) continue;
    queue.enter(at(ms));
    waiting.push_back(at(ms));
  }
  EXPECT_LT(longest, milliseconds(400)) << "what the first half second let in, and then the target";
  EXPECT_GT(served, 5'990) << "the thread never stands still";
}

}  // namespace
}  // namespace cpsg::http
