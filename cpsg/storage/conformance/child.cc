#include "cpsg/storage/conformance/child.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg::storage::conformance {
namespace {

constexpr int kFailed = 1;
constexpr int kParentGone = 2;

struct Pipe {
  Pipe() {
    if (::pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
  }
  [[nodiscard]] int out() const { return ends[0]; }
  [[nodiscard]] int in() const { return ends[1]; }
  std::array<int, 2> ends{};
};

[[noreturn]] void run(const Child::Work& work, Parent parent) {
  int result = 0;
  try {
    work(parent);
    if (testing::Test::HasFailure()) result = kFailed;
  } catch (const std::exception& error) {
    std::cout << "in a child process: " << error.what() << std::endl;
    result = kFailed;
  }
  std::cout.flush();
  ::_exit(result);
}

}  // namespace

void Parent::say_ready() const {
  if (::write(to_parent_, "r", 1) != 1) ::_exit(kParentGone);
}

void Parent::await() const {
  char byte = 0;
  if (::read(from_parent_, &byte, 1) != 1) ::_exit(kParentGone);
}

Child::Child(const Work& work) {
  const Pipe up;
  const Pipe down;
  std::cout.flush();  // else the child would print it again
  process_ = ::fork();
  if (process_ < 0) throw std::runtime_error("no process");
  if (process_ == 0) {
    ::close(up.out());
    ::close(down.in());
    run(work, Parent(up.in(), down.out()));
  }
  ::close(up.in());
  ::close(down.out());
  from_child_ = up.out();
  to_child_ = down.in();
}

Child::~Child() {
  if (process_ > 0) kill();
  // Not before the child's end: it would die of its next word.
  ::close(from_child_);
  ::close(to_child_);
}

bool Child::await_ready() {
  char byte = 0;
  return ::read(from_child_, &byte, 1) == 1;
}

void Child::go_on() { EXPECT_EQ(::write(to_child_, "g", 1), 1); }

bool Child::kill() {
  ::kill(process_, SIGKILL);
  return WIFSIGNALED(wait());
}

bool Child::ended_well() {
  const int status = wait();
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int Child::wait() {
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
  return status;
}

RandomMoments::RandomMoments() : random_(random_seed()) {}

std::chrono::microseconds RandomMoments::below(std::chrono::microseconds end) {
  return std::chrono::microseconds(random_() % static_cast<std::uint64_t>(end.count()));
}

}  // namespace cpsg::storage::conformance
