// The port that holds which webhook deliveries came, so that each counts once however often GitHub sends it.
//
//   const bool is_new = deliveries.record_delivery(delivery_id, "push", work, now);
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/work.h"

namespace cpsg::storage {

// What a webhook's delivery means for a project, which becomes due at once.
struct DeliveredWork {
  std::string project_id;
  model::Work work = model::Work::kNothing;
};

// How many deliveries of an event are stored; `other` is everything that has no use here.
struct DeliveryCount {
  std::string event;
  std::int64_t count = 0;
};

class Deliveries {
 public:
  virtual ~Deliveries() = default;

  // Stores the delivery and adds the work that it means, atomically. False if this delivery is known already; then
  // nothing is done. Error(kNotFound), and nothing is stored, for work of a project that no longer exists: it may have
  // been merged with another one, whose work it is then. Deliveries older than four days are deleted.
  // Documents: one update of projects, then an insert into deliveries by _id; 2. Work comes first, since to add it
  // twice does no harm.
  virtual bool record_delivery(std::string_view delivery_id, std::string_view event,
                               const std::optional<DeliveredWork>& work, UnixTime now) = 0;
  // Of the deliveries of the last four days, by the bytes of the event.
  // Documents: deliveries by (event), grouped; 1.
  [[nodiscard]] virtual std::vector<DeliveryCount> delivery_counts() = 0;
};

}  // namespace cpsg::storage
