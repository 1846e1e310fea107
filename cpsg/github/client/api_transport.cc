#include "cpsg/github/client/api_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/app_answers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kOtherAccountsMax = 3;
constexpr int kLimitRefusalsMax = 10;  // of one request; the gate waits out each
constexpr int kAttemptsMax = 100;      // of one request, whatever the reasons
constexpr int kAppAttemptsMax = 3;

bool is_transient(ErrorCode code) noexcept {
  return code == ErrorCode::kNetwork || code == ErrorCode::kTimeout || code == ErrorCode::kRemoteError ||
         code == ErrorCode::kBadData;
}

Failure failure_of(const Error& error) { return {error.code(), error.what(), error.retry_after()}; }

void require_confidential(const std::string& url, std::string_view key) {
  if (http::is_confidential(http::origin_of(url))) return;
  throw Error(ErrorCode::kConfigInvalid,
              fmt::format("{} is unencrypted, so no token can be sent there; use https, or remove github.tokens", key));
}

// What the caller is told of an App's request that failed.
Failure failure_of_app(const ResponseClassification& classification) {
  Failure failure = classification.failure.value_or(
      Failure{ErrorCode::kBadData, "GitHub's REST API: redirects what an App asks; check github.api_url", {}});
  if (classification.outcome == Outcome::kTokenRefused) {
    failure.message = "GitHub refused the App's key; check its id and private key";
  }
  return failure;
}

// How often a request is tried again after transient faults, and after which pauses.
class Retries {
 public:
  Retries(int attempts, milliseconds first_pause) : attempts_left_(attempts), first_pause_(first_pause) {}

  // The pause after this fault. Throws it when it was the last.
  milliseconds after(const Failure& failure) {
    if (--attempts_left_ <= 0) throw_failure(failure);
    pause_ = pause_ == milliseconds(0) ? first_pause_ : 2 * pause_;
    return pause_;
  }
  // Servers close idle connections, so the first lost one costs neither pause nor attempt.
  milliseconds after(const Error& error) {
    const bool lost = dynamic_cast<const http::ConnectionLost*>(&error) != nullptr;
    if (lost && !std::exchange(lost_one_, true)) return milliseconds(0);
    return after(failure_of(error));
  }

 private:
  int attempts_left_;
  milliseconds first_pause_;
  milliseconds pause_{0};  // the last one
  bool lost_one_ = false;
};

}  // namespace

bool is_hidden(const std::optional<Failure>& failure) noexcept {
  return failure && (failure->code == ErrorCode::kNotFound || failure->code == ErrorCode::kForbidden ||
                     failure->code == ErrorCode::kSsoRequired);
}

void throw_failure(const Failure& failure) {
  if (failure.retry_after) throw Error(failure.code, failure.message, *failure.retry_after);
  throw Error(failure.code, failure.message);
}

ApiRequest graphql_request(const ClientSettings& settings, std::string body) {
  ApiRequest request;
  request.http_request.method = "POST";
  request.http_request.url = settings.graphql_url;
  request.http_request.headers = {"Accept: application/vnd.github+json", "Content-Type: application/json",
                                  "X-Github-Next-Global-ID: 1"};
  request.http_request.body = std::move(body);
  request.cost.resource = ledger::Resource::kGraphql;
  return request;
}

ApiRequest rest_request(const ClientSettings& settings, std::string_view target, ledger::Lane lane) {
  ApiRequest request;
  request.http_request.url = target.starts_with('/') ? settings.api_url + std::string(target) : std::string(target);
  request.http_request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"};
  request.cost = {.lane = lane, .resource = ledger::Resource::kRest};
  return request;
}

// The attempts of one request, until one of them has a result for the caller.
class ApiTransport::RequestAttempts {
 public:
  RequestAttempts(ApiTransport& transport, const ApiRequest& request, const Call& call)
      : transport_(transport),
        request_(request),
        call_(call),
        url_(request.http_request.url),
        retries_(request.attempts, transport.settings_.first_pause) {}

