// Protects: whatever the scanner calls plain, the strict parser takes as the same request of the same bytes.
// How: the input is scanned from its front, and from behind each plain request found, as pipelined ones are.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cpsg/http/testing/plain_request_oracle.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cpsg::http::RequestLimits limits;
  limits.target_max_bytes = 64;
  limits.head_max_bytes = 512;
  limits.headers_max = 8;
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  while (!bytes.empty()) {
    const std::string found = cpsg::http::disagreement(bytes, limits);
    if (!found.empty()) {
      std::fprintf(stderr, "they differ in: %s\n", found.c_str());
      std::abort();
    }
    const auto plain = cpsg::http::scan_plain_request(bytes, limits);
    if (!plain) break;
    bytes.remove_prefix(plain->head_bytes);
  }
  return 0;
}
