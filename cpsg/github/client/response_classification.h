// What happened to one request, handle_answer by its answer alone: status, headers, body, and the time. No I/O.
//
// GitHub says the same thing in many ways: an exhausted budget is a 403, a 429 or a GraphQL answer with status 200; a
// 403 is a limit, a missing permission, a single sign-on or a blocked repository. The order of judgement of a refusal
// is GitHub's own advice: Retry-After, then nothing remaining, then the message.
//
// Source: GitHub's "Rate limits for the REST API", "Rate limits and query limits for the GraphQL API", "Troubleshooting
// the REST API".
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/http/client.h"

namespace cpsg::github::client {

// What is known of the request that was answered.
struct RequestFacts {
  ledger::Resource resource = ledger::Resource::kRest;
  bool with_token = false;
  bool wants_json = true;
  std::uint32_t points = 1;  // reserved for it
};

enum class Outcome : std::uint8_t {
  kAnswered,  // 2xx with what was asked for, or 304
  kRedirect,
  kPrimaryLimit,
  kSecondaryLimit,
  kTokenRefused,
  kTooMuch,    // GitHub ran out of time or resources: a smaller question may be answered
  kTransient,  // a fault that may be over the next time
  kRefused,    // it will be the same the next time
};

struct ResponseClassification {
  Outcome outcome = Outcome::kAnswered;
  ledger::Settlement settlement;
  std::optional<Failure> failure;            // of every outcome but kAnswered and kRedirect
  std::optional<UnixTime> token_expires_at;  // where the answer tells
};

// `waited`: until the answer's first byte.
[[nodiscard]] ResponseClassification classify(const http::ResponseHead& head, std::string_view body,
                                              std::chrono::milliseconds waited, const RequestFacts& asked,
                                              UnixTime now);

// "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::optional<UnixTime> read_http_date(std::string_view text) noexcept;
// "2021-10-07 19:07:53 UTC", "2021-10-07 19:07:53 -0700".
[[nodiscard]] std::optional<UnixTime> read_token_expiration(std::string_view text) noexcept;

}  // namespace cpsg::github::client
