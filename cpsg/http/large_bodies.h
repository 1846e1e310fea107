// Slots for request bodies beyond the usual limit. They are few, so that all such bodies together stay within a known
// amount of memory.
//
//   LargeBodySlot slot(bodies);  // one for each connection
//   if (!slot.take()) refuse(503);
//
// Threads: not safe; the thread that reads requests uses them alone. A slot returns itself when it is destroyed.
#pragma once

#include <cstddef>

namespace cpsg::http {

// The slots of a server. It outlives the connections.
class LargeBodies {
 public:
  explicit LargeBodies(std::size_t slots) : free_(slots) {}

 private:
  friend class LargeBodySlot;
  std::size_t free_;
};

// One connection's claim to a slot; it holds none until take().
class LargeBodySlot {
 public:
  explicit LargeBodySlot(LargeBodies& bodies) : bodies_(bodies) {}
  ~LargeBodySlot() { give_back(); }
  LargeBodySlot(const LargeBodySlot&) = delete;
  LargeBodySlot& operator=(const LargeBodySlot&) = delete;

  // True if it holds a slot now, also when it did before; false if none is free.
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
