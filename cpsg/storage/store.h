// All ports as one interface, for callers that are not yet given the ports they use. Its methods are those of the
// ports.
#pragma once

#include "cpsg/storage/stores.h"

namespace cpsg::storage {

class Store : public Projects,
              public HistoryReader,
              public HistoryWriter,
              public Observations,
              public PullRequests,
              public Batches,
              public Deliveries {
 public:
  [[nodiscard]] Stores stores() { return {*this, *this, *this, *this, *this, *this, *this}; }

  // Gives caches back to the system; call when idle.
  virtual void release_memory() noexcept = 0;
};

}  // namespace cpsg::storage
