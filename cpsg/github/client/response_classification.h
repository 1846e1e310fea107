// What a response of GitHub's means, by status, headers, body and the time alone.
//
//   const ResponseClassification found = classify(head, body, waited, {.with_token = true}, now);
//   if (found.outcome == Outcome::kRefused) throw error_of(*found.failure);
//
// GitHub says the same thing in many ways: a used-up budget is a 403, a 429 or a GraphQL response with status 200; a
// 403 is a limit, a missing permission, a single sign-on or a blocked repository. A refusal is looked through in the
// order that GitHub advises: Retry-After, then nothing remaining, then the message, by whole sentences
// (base/refusal_words.h). What a 404 or 410 is the absence of depends on what was asked for. Pure functions, no I/O.
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
#include "cpsg/github/wire/answers.h"
#include "cpsg/http/client_values.h"

namespace cpsg::github::client {

// What was known of the request when it was sent.
struct AnsweredRequest {
  ledger::Resource resource = ledger::Resource::kRest;
  bool with_token = false;
  std::uint32_t points = 1;  // reserved for it
  bool about_part = false;   // about a part of a repository, as its pull requests, whose absence is its own
};

enum class Outcome : std::uint8_t {
  kAnswered,  // 2xx with what was asked for, or 304
  kRedirect,
  kPrimaryLimit,
  kSecondaryLimit,
  kTokenRefused,
  kTooMuch,       // GitHub ran out of time or resources: a query for fewer things may be answered
  kTransient,     // a fault that may be over the next time
  kUnknownField,  // the server lacks a field that the query asks for
  kRefused,       // the next time it would be refused again
};

struct ResponseClassification {
  Outcome outcome = Outcome::kAnswered;
  ledger::Settlement settlement;
  std::optional<Failure> failure;            // of every outcome but kAnswered and kRedirect
  std::optional<UnixTime> token_expires_at;  // where the response tells
  wire::Wall wall = wire::Wall::kNone;       // of kRefused with a token: another one, or none, may be answered
};

// `waited`: from sending the request to the first byte of the response. `now` is used where it has no Date.
[[nodiscard]] ResponseClassification classify(const http::ResponseHead& head, std::string_view body,
                                              std::chrono::milliseconds waited, const AnsweredRequest& request,
                                              UnixTime now);

// "Sun, 06 Nov 1994 08:49:37 GMT".
[[nodiscard]] std::optional<UnixTime> read_http_date(std::string_view text) noexcept;
// "2021-10-07 19:07:53 UTC", "2021-10-07 19:07:53 -0700".
[[nodiscard]] std::optional<UnixTime> read_token_expiration(std::string_view text) noexcept;

}  // namespace cpsg::github::client
