#include "cpsg/github/courier.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <thread>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/github/app_wire.h"

namespace cpsg::github {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::size_t kOtherAccountsMax = 3;
constexpr int kLimitRefusalsMax = 10;  // of one errand; the gate waits out each
constexpr int kExchangesMax = 100;     // of one errand, whatever the reasons
constexpr int kAppAttempts = 3;
constexpr milliseconds kCancelCheck{50};

bool is_passing(ErrorCode code) noexcept {
  return code == ErrorCode::kNetwork || code == ErrorCode::kTimeout || code == ErrorCode::kRemoteError ||
         code == ErrorCode::kBadData;
}

Failure failure_of(const Error& error) { return {error.code(), error.what(), error.retry_after()}; }

bool is_set(const std::atomic<bool>* flag) noexcept { return flag != nullptr && flag->load(std::memory_order_relaxed); }

void require_confidential(const std::string& url, std::string_view key) {
  if (http::is_confidential(http::origin_of(url))) return;
  throw Error(ErrorCode::kConfigInvalid,
              fmt::format("{} is unencrypted, so no token can be sent there; use https, or remove github.tokens", key));
}

// Why an App was not answered.
Failure failure_of_app(const Verdict& verdict) {
  Failure failure = verdict.failure.value_or(
      Failure{ErrorCode::kBadData, "GitHub's REST API: redirects what an App asks; check github.api_url", {}});
  if (verdict.outcome == Outcome::kTokenRefused) {
    failure.message = "GitHub refused the App's key; check its id and private key";
  }
  return failure;
}

// How often, and after which pauses, a request is tried again.
class Retries {
 public:
  Retries(int attempts, milliseconds first_pause) : attempts_left_(attempts), first_pause_(first_pause) {}

  // The pause after this fault. Throws it when it was the last.
  milliseconds after(const Failure& failure) {
    if (--attempts_left_ <= 0) throw_failure(failure);
    pause_ = pause_ == milliseconds(0) ? first_pause_ : 2 * pause_;
    return pause_;
  }
  // Servers end connections in the ordinary course of things, so the first lost one costs neither pause nor attempt.
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

Errand graphql_errand(const ClientSettings& settings, std::string body) {
  Errand errand;
  errand.request.method = "POST";
  errand.request.url = settings.graphql_url;
  errand.request.headers = {"Accept: application/vnd.github+json", "Content-Type: application/json",
                            "X-Github-Next-Global-ID: 1"};
  errand.request.body = std::move(body);
  errand.ask.resource = Resource::kGraphql;
  return errand;
}

Errand rest_errand(const ClientSettings& settings, std::string_view target, Lane lane) {
  Errand errand;
  errand.request.url = target.starts_with('/') ? settings.api_url + std::string(target) : std::string(target);
  errand.request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"};
  errand.ask = {.lane = lane, .resource = Resource::kRest};
  return errand;
}

// One errand on its way: exchanges until one of them brings what can be delivered.
class Courier::Journey {
 public:
  Journey(Courier& courier, const Errand& errand, const Call& call)
      : courier_(courier),
        errand_(errand),
        call_(call),
        url_(errand.request.url),
        retries_(errand.attempts, courier.settings_.first_pause) {}

  Delivery run() {
    for (int exchanges = 0; exchanges < kExchangesMax; ++exchanges) {
      pause_ = milliseconds(0);
      if (auto delivery = exchange()) return *std::move(delivery);
      courier_.rest(pause_, call_.cancelled);  // the permit is given back by now
    }
    throw_failure(failure_);
  }

 private:
  std::optional<Delivery> exchange() {
    Permit permit = acquire();
    std::optional<std::string> token;
    if (!bearer_token(permit, token)) return std::nullopt;

    http::Request request = errand_.request;
    request.url = url_;
    request.bearer_token = token;
    if (errand_.dress) errand_.dress(request, permit.account());
    courier_.note_sent(errand_, call_);
    http::Answer answer;
    try {
      answer = courier_.http_.perform(request, {limits::kApiAnswerMaxBytes, courier_.settings_.request_timeout},
                                      call_.cancelled);
    } catch (const Error& error) {
      if (!is_passing(error.code())) throw;
      failure_ = failure_of(error);
      pause_ = retries_.after(error);
      return std::nullopt;
    }
    return judged(permit, token, std::move(answer));
  }

