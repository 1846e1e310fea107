// Protects: the first SIGINT or SIGTERM asks for an orderly end, the second one ends the process at once.
#include "cpsg/server/signals.h"

#include <unistd.h>

#include <csignal>

namespace cpsg::server {
namespace {

TEST(SignalWatch, TheFirstSignalIsAFlag) {
  for (const int signal : {SIGINT, SIGTERM}) {
    SignalWatch signals;
    EXPECT_FALSE(signals.stopped());
    EXPECT_EQ(signals.signal(), 0);
    kill(getpid(), signal);
    signals.wait();
    EXPECT_TRUE(signals.stopped());
    EXPECT_EQ(signals.signal(), signal);
  }
}

TEST(SignalWatchDeathTest, TheSecondSignalEndsTheProcess) {
  const auto end_by_second_signal = [] {
    SignalWatch signals;
    kill(getpid(), SIGINT);
    signals.wait();
    kill(getpid(), SIGTERM);
    while (true) pause();
  };
  EXPECT_EXIT(end_by_second_signal(), testing::ExitedWithCode(128 + SIGTERM), "");
}

TEST(SignalWatch, AClosedPipeIsAFailedWrite) {
  const SignalWatch signals;
  int ends[2] = {};
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  EXPECT_EQ(write(ends[1], "x", 1), -1);
  EXPECT_EQ(errno, EPIPE);
  close(ends[1]);
}

}  // namespace
}  // namespace cpsg::server
