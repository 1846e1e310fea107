// The attempts of one request: as which account it is sent, what follows from each response, and when it ends.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/github/client/api_transport.h"
#include "cpsg/github/client/request_log.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

constexpr int kLimitRefusalsMax = 10;  // of one request; the gate waits out each
constexpr int kAttemptsMax = 100;      // of one request, whatever the reasons
constexpr std::chrono::hours kLackingAgain{24};

// Adds the time of its life, also where a wait ends with a failure.
class WaitCount {
 public:
  WaitCount(const WaitableClock& clock, milliseconds& waited)
      : clock_(clock), waited_(waited), begun_at_(clock.now()) {}
  WaitCount(const WaitCount&) = delete;
  WaitCount& operator=(const WaitCount&) = delete;
  ~WaitCount() { waited_ += std::chrono::duration_cast<milliseconds>(clock_.now() - begun_at_); }

 private:
  const WaitableClock& clock_;
  milliseconds& waited_;
  Instant begun_at_;
};

}  // namespace

// The attempts of one request, until one of them has a result for the caller.
class ApiTransport::RequestAttempts {
 public:
  RequestAttempts(ApiTransport& transport, const ApiRequest& request, const Call& call, milliseconds& waited)
      : transport_(transport),
        request_(request),
        call_(call),
        url_(request.http_request.url),
        waited_(waited),
        retries_(request.attempts, transport.settings_.first_pause) {}