  std::optional<Delivery> judged(Permit& permit, const std::optional<std::string>& token, http::Answer answer) {
    const Asked asked{errand_.ask.resource, token.has_value(), errand_.wants_json, errand_.ask.points};
    const UnixTime now = courier_.now();
    Verdict verdict = judge(answer.head, answer.body, answer.waited, asked, now);
    courier_.note_answer(errand_, call_, answer.received_bytes, verdict.settlement.points);
    permit.settle(verdict.settlement);
    if (token && verdict.token_expires_at) courier_.accounts_.token_expires(*token, *verdict.token_expires_at);
    switch (verdict.outcome) {
      case Outcome::kAnswered:
        return read(std::move(answer), permit.account());
      case Outcome::kRefused:
        return Delivery{Outcome::kRefused, std::move(verdict.failure), std::move(answer), permit.account()};
      case Outcome::kTooMuch:
        if (errand_.divisible) {
          return Delivery{Outcome::kTooMuch, std::move(verdict.failure), std::move(answer), permit.account()};
        }
        [[fallthrough]];
      case Outcome::kPassing:
        note_passing(*std::move(verdict.failure));
        return std::nullopt;
      case Outcome::kRedirect:
        follow(answer.head);
        return std::nullopt;
      case Outcome::kTokenRefused:
        failure_ = *std::move(verdict.failure);
        courier_.accounts_.token_refused(*token, failure_.message, now);
        return std::nullopt;
      case Outcome::kPrimaryLimit:
      case Outcome::kSecondaryLimit:
        failure_ = *std::move(verdict.failure);
        if (++limit_refusals_ >= kLimitRefusalsMax) throw_failure(failure_);
        return std::nullopt;
    }
    return std::nullopt;
  }

  std::optional<Delivery> read(http::Answer answer, const std::string& account) {
    Reading reading;
    try {
      if (errand_.read && answer.head.status != 304) reading = errand_.read(answer);
    } catch (const Error& error) {
      if (!is_passing(error.code())) throw;
      note_passing(failure_of(error));
      return std::nullopt;
    }
    if (reading.ask_again && errand_.divisible) {
      return Delivery{Outcome::kTooMuch, std::move(reading.failure), std::move(answer), account};
    }
    if (reading.ask_again) {
      note_passing(reading.failure.value_or(
          Failure{ErrorCode::kRemoteError, "GitHub's answer is incomplete; try again later", {}}));
      return std::nullopt;
    }
    const Outcome outcome = reading.failure ? Outcome::kRefused : Outcome::kAnswered;
    return Delivery{outcome, std::move(reading.failure), std::move(answer), account};
  }