  ApiResponse run() {
    for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
      pause_ = milliseconds(0);
      if (auto response = attempt_once()) return *std::move(response);
      transport_.wait(pause_, call_.cancelled);  // without a permit
    }
    throw_failure(failure_);
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
    if (request_.add_headers) request_.add_headers(http_request, permit.account());
    transport_.count_request(request_, call_);
    http::Answer answer;
    try {
      answer = transport_.http_.perform(
          http_request, {limits::kApiAnswerMaxBytes, transport_.settings_.request_timeout}, call_.cancelled);
    } catch (const Error& error) {
      if (!is_transient(error.code())) throw;
      failure_ = failure_of(error);
      pause_ = retries_.after(error);
      return std::nullopt;
    }
    return handle_answer(permit, token, std::move(answer));
  }

  std::optional<ApiResponse> handle_answer(ledger::Permit& permit, const std::optional<std::string>& token,
                                           http::Answer answer) {
    const AnsweredRequest answered{request_.cost.resource, token.has_value(), request_.cost.points};
    const UnixTime now = transport_.unix_time();
    ResponseClassification classification = classify(answer.head, answer.body, answer.waited, answered, now);
    transport_.count_response(request_, call_, answer.received_bytes, classification.settlement.points);
    permit.settle(classification.settlement);
    if (token && classification.token_expires_at)
      transport_.accounts_.token_expires(*token, *classification.token_expires_at);
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
      case Outcome::kTokenRefused:
        failure_ = *std::move(classification.failure);
        transport_.accounts_.token_refused(*token, failure_.message, now);
        return std::nullopt;
      case Outcome::kPrimaryLimit:
      case Outcome::kSecondaryLimit:
        failure_ = *std::move(classification.failure);
        if (++limit_refusals_ >= kLimitRefusalsMax) throw_failure(failure_);
        return std::nullopt;
    }
    return std::nullopt;
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
    for (accounts::Account& account :
         transport_.accounts_.usable(request_.owner, transport_.unix_time(), call_.cancelled)) {
      const bool wanted = !request_.as_account || account.key == *request_.as_account;
      const bool excluded = std::find(excluded_.begin(), excluded_.end(), account.key) != excluded_.end();
      if (!wanted || excluded) continue;
      if (keys.empty()) first_is_made_for_owner = is_made_for_owner(account);
      keys.push_back(std::move(account.key));
    }
    if (keys.empty()) throw_failure(failure_);
    if (first_is_made_for_owner && keys.size() > 1) {
      if (auto permit = acquire_at_once(keys.front())) return *std::move(permit);
    }
    return acquire(keys, std::max(call_.max_wait - waited_, milliseconds(0)));
  }

  ledger::Permit acquire(std::span<const std::string> keys, milliseconds max_wait) {
    const Instant begin = transport_.clock_.now();
    ledger::Permit permit = transport_.gate_.acquire(keys, request_.cost, max_wait, call_.cancelled);
    waited_ += std::chrono::duration_cast<milliseconds>(transport_.clock_.now() - begin);
    return permit;
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
  Retries retries_;
  int limit_refusals_ = 0;
  std::size_t redirects_ = 0;
  milliseconds waited_{0};  // at the gate
  milliseconds pause_{0};   // before the next exchange
  std::vector<std::string> excluded_;
  Failure failure_{ErrorCode::kUnauthorized, "no usable account may ask this; check github.tokens", {}};
};

ApiTransport::ApiTransport(const ClientSettings& settings, WaitableClock& clock)
    : settings_(settings),
      clock_(clock),
      origin_(http::origin_of(settings.api_url)),
      http_(settings.http),
      gate_(settings.rules, clock, settings_.budget_source.get()),
      accounts_(settings.accounts,
                {[this](std::int64_t installation, const std::string& jwt, accounts::AppRequests::Cancelled cancelled) {
                   return wire::read_installation_token(perform_as_app(
                       {.method = "POST",
                        .url = fmt::format("{}/app/installations/{}/access_tokens", settings_.api_url, installation)},
                       jwt, cancelled));
                 },
                 [this](const std::string& jwt, accounts::AppRequests::Cancelled cancelled) {
                   return wire::read_installations(
                       perform_as_app({.url = settings_.api_url + "/app/installations?per_page=100"}, jwt, cancelled));
                 }},
                clock) {
  if (accounts_.anonymous()) return;
  require_confidential(settings_.api_url, "github.api_url");
  require_confidential(settings_.graphql_url, "github.graphql_url");
}