  ApiResponse run() {
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      pause_ = milliseconds(0);
      if (auto response = attempt_once()) return *std::move(response);
      transport_.wait(pause_, call_.cancelled);  // without a permit
    }
    throw error_of(failure_);
  }

 private:
  // Nothing where another attempt is to follow.
  std::optional<ApiResponse> attempt_once() {
    ledger::Permit permit = acquire();
    std::optional<std::string> token;
    if (!bearer_token(permit, token)) return std::nullopt;

    http::Request http_request = request_.http_request;
    http_request.url = url_;
    http_request.bearer_token = token;
    leave_out_fields(http_request);
    if (request_.add_headers) request_.add_headers(http_request, permit.account());
    transport_.count_request(request_, call_);
    http::Answer answer;
    try {
      answer = transport_.http_.perform(
          http_request, {limits::kApiAnswerMaxBytes, transport_.settings_.request_timeout}, call_.cancelled);
    } catch (const Error& error) {
      if (!is_transient(error.code())) throw;
      failure_ = failure_of(error);
      log_no_answer(http_request, failure_.message);
      pause_ = retries_.after(error);
      return std::nullopt;
    }
    return handle_answer(permit, token, std::move(answer));
  }

  std::optional<ApiResponse> handle_answer(ledger::Permit& permit, const std::optional<std::string>& token,
                                           http::Answer answer) {
    const AnsweredRequest answered{request_.cost.resource, token.has_value(), request_.cost.points,
                                   request_.about_part};
    const UnixTime now = transport_.unix_time();
    ResponseClassification classification = classify(answer.head, answer.body, answer.waited, answered, now);
    transport_.count_response(request_, call_, answer.received_bytes, classification.settlement.points);
    permit.settle(classification.settlement);
    log_answer(request_.http_request, answer, classification.settlement.points, permit.account());
    if (token && classification.token_expires_at)
      transport_.accounts_.token_expires(*token, *classification.token_expires_at);
    if (token) note_account(permit.account(), *token, classification, now);
    switch (classification.outcome) {
      case Outcome::kAnswered:
        return read(std::move(answer), permit.account());
      case Outcome::kRefused:
        return ApiResponse{Outcome::kRefused, std::move(classification.failure), std::move(answer), permit.account()};
      case Outcome::kTooMuch:
        if (request_.divisible) {
          return ApiResponse{Outcome::kTooMuch, std::move(classification.failure), std::move(answer), permit.account()};
        }
        [[fallthrough]];
      case Outcome::kTransient:
        note_transient(*std::move(classification.failure));
        return std::nullopt;
      case Outcome::kRedirect:
        follow(answer.head);
        return std::nullopt;
      case Outcome::kUnknownField:
        failure_ = *std::move(classification.failure);
        if (!learn_lacking(answer.body)) throw error_of(failure_);
        return std::nullopt;
      case Outcome::kTokenRefused:
        failure_ = *std::move(classification.failure);
        return std::nullopt;
      case Outcome::kPrimaryLimit:
      case Outcome::kSecondaryLimit:
        failure_ = *std::move(classification.failure);
        if (++limit_refusals_ >= kLimitRefusalsMax) throw error_of(failure_);
        return std::nullopt;
    }
    return std::nullopt;
  }

  // What the response says of the account that sent the request. GitHub now and then refuses a token that is good, so
  // only one that is refused twice in a row by the same request is set aside.
  void note_account(const std::string& account, const std::string& token, const ResponseClassification& classification,
                    UnixTime now) {
    accounts::Accounts& accounts = transport_.accounts_;
    const bool rest = request_.cost.resource == ledger::Resource::kRest;
    if (classification.outcome == Outcome::kTokenRefused) {
      if (std::exchange(refused_token_, token) == token) {
        accounts.token_refused(token, classification.failure->message, now);
        refused_token_.clear();
      } else {
        accounts.token_doubted(token, classification.failure->message, now);
      }
    } else if (classification.outcome == Outcome::kAnswered) {
      accounts.token_answered(token);
      if (rest) accounts.owner_accepts(account, request_.owner);
    } else if (classification.wall == wire::Wall::kOwner) {
      accounts.owner_refuses(account, request_.owner, *classification.failure, now);
    }
  }

  void leave_out_fields(http::Request& http_request) {
    if (request_.cost.resource != ledger::Resource::kGraphql) return;
    left_out_ = request_.without;
    {
      const std::scoped_lock lock(transport_.lacking_mutex_);
      const Instant now = transport_.clock_.now();
      std::erase_if(transport_.lacking_, [&](const auto& field) { return now - field.second >= kLackingAgain; });
      for (const auto& [field, since] : transport_.lacking_) left_out_.insert(field);
    }
    if (!left_out_.empty()) http_request.body = wire::request_without(http_request.body, left_out_);
  }

  // False if the query cannot do without what the server lacks.
  bool learn_lacking(const std::string& body) {
    bool learned = false;
    for (const std::string& field : wire::unknown_fields(body)) {
      if (wire::is_needed_field(field) || left_out_.contains(field)) return false;
      learned = true;
      const std::scoped_lock lock(transport_.lacking_mutex_);
      if (transport_.lacking_.try_emplace(field, transport_.clock_.now()).second) {
        log::warning("the server's GraphQL has no field {}: what it tells stays unknown", wire::clean_words(field));
      }
    }
    return learned;
  }

  std::optional<ApiResponse> read(http::Answer answer, const std::string& account) {
    ReadResult result;
    try {
      if (request_.read && answer.head.status != 304) result = request_.read(answer);
    } catch (const Error& error) {
      if (!is_transient(error.code())) throw;
      note_transient(failure_of(error));
      return std::nullopt;
    }
    if (result.retry_smaller && request_.divisible) {
      return ApiResponse{Outcome::kTooMuch, std::move(result.failure), std::move(answer), account};
    }
    if (result.retry_smaller) {
      note_transient(result.failure.value_or(
          Failure{ErrorCode::kRemoteError, "GitHub's answer is incomplete; try again later", {}}));
      return std::nullopt;
    }
    const Outcome outcome = result.failure ? Outcome::kRefused : Outcome::kAnswered;
    return ApiResponse{outcome, std::move(result.failure), std::move(answer), account};
  }

  ledger::Permit acquire() {
    std::vector<std::string> keys;
    bool first_is_made_for_owner = false;
    const bool without_token = request_.as_account == accounts::kAnonymousAccount;
    std::vector<accounts::Account> usable;
    if (!without_token) {
      usable = transport_.accounts_.usable(request_.owner, transport_.unix_time(), call_.cancelled);
      if (usable.empty()) note_owner_refusal();
    }
    if (without_token || (usable.empty() && request_.cost.resource == ledger::Resource::kRest)) {
      keys.emplace_back(accounts::kAnonymousAccount);
    }
    for (accounts::Account& account : usable) {
      const bool wanted = !request_.as_account || account.key == *request_.as_account;
      const bool excluded = std::find(excluded_.begin(), excluded_.end(), account.key) != excluded_.end();
      if (!wanted || excluded) continue;
      if (keys.empty()) first_is_made_for_owner = is_made_for_owner(account);
      keys.push_back(std::move(account.key));
    }
    if (keys.empty()) throw error_of(failure_);
    if (first_is_made_for_owner && keys.size() > 1) {
      if (auto permit = acquire_at_once(keys.front())) return *std::move(permit);
    }
    return acquire(keys, std::max(call_.max_wait - waited_, milliseconds(0)));
  }

  void note_owner_refusal() {
    const UnixTime now = transport_.unix_time();
    if (auto refusal = transport_.accounts_.owner_refusal(request_.owner, now, call_.cancelled)) {
      failure_ = *std::move(refusal);
    }
  }

  ledger::Permit acquire(std::span<const std::string> keys, milliseconds max_wait) {
    const WaitCount count(transport_.clock_, waited_);
    return transport_.gate_.acquire(keys, request_.cost, max_wait, call_.cancelled);
  }

  [[nodiscard]] bool is_made_for_owner(const accounts::Account& account) const {
    return account.kind == accounts::AccountKind::kInstallation && account.owner && !request_.owner.empty() &&
           equal_ignoring_case(*account.owner, request_.owner);
  }

  // Nothing if the account has to wait for its budget.
  std::optional<ledger::Permit> acquire_at_once(const std::string& account) {
    try {
      return acquire({&account, 1}, milliseconds(0));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kRateLimited) throw;
      return std::nullopt;
    }
  }

  // False if the account gets no token, as an installation that is suspended: then the others are used.
  bool bearer_token(ledger::Permit& permit, std::optional<std::string>& token) {
    try {
      token = transport_.accounts_.bearer_token(permit.account(), transport_.unix_time(), call_.cancelled);
      return true;
    } catch (const Error& error) {
      permit.settle({});
      if (error.code() == ErrorCode::kCancelled) throw;
      failure_ = failure_of(error);
      excluded_.push_back(permit.account());
      return false;
    }
  }

  void note_transient(Failure failure) {
    failure_ = std::move(failure);
    pause_ = retries_.after(failure_);
  }

  void follow(const http::ResponseHead& head) {
    if (++redirects_ > limits::kRedirectsMax) {
      throw Error(ErrorCode::kRemoteError, "GitHub's REST API: too many redirects");
    }
    url_ = transport_.resolve_within_api(url_, head.header("location").value_or(""));
  }

  ApiTransport& transport_;
  const ApiRequest& request_;
  const Call& call_;
  std::string url_;
  milliseconds& waited_;  // at the gate
  Retries retries_;
  int limit_refusals_ = 0;
  std::size_t redirects_ = 0;
  milliseconds pause_{0};  // before the next exchange
  std::vector<std::string> excluded_;
  std::string refused_token_{};  // by the last response
  wire::FieldNames left_out_{};  // of the query that was sent last
  Failure failure_{ErrorCode::kUnauthorized, "no usable account may ask this; check github.tokens", {}};
};

ApiResponse ApiTransport::perform(const ApiRequest& request, const Call& call) {
  milliseconds waited{0};
  return perform(request, call, waited);
}

ApiResponse ApiTransport::perform(const ApiRequest& request, const Call& call, milliseconds& waited) {
  if (request.cost.resource == ledger::Resource::kGraphql && accounts_.anonymous()) {
    throw Error(ErrorCode::kUnauthorized, "GitHub's GraphQL API needs a token; set github.tokens");
  }
  return RequestAttempts(*this, request, call, waited).run();
}

}  // namespace cpsg::github::client
