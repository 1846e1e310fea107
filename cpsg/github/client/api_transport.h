// Sends one request to GitHub and returns the response: as an account that may send it, within the rate limits, and
// again where that may help.
//
//   ApiRequest request = rest_request(settings, "/repos/o/n", ledger::Lane::kRefresh);
//   const ApiResponse response = transport.perform_as_any(request, call);
//
// Each attempt takes a permit from the rate gate and settles it by what the response says. After a refusal by a rate
// limit it waits at the gate; a token that is refused twice in a row is set aside and another account used; transient
// faults are tried again twice, after pauses, and one lost connection at once; redirects are followed within the API's
// own origin. A field that the server lacks is left out of this query and of all others for a day: servers are
// upgraded, and a deployment may be taken back. Where the owner refuses every account, REST is asked without a token.
//
// Blocks its caller. Safe to call from several threads at once.
//
// Source: GitHub's "Best practices for using the REST API".
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/accounts/accounts.h"
#include "cpsg/github/client/call.h"
#include "cpsg/github/client/response_classification.h"
#include "cpsg/github/client/retries.h"
#include "cpsg/github/client/settings.h"
#include "cpsg/github/ledger/rate_gate.h"
#include "cpsg/github/wire/selection.h"
#include "cpsg/http/multi_client.h"
#include "cpsg/http/url.h"

namespace cpsg::github::client {

// What a reader says of a response, beside the value that it keeps for itself.
struct ReadResult {
  std::optional<Failure> failure;  // why the response holds no value
  bool retry_smaller = false;      // it is incomplete; a query for fewer things may be answered whole
};

// A request, whichever account sends it.
struct ApiRequest {
  http::Request http_request;  // without credentials
  ledger::RequestCost cost;
  std::string owner;                      // an installation made for it is used first, unless it has to wait
  std::optional<std::string> as_account;  // only this one, by its key
  bool about_part = false;                // as AnsweredRequest::about_part
  wire::FieldNames without{};             // fields that are left out of the query
  bool divisible = false;  // the caller can ask for less: kTooMuch is returned instead of being tried again
  int attempts = 3;        // of which all but the last may end in a transient fault
  // Adds headers that depend on the account. May be empty.
  std::function<void(http::Request&, const std::string& account_key)> add_headers;
  // Reads a response of status 2xx; Error(kBadData) counts as a transient fault. May be empty.
  std::function<ReadResult(const http::Answer&)> read;
};

// Requests to the configured URLs with the headers that GitHub wants. `target` begins with a slash, or is a whole URL.
[[nodiscard]] ApiRequest graphql_request(const ClientSettings& settings, std::string body);
[[nodiscard]] ApiRequest rest_request(const ClientSettings& settings, std::string_view target, ledger::Lane lane);

struct ApiResponse {
  Outcome outcome = Outcome::kAnswered;  // or kRefused; or kTooMuch for a divisible request
  std::optional<Failure> failure;        // of kRefused and kTooMuch
  http::Answer answer;
  std::string account;  // the key of the account that sent the request
};

// Whether another account may see what this one was refused.
[[nodiscard]] bool is_hidden(const std::optional<Failure>& failure) noexcept;
class ApiTransport {
 public:
  // Throws Error(kConfigInvalid) where a token would travel unencrypted. `clock` outlives the transport.
  ApiTransport(const ClientSettings& settings, WaitableClock& clock);

  // Throws Error(kRateLimited), Error(kCancelled), Error(kUnauthorized), and the last transient fault when no attempt
  // is left.
  [[nodiscard]] ApiResponse perform(const ApiRequest& request, const Call& call);
  // The same; where the first account may not see the thing, up to three others are used too, and for REST at last
  // none: what is refused to a token may be open to everybody. Together they wait no longer than one would.
  [[nodiscard]] ApiResponse perform_as_any(const ApiRequest& request, const Call& call);

  // Sends what an App asks as itself: without account and permit. Transient faults are tried again, as above. Throws
  // unless the response has a status of success.
  [[nodiscard]] std::string perform_as_app(http::Request request, const std::string& jwt,
                                           const std::atomic<bool>* cancelled);

  // The URL that `location` means in a response to `base`. Throws Error(kBadData) unless it has the REST API's origin.
  [[nodiscard]] std::string resolve_within_api(const std::string& base, const std::string& location) const;
  [[nodiscard]] bool is_within_api(const std::string& url) const { return http::origin_of(url) == origin_; }

  [[nodiscard]] accounts::Accounts& accounts() { return accounts_; }
  [[nodiscard]] ledger::RateGate& gate() { return gate_; }
  [[nodiscard]] UnixTime unix_time() const { return clock_.unix_time(); }
  [[nodiscard]] WaitableClock& clock() { return clock_; }
  [[nodiscard]] const ClientSettings& settings() const { return settings_; }

 private:
  class RequestAttempts;
  // `waited` is how long was waited for budget before; it grows.
  [[nodiscard]] ApiResponse perform(const ApiRequest& request, const Call& call, std::chrono::milliseconds& waited);
  [[nodiscard]] ApiResponse perform_without_token(const ApiRequest& request, const Call& call,
                                                  std::chrono::milliseconds& waited, ApiResponse refused);
  [[nodiscard]] std::vector<std::string> other_accounts(const ApiRequest& request, const std::string& account_key,
                                                        const std::atomic<bool>* cancelled);
  // Throws Error(kCancelled).
  void wait(std::chrono::milliseconds pause, const std::atomic<bool>* cancelled) const;
  void count_request(const ApiRequest& request, const Call& call);
  void count_response(const ApiRequest& request, const Call& call, std::uint64_t bytes, std::uint32_t points);

  const ClientSettings settings_;
  WaitableClock& clock_;
  http::Origin origin_;  // of the REST API
  http::MultiClient http_;
  ledger::RateGate gate_;
  accounts::Accounts accounts_;
  std::mutex spent_mutex_;
  std::mutex lacking_mutex_;
  std::map<std::string, Instant> lacking_;  // fields that the server does not have, and when it said so
};

}  // namespace cpsg::github::client
