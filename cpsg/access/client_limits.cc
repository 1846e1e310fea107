#include "cpsg/access/client_limits.h"

#include <fmt/format.h>

namespace cpsg::access {
namespace {

constexpr std::size_t kSubjectsMax = 16'384;

}  // namespace

ClientLimits::Limit::Limit(std::optional<std::uint32_t> given, std::uint32_t otherwise) : spares_local(!given) {
  const std::uint32_t per_minute = given.value_or(otherwise);
  if (per_minute > 0) limiter.emplace(per_minute, kSubjectsMax);
}

bool ClientLimits::Limit::holds_for(const Visitor& visitor) const {
  return limiter && !(spares_local && http::is_loopback_address(visitor.client.address));
}

ClientLimits::ClientLimits(const ClientLimitOptions& options)
    : per_key_(options.requests_per_key, kRequestsPerMinutePerKey),
      per_address_(options.requests_per_address, kRequestsPerMinutePerAddress),
      refused_keys_(options.refused_keys_per_address, kRefusedKeysPerMinutePerAddress) {}

std::optional<Counted> ClientLimits::take(const Caller& caller, Instant now) {
  Limit& limit = caller.key ? per_key_ : per_address_;
  if (!limit.holds_for(caller.visitor)) return std::nullopt;
  const std::string subject = caller.key ? caller.key->id : network_of(caller.visitor.client.address);
  const std::lock_guard lock(mutex_);
  return Counted{.policy = caller.key ? "key" : "address",
                 .per_minute = limit.limiter->per_minute(),
                 .turn = limit.limiter->take(subject, now)};
}

Turn ClientLimits::may_show_key(const Visitor& visitor, Instant now) {
  if (!refused_keys_.holds_for(visitor)) return {};
  const std::lock_guard lock(mutex_);
  return refused_keys_.limiter->look(network_of(visitor.client.address), now);
}

void ClientLimits::count_refused_key(const Visitor& visitor, Instant now) {
  if (!refused_keys_.holds_for(visitor)) return;
  const std::lock_guard lock(mutex_);
  refused_keys_.limiter->take(network_of(visitor.client.address), now);
}

void append_headers(std::vector<http::Header>& headers, const Counted& counted) {
  headers.push_back({"RateLimit-Policy", fmt::format("\"{}\";q={};w=60", counted.policy, counted.per_minute)});
  headers.push_back({"RateLimit", fmt::format("\"{}\";r={};t={}", counted.policy, counted.turn.remaining,
                                              counted.turn.full_in.count())});
}

}  // namespace cpsg::access
