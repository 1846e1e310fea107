// Protects: progress is shown so that a terminal is not flooded, a log gets only milestones, and no line is left
// behind.
#include "cpsg/server/progress_view.h"

#include "cpsg/base/testing/manual_clock.h"

namespace cpsg::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using sync::Phase;
using sync::Progress;
using testing::HasSubstr;

class ProgressViewTest : public testing::Test {
 protected:
  Streams streams() {
    return {.result = {},
            .message = [this](std::string_view text) { written += text; },
            .terminal_columns = columns == 0 ? std::function<std::size_t()>() : [this] { return columns; }};
  }
  // What was written since the last call.
  std::string take() { return std::exchange(written, {}); }

  ManualClock clock;
  std::size_t columns = 0;  // 0: no terminal
  std::string written;
};

TEST_F(ProgressViewTest, ATerminalShowsOneLine) {
  columns = 100;
  ProgressView view(1, streams(), clock);
  view.update("o/a", {.phase = Phase::kRefs});
  EXPECT_EQ(take(), "\r\x1b[Ko/a  reading branches");
  clock.advance(seconds(1));
  view.update("o/a", {.phase = Phase::kCommits, .message = "Counting objects"});
  EXPECT_EQ(take(), "\r\x1b[Ko/a  remote: Counting objects");
  clock.advance(seconds(2));
  view.update("o/a", {.phase = Phase::kCommits, .done = 4'000, .total = 16'000});
  EXPECT_EQ(take(), "\r\x1b[Ko/a  [######..................] 4,000/16,000 commits 2,000/s ETA 7 s");
  view.finish("o/a", "o/a: done");
  EXPECT_EQ(take(), "\r\x1b[Ko/a: done\n");
}

TEST_F(ProgressViewTest, ATerminalIsRedrawnTenTimesASecondAtMost) {
  columns = 100;
  ProgressView view(1, streams(), clock);
  for (int i = 0; i < 100; ++i) {
    view.update("o/a", {.phase = Phase::kRefs});
    clock.advance(milliseconds(10));
  }
  const std::string text = take();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\r'), 10);
}

TEST_F(ProgressViewTest, ALineIsNeverWiderThanTheTerminal) {
  for (columns = 2; columns < 90; ++columns) {
    take();
    ProgressView view(2, streams(), clock);
    view.update("owner/name", {.phase = Phase::kPulls, .done = 1, .total = 3});
    EXPECT_LT(take().size(), columns + std::string_view("\r\x1b[K").size());
  }
}

TEST_F(ProgressViewTest, OfSeveralProjectsTheOneWithTheMostToDoIsShown) {
  columns = 100;
  ProgressView view(3, streams(), clock);
  view.update("o/a", {.phase = Phase::kCommits, .total = 10});
  view.finish("o/b", "o/b: done");
  take();
  clock.advance(seconds(1));
  view.update("o/c", {.phase = Phase::kCommits, .total = 5});
  EXPECT_THAT(take(), HasSubstr("1/3 done  o/a  "));
  view.forget("o/a");
  clock.advance(seconds(1));
  view.update("o/c", {.phase = Phase::kPublishing});
  EXPECT_THAT(take(), HasSubstr("1/3 done  o/c  publishing"));
}

TEST_F(ProgressViewTest, TheLineIsClearedInTheEnd) {
  columns = 100;
  {
    ProgressView view(1, streams(), clock);
    view.update("o/a", {.phase = Phase::kAudit});
    take();
  }
  EXPECT_EQ(take(), "\r\x1b[K");
}

TEST_F(ProgressViewTest, ALogGetsALineForEachWait) {
  ProgressView view(1, streams(), clock);
  view.update("o/a", {.phase = Phase::kWaiting, .message = "host:1"});
  view.update("o/a", {.phase = Phase::kWaiting, .message = "host:1"});
  EXPECT_EQ(take(), "o/a: waiting for host:1\n");
  view.update("o/a", {.phase = Phase::kRefs});
  view.update("o/a", {.phase = Phase::kStatistics});
  EXPECT_EQ(take(), "");
}

TEST_F(ProgressViewTest, ALogGetsALineEveryTenSecondsOfALongPhase) {
  ProgressView view(1, streams(), clock);
  view.update("o/a", {.phase = Phase::kCommits, .total = 100});
  for (std::uint64_t second = 1; second <= 25; ++second) {
    clock.advance(seconds(1));
    view.update("o/a", {.phase = Phase::kCommits, .done = second, .total = 100});
  }
  EXPECT_EQ(take(), "o/a: 10/100 commits 1/s ETA 1:31 min\no/a: 20/100 commits 1/s ETA 1:21 min\n");
}

}  // namespace
}  // namespace cpsg::server
