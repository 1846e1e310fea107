// Many small requests at once to few hosts, over one HTTP/2 connection each where the host speaks it.
//
//   MultiClient client({.user_agent = "cpsg"});
//   const Answer answer = client.perform({.url = url}, {.body_max_bytes = 1'000'000, .timeout = 30s});
//
// perform() blocks its caller; a thread of the client's own drives all transfers through one libcurl multi handle, so
// that callers of any number of threads share connections. Answers are held in memory, within a bound. Redirects are
// not followed, so credentials stay where they were meant to go; an encoded body arrives decoded.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/http/client_values.h"

namespace cpsg::http {

struct Answer {
  ResponseHead head;
  std::string body;
  std::uint64_t received_bytes = 0;     // head and body as they crossed the wire
  std::chrono::milliseconds waited{0};  // from the request's being sent to the answer's first byte
  long http_version = 0;                // 11 or 20
};

struct AnswerBounds {
  std::size_t body_max_bytes = 0;        // decoded
  std::chrono::milliseconds timeout{0};  // from start to end
};

// The request went out, and its connection ended before any of the answer came. Whether the server has done what it was
// asked for is not known.
class ConnectionLost : public Error {
 public:
  explicit ConnectionLost(const std::string& message) : Error(ErrorCode::kNetwork, message) {}
};

class MultiClient {
 public:
  explicit MultiClient(ClientOptions options);
  // No perform() may be under way.
  ~MultiClient();
  MultiClient(const MultiClient&) = delete;
  MultiClient& operator=(const MultiClient&) = delete;

  // From several threads at once. Any HTTP status is a normal answer. `cancelled` (beside that of the options; may be
  // null) ends the transfer within a tenth of a second. Throws Error as Session::perform does, kTimeout also when the
  // answer is not complete in time, kLimitExceeded for a longer body, ConnectionLost. What was sent is never sent a
  // second time.
  [[nodiscard]] Answer perform(const Request& request, const AnswerBounds& bounds,
                               const std::atomic<bool>* cancelled = nullptr);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::http