ApiResponse ApiTransport::perform(const ApiRequest& request, const Call& call) {
  if (request.cost.resource == ledger::Resource::kGraphql && accounts_.anonymous()) {
    throw Error(ErrorCode::kUnauthorized, "GitHub's GraphQL API needs a token; set github.tokens");
  }
  return RequestAttempts(*this, request, call).run();
}

ApiResponse ApiTransport::perform_as_any(const ApiRequest& request, const Call& call) {
  ApiResponse first = perform(request, call);
  if (first.outcome != Outcome::kRefused || !is_hidden(first.failure)) return first;
  for (std::string& account : other_accounts(request, first.account, call.cancelled)) {
    ApiRequest again = request;
    again.as_account = std::move(account);
    try {
      ApiResponse other = perform(again, call);
      if (other.outcome != Outcome::kRefused) return other;
    } catch (const Error& error) {
      // A failure that passes leaves open whether this account would see more.
      if (error.code() == ErrorCode::kCancelled || traits(error.code()).retry_helps) throw;
    }
  }
  return first;
}

std::vector<std::string> ApiTransport::other_accounts(const ApiRequest& request, const std::string& account_key,
                                                      const std::atomic<bool>* cancelled) {
  std::vector<std::string> others;
  for (accounts::Account& other : accounts_.usable(request.owner, unix_time(), cancelled)) {
    if (other.key != account_key && others.size() < kOtherAccountsMax) others.push_back(std::move(other.key));
  }
  return others;
}

std::string ApiTransport::perform_as_app(http::Request request, const std::string& jwt,
                                         const std::atomic<bool>* cancelled) {
  request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"};
  request.bearer_token = jwt;
  for (Retries retries(kAppAttemptsMax, settings_.first_pause);;) {
    http::Answer answer;
    try {
      answer = http_.perform(request, {limits::kApiAnswerMaxBytes, settings_.request_timeout}, cancelled);
    } catch (const Error& error) {
      if (!is_transient(error.code())) throw;
      wait(retries.after(error), cancelled);
      continue;
    }
    const ResponseClassification classification =
        classify(answer.head, answer.body, answer.waited, {.with_token = true}, unix_time());
    if (classification.outcome == Outcome::kAnswered) return std::move(answer.body);
    const Failure failure = failure_of_app(classification);
    if (classification.outcome != Outcome::kTransient) throw_failure(failure);
    wait(retries.after(failure), cancelled);
  }
}

void ApiTransport::wait(milliseconds pause, const std::atomic<bool>* cancelled) const {
  if (pause == milliseconds(0)) return;
  const bool waited = clock_.sleep_until(clock_.now() + pause, {cancelled, settings_.http.cancelled});
  if (!waited) throw Error(ErrorCode::kCancelled, "stopped");
}

std::string ApiTransport::resolve_within_api(const std::string& base, const std::string& location) const {
  std::string target;
  try {
    target = http::resolve(base, location);
  } catch (const Error&) {
    throw Error(ErrorCode::kBadData, "GitHub's REST API: refers to something that is neither http nor https");
  }
  if (http::origin_of(target) == origin_) return target;
  throw Error(ErrorCode::kBadData, "GitHub's REST API: redirects to another host; the token was not sent there");
}

void ApiTransport::count_request(const ApiRequest& request, const Call& call) {
  if (call.spent == nullptr) return;
  const std::scoped_lock lock(spent_mutex_);
  ++(request.cost.resource == ledger::Resource::kRest ? call.spent->rest_requests : call.spent->graphql_requests);
}

void ApiTransport::count_response(const ApiRequest& request, const Call& call, std::uint64_t bytes,
                                  std::uint32_t points) {
  if (call.spent == nullptr) return;
  const bool rest = request.cost.resource == ledger::Resource::kRest;
  const std::scoped_lock lock(spent_mutex_);
  (rest ? call.spent->rest_bytes : call.spent->graphql_bytes) += bytes;
  (rest ? call.spent->rest_points : call.spent->graphql_points) += points;
}

}  // namespace cpsg::github::client
