#include "cpsg/github/client/api_transport.h"

#include <fmt/format.h>

#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/github/wire/app_answers.h"

namespace cpsg::github::client {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kOtherAccountsMax = 3;
constexpr int kAppAttemptsMax = 3;

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
  } else if (is_hidden(failure) || failure.code == ErrorCode::kGone || failure.code == ErrorCode::kBlocked) {
    // It says nothing of the repository for which a token is wanted: it is trouble with our credentials.
    failure.code = ErrorCode::kUnauthorized;
    failure.message = "GitHub gives the App no token there; it may be suspended, or no longer installed";
  }
  return failure;
}

// Whether what was refused may be open to those who ask without a token. What an installation of another owner does not
// find may be there all the same.
bool may_be_open(const ApiResponse& response) {
  if (response.outcome != Outcome::kRefused || !response.failure) return false;
  const ErrorCode code = response.failure->code;
  if (code == ErrorCode::kNotFound) return response.account.starts_with("installation-");
  return code == ErrorCode::kForbidden || code == ErrorCode::kSsoRequired;
}

}  // namespace

bool is_hidden(const std::optional<Failure>& failure) noexcept {
  return failure && (failure->code == ErrorCode::kNotFound || failure->code == ErrorCode::kForbidden ||
                     failure->code == ErrorCode::kSsoRequired);
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
                 [this](std::size_t page, const std::string& jwt, accounts::AppRequests::Cancelled cancelled) {
                   return wire::read_installations(
                       perform_as_app({.url = fmt::format("{}/app/installations?per_page={}&page={}", settings_.api_url,
                                                          wire::kInstallationsPerPage, page)},
                                      jwt, cancelled));
                 }},
                clock) {
  if (accounts_.anonymous()) return;
  require_confidential(settings_.api_url, "github.api_url");
  require_confidential(settings_.graphql_url, "github.graphql_url");
}

ApiResponse ApiTransport::perform_as_any(const ApiRequest& request, const Call& call) {
  milliseconds waited{0};
  ApiResponse first = perform(request, call, waited);
  if (first.outcome != Outcome::kRefused || !is_hidden(first.failure)) return first;
  if (first.account == accounts::kAnonymousAccount) {
    // Where all accounts are refused, that is the reason, and not that nobody else finds it either.
    if (auto refusal = accounts_.owner_refusal(request.owner, unix_time(), call.cancelled)) first.failure = refusal;
    return first;
  }
  for (std::string& account : other_accounts(request, first.account, call.cancelled)) {
    ApiRequest again = request;
    again.as_account = std::move(account);
    try {
      ApiResponse other = perform(again, call, waited);
      if (other.outcome != Outcome::kRefused) return other;
    } catch (const Error& error) {
      // A failure that passes leaves open whether this account would see more.
      if (error.code() == ErrorCode::kCancelled || traits(error.code()).retry_helps) throw;
    }
  }
  return perform_without_token(request, call, waited, std::move(first));
}

// `refused` is what the account with a token was told. That stays the answer unless more is told without one.
ApiResponse ApiTransport::perform_without_token(const ApiRequest& request, const Call& call, milliseconds& waited,
                                                ApiResponse refused) {
  if (request.cost.resource != ledger::Resource::kRest || !may_be_open(refused)) return refused;
  ApiRequest again = request;
  again.as_account = std::string(accounts::kAnonymousAccount);
  try {
    ApiResponse open = perform(again, call, waited);
    const bool tells_more = open.outcome != Outcome::kRefused || open.failure->code == ErrorCode::kBlocked ||
                            open.failure->code == ErrorCode::kGone;
    if (tells_more) return open;
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) throw;
  }
  return refused;
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
    if (classification.outcome != Outcome::kTransient) throw error_of(failure);
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
  throw Error(ErrorCode::kBadData, "GitHub's REST API: redirects to another host; nothing was sent there");
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
