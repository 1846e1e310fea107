// Places for request bodies that are larger than others: few, so that all of them together stay within a known memory.
//
//   LargeBodyPlace place(bodies);  // one a connection
//   if (!place.take()) refuse(503);
#pragma once

#include <cstddef>

namespace cpsg::http {

// All places of a server; outlives the connections. Not thread-safe: the thread that reads uses it alone.
class LargeBodies {
 public:
  explicit LargeBodies(std::size_t places) : free_(places) {}

 private:
  friend class LargeBodyPlace;
  std::size_t free_;
};

// The place that one connection has, if it has one; given back at the end of its life.
class LargeBodyPlace {
 public:
  explicit LargeBodyPlace(LargeBodies& bodies) : bodies_(bodies) {}
  ~LargeBodyPlace() { give_back(); }
  LargeBodyPlace(const LargeBodyPlace&) = delete;
  LargeBodyPlace& operator=(const LargeBodyPlace&) = delete;

  // True if there is one already, or one was free.
  bool take() {
    if (taken_) return true;
    if (bodies_.free_ == 0) return false;
    --bodies_.free_;
    return taken_ = true;
  }
  void give_back() {
    if (taken_) ++bodies_.free_;
    taken_ = false;
  }

 private:
  LargeBodies& bodies_;
  bool taken_ = false;
};

}  // namespace cpsg::http
