// Protects the judgement on which a lease is taken over at once: only a holder that has surely ended is "ended".
#include "cpsg/sync/lease_holder.h"

#include <sys/wait.h>
#include <unistd.h>

namespace cpsg::sync {
namespace {

// The holder text of a child process that has ended.
std::string holder_of_ended_child() {
  int ends[2];
  EXPECT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const std::string text = current_holder();
    const bool written = write(ends[1], text.data(), text.size()) == static_cast<ssize_t>(text.size());
    _exit(written ? 0 : 1);
  }
  close(ends[1]);
  std::string text(512, '\0');
  const ssize_t size = read(ends[0], text.data(), text.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

TEST(Holder, ThisProcessHasNotEnded) {
  EXPECT_THAT(current_holder(), testing::StartsWith("process "));
  EXPECT_FALSE(holder_has_ended(current_holder()));
}

TEST(Holder, AnEndedProcessOfThisMachineHas) { EXPECT_TRUE(holder_has_ended(holder_of_ended_child())); }

TEST(Holder, AReusedProcessNumberIsNotMistakenForTheHolder) {
  std::string other_start = current_holder();
  other_start.replace(other_start.rfind('.') + 1, std::string::npos, "1)");
  EXPECT_TRUE(holder_has_ended(other_start));
}

TEST(Holder, NothingIsClaimedOfOtherMachinesOrOtherText) {
  std::string elsewhere = holder_of_ended_child();
  elsewhere.replace(elsewhere.find(" on ") + 4, 1, "?");
  EXPECT_FALSE(holder_has_ended(elsewhere));
  EXPECT_FALSE(holder_has_ended(""));
  EXPECT_FALSE(holder_has_ended("process 12"));
  EXPECT_FALSE(holder_has_ended("process x on y (a.b.c)"));
}

}  // namespace
}  // namespace cpsg::sync