  Permit acquire() {
    std::vector<std::string> keys;
    bool first_is_made_for_owner = false;
    for (Account& account : courier_.accounts_.usable(errand_.owner, courier_.now(), call_.cancelled)) {
      const bool wanted = !errand_.as_account || account.key == *errand_.as_account;
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

  Permit acquire(std::span<const std::string> keys, milliseconds max_wait) {
    const auto begin = steady_clock::now();
    Permit permit = courier_.gate_.acquire(keys, errand_.ask, max_wait, call_.cancelled);
    waited_ += std::chrono::duration_cast<milliseconds>(steady_clock::now() - begin);
    return permit;
  }

  [[nodiscard]] bool is_made_for_owner(const Account& account) const {
    return account.kind == AccountKind::kInstallation && account.owner && !errand_.owner.empty() &&
           equal_ignoring_case(*account.owner, errand_.owner);
  }

  // Nothing if the account has to wait for its budget.
  std::optional<Permit> acquire_at_once(const std::string& account) {
    try {
      return acquire({&account, 1}, milliseconds(0));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kRateLimited) throw;
      return std::nullopt;
    }
  }

  // An account that gets no token (an installation that is suspended, say) leaves the errand to the others.
  bool bearer_token(Permit& permit, std::optional<std::string>& token) {
    try {
      token = courier_.accounts_.bearer_token(permit.account(), courier_.now(), call_.cancelled);
      return true;
    } catch (const Error& error) {
      permit.settle({});
      if (error.code() == ErrorCode::kCancelled) throw;
      failure_ = failure_of(error);
      excluded_.push_back(permit.account());
      return false;
    }
  }

  void note_passing(Failure failure) {
    failure_ = std::move(failure);
    pause_ = retries_.after(failure_);
  }

  void follow(const http::ResponseHead& head) {
    if (++redirects_ > limits::kRedirectsMax) {
      throw Error(ErrorCode::kRemoteError, "GitHub's REST API: too many redirects");
    }
    url_ = courier_.resolve_within_api(url_, head.header("location").value_or(""));
  }

  Courier& courier_;
  const Errand& errand_;
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

Courier::Courier(const ClientSettings& settings, Clock clock)
    : settings_(settings),
      clock_(std::move(clock)),
      origin_(http::origin_of(settings.api_url)),
      http_(settings.http),
      gate_(settings.rules),
      accounts_(settings.accounts,
                {[this](std::int64_t installation, const std::string& jwt, AppRequests::Cancelled cancelled) {
                   return read_installation_token(deliver_as_app(
                       {.method = "POST",
                        .url = fmt::format("{}/app/installations/{}/access_tokens", settings_.api_url, installation)},
                       jwt, cancelled));
                 },
                 [this](const std::string& jwt, AppRequests::Cancelled cancelled) {
                   return read_installations(
                       deliver_as_app({.url = settings_.api_url + "/app/installations?per_page=100"}, jwt, cancelled));
                 }}) {
  if (accounts_.anonymous()) return;
  require_confidential(settings_.api_url, "github.api_url");
  require_confidential(settings_.graphql_url, "github.graphql_url");
}

Delivery Courier::deliver(const Errand& errand, const Call& call) {
  if (errand.ask.resource == Resource::kGraphql && accounts_.anonymous()) {
    throw Error(ErrorCode::kUnauthorized, "GitHub's GraphQL API needs a token; set github.tokens");
  }
  return Journey(*this, errand, call).run();
}

Delivery Courier::deliver_to_any(const Errand& errand, const Call& call) {
  Delivery first = deliver(errand, call);
  if (first.outcome != Outcome::kRefused || !is_hidden(first.failure)) return first;
  for (std::string& account : other_accounts(errand.owner, first.account, call.cancelled)) {
    Errand again = errand;
    again.as_account = std::move(account);
    try {
      Delivery other = deliver(again, call);
      if (other.outcome != Outcome::kRefused) return other;
    } catch (const Error& error) {
      // Whether it would see more is not known, unless it may not ask at all.
      if (error.code() == ErrorCode::kCancelled || traits(error.code()).retry_helps) throw;
    }
  }
  return first;
}

std::vector<std::string> Courier::other_accounts(std::string_view owner, const std::string& account,
                                                 const std::atomic<bool>* cancelled) {
  std::vector<std::string> others;
  for (Account& other : accounts_.usable(owner, now(), cancelled)) {
    if (other.key != account && others.size() < kOtherAccountsMax) others.push_back(std::move(other.key));
  }
  return others;
}

std::string Courier::deliver_as_app(http::Request request, const std::string& jwt, const std::atomic<bool>* cancelled) {
  request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2022-11-28"};
  request.bearer_token = jwt;
  for (Retries retries(kAppAttempts, settings_.first_pause);;) {
    http::Answer answer;
    try {
      answer = http_.perform(request, {limits::kApiAnswerMaxBytes, settings_.request_timeout}, cancelled);
    } catch (const Error& error) {
      if (!is_passing(error.code())) throw;
      rest(retries.after(error), cancelled);
      continue;
    }
    const Verdict verdict = judge(answer.head, answer.body, answer.waited, {.with_token = true}, now());
    if (verdict.outcome == Outcome::kAnswered) return std::move(answer.body);
    const Failure failure = failure_of_app(verdict);
    if (verdict.outcome != Outcome::kPassing) throw_failure(failure);
    rest(retries.after(failure), cancelled);
  }
}

void Courier::rest(milliseconds pause, const std::atomic<bool>* cancelled) const {
  for (auto until = steady_clock::now() + pause; steady_clock::now() < until;) {
    if (is_set(cancelled) || is_set(settings_.http.cancelled)) throw Error(ErrorCode::kCancelled, "stopped");
    std::this_thread::sleep_for(std::min<steady_clock::duration>(kCancelCheck, until - steady_clock::now()));
  }
}

std::string Courier::resolve_within_api(const std::string& base, const std::string& location) const {
  std::string target;
  try {
    target = http::resolve(base, location);
  } catch (const Error&) {
    throw Error(ErrorCode::kBadData, "GitHub's REST API: refers to something that is neither http nor https");
  }
  if (http::origin_of(target) == origin_) return target;
  throw Error(ErrorCode::kBadData, "GitHub's REST API: redirects to another host; the token was not sent there");
}

void Courier::note_sent(const Errand& errand, const Call& call) {
  if (call.spent == nullptr) return;
  const std::scoped_lock lock(spent_mutex_);
  ++(errand.ask.resource == Resource::kRest ? call.spent->rest_requests : call.spent->graphql_requests);
}

void Courier::note_answer(const Errand& errand, const Call& call, std::uint64_t bytes, std::uint32_t points) {
  if (call.spent == nullptr) return;
  const bool rest = errand.ask.resource == Resource::kRest;
  const std::scoped_lock lock(spent_mutex_);
  (rest ? call.spent->rest_bytes : call.spent->graphql_bytes) += bytes;
  (rest ? call.spent->rest_points : call.spent->graphql_points) += points;
}

}  // namespace cpsg::github
