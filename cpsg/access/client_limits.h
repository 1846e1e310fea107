// How many requests a key or an address may send a minute, and how many refused keys; and what clients are told of it
// (RateLimit and RateLimit-Policy, draft-ietf-httpapi-ratelimit-headers-10).
//
//   if (const auto counted = limits.take(caller, now)) append_headers(response.headers, *counted);
//
// A request with a key counts for the key, another one for its address (network_of()). May be called from several
// threads at once; doesn't block.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/access/caller.h"
#include "cpsg/access/rate_limiter.h"
#include "cpsg/access/visitor.h"
#include "cpsg/base/clock.h"
#include "cpsg/http/message.h"

namespace cpsg::access {

inline constexpr std::uint32_t kRequestsPerMinutePerKey = 6'000;
inline constexpr std::uint32_t kRequestsPerMinutePerAddress = 1'200;
inline constexpr std::uint32_t kRefusedKeysPerMinutePerAddress = 20;

// A number of one minute, 0: no limit; nothing: the one above, and none for visitors of this machine.
struct ClientLimitOptions {
  std::optional<std::uint32_t> requests_per_key;
  std::optional<std::uint32_t> requests_per_address;
  std::optional<std::uint32_t> refused_keys_per_address;
};

// One request that was counted.
struct Counted {
  std::string_view policy;  // "key" or "address"
  std::uint32_t per_minute = 0;
  Turn turn;
};

class ClientLimits {
 public:
  explicit ClientLimits(const ClientLimitOptions& options);

  // Nothing where no limit holds for the caller.
  [[nodiscard]] std::optional<Counted> take(const Caller& caller, Instant now);
  // Whether the visitor may show another key that is not known yet; if so, `retry_after` is 0.
  [[nodiscard]] Turn may_show_key(const Visitor& visitor, Instant now);
  void count_refused_key(const Visitor& visitor, Instant now);

 private:
  struct Limit {
    Limit(std::optional<std::uint32_t> given, std::uint32_t otherwise);
    [[nodiscard]] bool holds_for(const Visitor& visitor) const;

    std::optional<RateLimiter> limiter;  // nothing: there is no limit
    bool spares_local;
  };

  std::mutex mutex_;
  Limit per_key_;
  Limit per_address_;
  Limit refused_keys_;
};

void append_headers(std::vector<http::Header>& headers, const Counted& counted);

}  // namespace cpsg::access
