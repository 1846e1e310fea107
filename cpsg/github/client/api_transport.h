// Carries one request to GitHub and brings its answer: as an account that may ask, when it may, as often as it helps.
//
// Every exchange takes a permit from the rate gate and settles it by the answer. Refusals by a limit wait at the gate
// for their end; a refused token is set aside and another account asks; passing faults are tried again twice, after
// pauses, and one lost connection at once; redirects are followed on the same origin. What only another account may see
// is asked as others too.
//
// Thread-safe; perform() blocks.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/github/accounts/accounts.h"
#include "cpsg/github/client/call.h"
#include "cpsg/github/client/response_classification.h"
#include "cpsg/github/client/settings.h"
#include "cpsg/github/ledger/rate_gate.h"
#include "cpsg/http/multi_client.h"
#include "cpsg/http/url.h"

namespace cpsg::github::client {

// What the reader of an answer makes of it, beside the value that it keeps for itself.
struct ReadResult {
  std::optional<Failure> failure;  // the answer says that there is nothing
  bool ask_again = false;          // it is incomplete: a smaller question may be answered whole
};

// One request, whoever makes it.
struct ApiRequest {
  http::Request request;  // without credentials
  ledger::Ask ask;
  std::string owner;                      // an installation made for it goes first, unless it has to wait
  std::optional<std::string> as_account;  // that one alone
  bool wants_json = true;
  bool divisible = false;  // kTooMuch is brought back at once, for the question can be made smaller
  int attempts = 3;        // of passing faults
  // Adds headers that depend on the account. May be empty.
  std::function<void(http::Request&, const std::string& account)> add_headers;
  // Reads an answer of 2xx; Error(kBadData) counts as a passing fault. May be empty.
  std::function<ReadResult(const http::Answer&)> read;
};

// To the configured places, with the headers that GitHub wants; `target` begins with a slash, or is a whole URL.
[[nodiscard]] ApiRequest graphql_request(const ClientSettings& settings, std::string body);
[[nodiscard]] ApiRequest rest_request(const ClientSettings& settings, std::string_view target, ledger::Lane lane);

struct ApiResponse {
  Outcome outcome = Outcome::kAnswered;  // or kRefused; kTooMuch of a divisible one
  std::optional<Failure> failure;        // of those two
  http::Answer answer;
  std::string account;
};

// Another account may see what this failure hides.
[[nodiscard]] bool is_hidden(const std::optional<Failure>& failure) noexcept;
// As an Error.
[[noreturn]] void throw_failure(const Failure& failure);

class ApiTransport {
 public:
  // Throws Error(kConfigInvalid) where a token would travel unencrypted.
  ApiTransport(const ClientSettings& settings, Clock clock);

  // Throws what no answer stands for: kRateLimited, kCancelled, kUnauthorized, and passing faults that did not pass.
  [[nodiscard]] ApiResponse perform(const ApiRequest& api_request, const Call& call);
  // The same, and once more as up to three other accounts where the first sees nothing.
  [[nodiscard]] ApiResponse perform_as_any(const ApiRequest& api_request, const Call& call);
  // Up to three that may ask now, beside `account`; those made for the owner first.
  [[nodiscard]] std::vector<std::string> other_accounts(std::string_view owner, const std::string& account,
                                                        const std::atomic<bool>* cancelled);

  // A request without account and permit; for what an App asks as itself. Passing faults are tried again, as above.
  // Throws unless it is answered.
  [[nodiscard]] std::string perform_as_app(http::Request request, const std::string& jwt,
                                           const std::atomic<bool>* cancelled);

  // What `location` means on an answer to `base`. Throws Error(kBadData) unless it is of the REST API's own origin.
  [[nodiscard]] std::string resolve_within_api(const std::string& base, const std::string& location) const;

  [[nodiscard]] accounts::Accounts& accounts() { return accounts_; }
  [[nodiscard]] ledger::RateGate& gate() { return gate_; }
  [[nodiscard]] UnixTime now() const { return clock_(); }
  [[nodiscard]] const ClientSettings& settings() const { return settings_; }

 private:
  class RequestAttempts;
  // Throws Error(kCancelled).
  void rest(std::chrono::milliseconds pause, const std::atomic<bool>* cancelled) const;
  void count_request(const ApiRequest& api_request, const Call& call);
  void count_answer(const ApiRequest& api_request, const Call& call, std::uint64_t bytes, std::uint32_t points);

  const ClientSettings settings_;
  const Clock clock_;
  http::Origin origin_;  // of the REST API
  http::MultiClient http_;
  ledger::RateGate gate_;
  accounts::Accounts accounts_;
  std::mutex spent_mutex_;
};

}  // namespace cpsg::github::client
