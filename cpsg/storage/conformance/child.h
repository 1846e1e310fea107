// Processes beside the test's own, for what must hold between processes and when one of them dies.
//
//   Child child([&](Parent& parent) { write_a_page(home().open_stores().stores); parent.say_ready(); });
//   EXPECT_TRUE(child.ended_well());
//
// Start children before the test opens a store: an open store must not be carried through a fork. Expectations in a
// child are reported like others, and make ended_well() false.
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <functional>
#include <random>

namespace cpsg::storage::conformance {

// The parent as a child sees it.
class Parent {
 public:
  Parent(int to_parent, int from_parent) : to_parent_(to_parent), from_parent_(from_parent) {}

  void say_ready() const;
  // Waits for Child::go_on().
  void await() const;

 private:
  int to_parent_;
  int from_parent_;
};

class Child {
 public:
  using Work = std::function<void(Parent& parent)>;
  // Runs `work` in a process of its own, which ends with it.
  explicit Child(const Work& work);
  // Kills it where it still runs.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  // Waits for Parent::say_ready(); false if the child ended before.
  bool await_ready();
  void go_on();
  // By SIGKILL; true if it was at work until then.
  bool kill();
  // Waits for its end; true if no exception left the work and no expectation failed.
  bool ended_well();

 private:
  int wait();

  pid_t process_ = -1;
  int from_child_ = -1;
  int to_child_ = -1;
};

// Random moments, the same in every run with the same seed (base/testing/random_seed.h).
class RandomMoments {
 public:
  RandomMoments();

  [[nodiscard]] std::chrono::microseconds below(std::chrono::microseconds end);

 private:
  std::mt19937 random_;
};

}  // namespace cpsg::storage::conformance
