// The connections of which something is awaited that takes memory meanwhile: the rest of a request, or of a handshake.
// There may be so many; one more ends the oldest, which has had more time than a client needs. Else clients that do
// nothing more would keep all others out.
//
//   SlowClients slow_requests(options.partial_requests_max);
//   slow_requests.add(connection);
//   slow_requests.remove(connection);
//
// One that is ended is told as by a deadline: it is `expired`, and what it waits for fails. Threads: that of the
// server's input and output alone.
#pragma once

#include <cstddef>
#include <list>

#include "cpsg/http/connection.h"

namespace cpsg::http {

class SlowClients {
 public:
  explicit SlowClients(std::size_t most) : most_(most) {}

  // It is not among them.
  void add(Connection& connection) {
    if (!oldest_first_.empty() && oldest_first_.size() >= most_) end_oldest();
    oldest_first_.push_back(&connection);
  }
  void remove(Connection& connection) noexcept { oldest_first_.remove(&connection); }

 private:
  void end_oldest() {
    Connection& oldest = *oldest_first_.front();
    oldest_first_.pop_front();
    oldest.partial = false;
    oldest.deadline = SteadyTime::min();
    oldest.expired = true;
    oldest.cancel();
  }

  const std::size_t most_;
  std::list<Connection*> oldest_first_;
};

}  // namespace cpsg::http
