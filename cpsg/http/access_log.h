// One line for each request, at the level info.
//
//   log_access({.method = "GET", .target = "/v1/projects?limit=2", .status = 200, .client = client, ...});
//   // request method=GET path=/v1/projects status=200 bytes=512 duration_ms=1.250 client=192.0.2.7 scheme=http ...
//
// The query is left out, because filters name people; so are e-mail addresses in the path. Any thread. It never waits:
// while nobody takes what is written to stderr, lines are left out, and the next one that is written says how many.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

#include "cpsg/http/client_address.h"

namespace cpsg::http {

struct AccessRecord {
  std::string_view method;  // empty where the request line could not be read; the target too
  std::string_view target;
  int status = 0;
  std::size_t body_bytes = 0;             // of the answer's body, as far as it was sent
  std::chrono::microseconds duration{0};  // from the first byte of the request to the last one of the answer
  const Client& client;
  std::string_view request_id;
};

void log_access(const AccessRecord& record);

}  // namespace cpsg::http
