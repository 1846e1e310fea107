#include "cpsg/github/client/response_classification.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "cpsg/base/parse_number.h"
#include "cpsg/base/refusal_words.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/rest.h"

namespace cpsg::github::client {
namespace {

using std::chrono::seconds;

constexpr std::size_t kUrlMaxBytes = 300;
constexpr seconds kWaitAfterPastReset{60};
constexpr std::int64_t kFirstInstantInMs = 100'000'000'000;  // as seconds it would be the year 5138

template <typename Number>
std::optional<Number> number(const http::ResponseHead& head, std::string_view name) {
  const auto text = head.header(name);
  return text ? parse_number<Number>(*text) : std::nullopt;
}

std::optional<UnixTime> instant(std::optional<int> year, unsigned month, std::optional<unsigned> day,
                                std::string_view clock_text) noexcept {
  if (clock_text.size() != 8 || clock_text[2] != ':' || clock_text[5] != ':' || !year || !day) return std::nullopt;
  const auto hour = parse_number<unsigned>(clock_text.substr(0, 2));
  const auto minute = parse_number<unsigned>(clock_text.substr(3, 2));
  const auto second = parse_number<unsigned>(clock_text.substr(6, 2));
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month), std::chrono::day(*day)};
  if (!date.ok() || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) + seconds(*second);
}

bool is_of(const http::ResponseHead& head, ledger::Resource resource) {
  const auto name = head.header("x-ratelimit-resource");
  return !name || *name == (resource == ledger::Resource::kRest ? "core" : "graphql");
}

// Negative numbers are none left; numbers beyond all sense are bounded.
std::optional<std::uint32_t> count(const http::ResponseHead& head, std::string_view name) {
  const auto value = number<std::int64_t>(head, name);
  if (!value) return std::nullopt;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(*value, 0, std::numeric_limits<std::int32_t>::max()));
}

std::optional<ledger::WindowReport> window_of(const http::ResponseHead& head, ledger::Resource resource,
                                              UnixTime server_now) {
  const auto limit = count(head, "x-ratelimit-limit");
  const auto remaining = count(head, "x-ratelimit-remaining");
  auto reset = number<std::int64_t>(head, "x-ratelimit-reset");
  if (!limit || !remaining || !reset || !is_of(head, resource)) return std::nullopt;
  if (*reset >= kFirstInstantInMs) *reset /= 1'000;
  const seconds resets_in = seconds(std::max<std::int64_t>(*reset, 0)) - server_now.time_since_epoch();
  return ledger::WindowReport{*limit, std::min(*limit, *remaining),
                              std::clamp(resets_in, seconds(-1), ledger::kLongestWindow)};
}

// The server says nothing of limits, as Enterprise Servers do by default.
bool tells_no_limits(const http::ResponseHead& head) {
  for (const std::string_view name : {"x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"}) {
    if (head.header(name)) return false;
  }
  return head.status < 400 || head.status == 404 || head.status == 410 || head.status == 422 || head.status == 451;
}

// `"rateLimit":{"cost":N` at the answer's end. It can't be part of a string, in which quotes are escaped.
std::optional<std::uint32_t> reported_cost(std::string_view body) noexcept {
  constexpr std::string_view kName = "\"rateLimit\":{";
  constexpr std::string_view kCost = "\"cost\":";
  const auto at = body.rfind(kName);
  if (at == std::string_view::npos) return std::nullopt;
  const auto cost = body.find(kCost, at);
  if (cost == std::string_view::npos || body.find('}', at) < cost) return std::nullopt;
  const std::string_view digits = body.substr(cost + kCost.size());
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end != digits.data() ? std::optional(value) : std::nullopt;
}

bool looks_like_json(std::string_view body) noexcept {
  const auto first = body.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (body[first] == '{' || body[first] == '[');
}

// The address that a browser can authorise the token at: "required; url=https://...". Empty if there is none to show.
std::string sign_on_url(const http::ResponseHead& head) {
  constexpr std::string_view kBefore = "url=https://";
  const std::string text = head.header("x-github-sso").value_or("");
  const auto at = text.find(kBefore);
  if (at == text.npos) return {};
  const std::string url = text.substr(at + kBefore.find("https"), text.find_first_of("; ,", at) - at);
  const bool shown = url.size() <= kUrlMaxBytes &&
                     std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c <= '~' && c != '@'; });
  return shown ? url : "";
}

std::string_view api_name(ledger::Resource resource) {
  return resource == ledger::Resource::kRest ? "REST API" : "GraphQL API";
}

// One function for each family of statuses.
class Classifier {
 public:
  Classifier(const http::ResponseHead& head, std::string_view body, const AnsweredRequest& request, UnixTime server_now)
      : head_(head), body_(body), request_(request), server_now_(server_now) {}

  ResponseClassification classify(std::chrono::milliseconds waited) {
    result_.settlement.window = window_of(head_, request_.resource, server_now_);
    result_.settlement.server_time = waited;
    result_.settlement.points = request_.points;
    if (const auto expires = head_.header("github-authentication-token-expiration")) {
      result_.token_expires_at = read_token_expiration(*expires);
    }
    decide();
    keep_to_part();
    result_.settlement.unlimited = result_.settlement.kind == ledger::Settlement::Kind::kAnswered &&
                                   result_.outcome != Outcome::kTransient && tells_no_limits(head_);
    return std::move(result_);
  }

 private:
  // Of one part of the repository a refusal says nothing of the repository itself: it is asked about again.
  void keep_to_part() {
    if (!request_.about_part || result_.outcome != Outcome::kRefused || result_.wall != wire::Wall::kNone) return;
    switch (result_.failure->code) {
      case ErrorCode::kUnauthorized:
      case ErrorCode::kForbidden:
      case ErrorCode::kBlocked:
        result_.failure->code = ErrorCode::kRemoteError;
        result_.failure->message = fmt::format("GitHub refuses a part of the repository alone ({}): {}", head_.status,
                                               result_.failure->message);
        return;
      default:
        return;
    }
  }

  void decide() {
    const int status = head_.status;
    if (status == 304) {
      result_.settlement.points = request_.with_token ? 0 : request_.points;
    } else if (status >= 200 && status < 300) {
      success();
    } else if (status >= 300 && status < 400) {
      redirect();
    } else if (status == 403 || status == 429) {
      refusal();
    } else if (status >= 500) {
      fault();
    } else {
      final_status();
    }
  }

  void end(Outcome outcome, ErrorCode code, std::string message, std::optional<seconds> retry_after = {}) {
    result_.outcome = outcome;
    result_.failure = Failure{code, std::move(message), retry_after};
  }

  void limited(Outcome outcome, std::optional<seconds> retry_after) {
    const bool primary = outcome == Outcome::kPrimaryLimit;
    result_.settlement.kind =
        primary ? ledger::Settlement::Kind::kPrimaryLimit : ledger::Settlement::Kind::kSecondaryLimit;
    result_.settlement.points = 0;
    if (!primary) result_.settlement.retry_after = retry_after;
    end(outcome, ErrorCode::kRateLimited,
        fmt::format("GitHub's {}: {}; try again later", api_name(request_.resource),
                    primary ? "the hour's budget is used up" : "asks to slow down"),
        primary && result_.settlement.window ? wait_for(*result_.settlement.window) : retry_after);
  }
  static seconds wait_for(const ledger::WindowReport& window) {
    return window.resets_in < seconds(0) ? kWaitAfterPastReset : window.resets_in;
  }
  void primary_limit() { limited(Outcome::kPrimaryLimit, std::nullopt); }
  void secondary_limit() { limited(Outcome::kSecondaryLimit, head_.retry_after(server_now_)); }

  // Of what it has nothing to say yet, or nothing at all, REST says so without a word.
  [[nodiscard]] bool says_nothing() const {
    constexpr int kAccepted = 202;
    constexpr int kNoContent = 204;
    return request_.resource == ledger::Resource::kRest && body_.empty() &&
           (head_.status == kAccepted || head_.status == kNoContent);
  }

  void success() {
    if (says_nothing()) return;
    if (!looks_like_json(body_)) {
      return end(Outcome::kTransient, ErrorCode::kBadData,
                 fmt::format("GitHub's {}: the answer is no JSON; check github.api_url and github.graphql_url, or try "
                             "again later",
                             api_name(request_.resource)));
    }
    if (request_.resource == ledger::Resource::kRest) return;
    result_.settlement.points = reported_cost(body_).value_or(request_.points);
    switch (wire::query_failure(body_)) {
      case wire::QueryFailure::kNone:
        return;
      case wire::QueryFailure::kPrimaryLimit:
        return primary_limit();
      case wire::QueryFailure::kSecondaryLimit:
        return secondary_limit();
      case wire::QueryFailure::kTooMuch:
        return too_much();
      case wire::QueryFailure::kUnknownField:
        return end(Outcome::kUnknownField, ErrorCode::kUnsupportedRemote,
                   "GitHub's GraphQL API: this server lacks what every query needs; GitHub Enterprise Server 3.9 is "
                   "the oldest "
                   "supported");
    }
  }

  void too_much() {
    end(Outcome::kTooMuch, ErrorCode::kRemoteError,
        fmt::format("GitHub's {}: ran out of time or resources; try again later", api_name(request_.resource)));
  }

  void redirect() {
    if (request_.resource == ledger::Resource::kRest && head_.status != 303 && head_.header("location")) {
      result_.outcome = Outcome::kRedirect;
      return;
    }
    end(Outcome::kRefused, ErrorCode::kBadData,
        fmt::format("GitHub's {}: a redirect that cannot be followed; check github.api_url and github.graphql_url",
                    api_name(request_.resource)));
  }

  void refusal() {
    const wire::RestRefusal refusal = wire::read_rest_refusal(body_);
    const bool nothing_left = head_.header("x-ratelimit-remaining") == "0";
    if (head_.header("retry-after")) return secondary_limit();
    if (nothing_left && is_of(head_, request_.resource)) return primary_limit();
    const RefusalWords words = read_refusal_words(refusal.message.empty() ? body_ : refusal.message);
    if (nothing_left || head_.status == 429 || words == RefusalWords::kSlowDown) return secondary_limit();
    if (!refusal.block_reason.empty() || words == RefusalWords::kBlocked) return blocked(refusal);
    if (words == RefusalWords::kClientRefused) {
      return end(
          Outcome::kRefused, ErrorCode::kRemoteError,
          fmt::format("GitHub's {}: refuses the request itself: {}", api_name(request_.resource), refusal.message));
    }
    if (!request_.with_token) {
      return end(Outcome::kRefused, ErrorCode::kForbidden, "access refused; set github.tokens");
    }
    const bool single_sign_on = head_.header("x-github-sso").value_or("").starts_with("required");
    refused_to_token(single_sign_on ? RefusalWords::kSingleSignOn : words, refusal.message);
  }

  void refused_to_token(RefusalWords words, const std::string& message) {
    switch (words) {
      case RefusalWords::kSingleSignOn: {
        result_.wall = wire::Wall::kOwner;
        const std::string url = sign_on_url(head_);
        return end(Outcome::kRefused, ErrorCode::kSsoRequired,
                   "the organisation wants the token to be authorised for its single sign-on: do so " +
                       (url.empty() ? "where the token is listed in GitHub's settings (Configure SSO)" : "at " + url));
      }
      case RefusalWords::kAddressList:
        result_.wall = wire::Wall::kOwner;
        return end(Outcome::kRefused, ErrorCode::kForbidden,
                   "the organisation's list of IP addresses does not have this machine's; ask its owner to add it");
      case RefusalWords::kOwnerPolicy:
        result_.wall = wire::Wall::kOwner;
        return end(Outcome::kRefused, ErrorCode::kForbidden,
                   "the owner does not admit this token: " + message + "; ask the owner, or use another token");
      case RefusalWords::kPermission: {
        result_.wall = wire::Wall::kPermission;
        const std::string lacks = wire::clean_words(head_.header("x-accepted-github-permissions").value_or(""));
        return end(Outcome::kRefused, ErrorCode::kForbidden,
                   "the token lacks a permission" + (lacks.empty() ? "" : " (" + lacks + ")") +
                       "; give it that permission, or use another token");
      }
      default:
        return end(Outcome::kRefused, ErrorCode::kForbidden, "access refused; the token may lack a permission");
    }
  }

  void blocked(const wire::RestRefusal& refusal) {
    const std::string reason = refusal.block_reason.empty() ? "" : " (" + refusal.block_reason + ")";
    end(Outcome::kRefused, ErrorCode::kBlocked, "GitHub blocks access to the repository" + reason);
  }

  void fault() {
    if (head_.status == 503 && head_.header("retry-after")) return secondary_limit();
    // Of a query, GitHub says that it is too much by any of them.
    if (request_.resource == ledger::Resource::kGraphql) return too_much();
    end(Outcome::kTransient, ErrorCode::kRemoteError,
        fmt::format("GitHub's {}: answered with status {}; try again later", api_name(request_.resource),
                    head_.status));
  }

  void final_status() {
    switch (head_.status) {
      case 401:
        if (request_.with_token) {
          return end(Outcome::kTokenRefused, ErrorCode::kUnauthorized, "the token was refused; check github.tokens");
        }
        return end(Outcome::kRefused, ErrorCode::kUnauthorized, "GitHub wants a token; set github.tokens");
      case 404:
        if (request_.about_part) return part_missing();
        if (request_.resource == ledger::Resource::kGraphql) return not_there();
        return end(Outcome::kRefused, ErrorCode::kNotFound,
                   "no such repository, or no access to it; check the name and github.tokens");
      case 410:
        if (request_.about_part) return part_missing();
        if (request_.resource == ledger::Resource::kGraphql) return not_there();
        if (wire::read_rest_refusal(body_).message.find("version of the API") != std::string::npos) {
          return end(Outcome::kRefused, ErrorCode::kUnsupportedRemote,
                     "GitHub's REST API: no longer serves version 2022-11-28; a newer cpsg is needed");
        }
        return end(Outcome::kRefused, ErrorCode::kGone, "the repository was removed for good");
      case 451:
        if (request_.resource == ledger::Resource::kGraphql) return not_there();
        return blocked(wire::read_rest_refusal(body_));
      default:
        end(Outcome::kRefused, ErrorCode::kRemoteError,
            fmt::format("GitHub's {}: refused the request with status {}", api_name(request_.resource), head_.status));
    }
  }

  // It knows no repositories by its own address, so this says nothing of any.
  void not_there() {
    end(Outcome::kRefused, ErrorCode::kRemoteError,
        fmt::format("GitHub's GraphQL API: is not there ({}); check github.graphql_url", head_.status));
  }

  void part_missing() {
    end(Outcome::kRefused, ErrorCode::kNotFound, "GitHub has no such part of the repository, or it is turned off");
  }

  const http::ResponseHead& head_;
  std::string_view body_;
  const AnsweredRequest& request_;
  UnixTime server_now_;
  ResponseClassification result_;
};

}  // namespace

std::optional<UnixTime> read_http_date(std::string_view text) noexcept {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  constexpr std::size_t kSize = 29;
  if (text.size() != kSize || text.substr(25) != " GMT") return std::nullopt;
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  if (month == kMonths.end()) return std::nullopt;
  return instant(parse_number<int>(text.substr(12, 4)), static_cast<unsigned>(month - kMonths.begin()) + 1,
                 parse_number<unsigned>(text.substr(5, 2)), text.substr(17, 8));
}

std::optional<UnixTime> read_token_expiration(std::string_view text) noexcept {
  constexpr std::size_t kZoneAt = 20;
  if (text.size() <= kZoneAt || text[4] != '-' || text[7] != '-' || text[10] != ' ') return std::nullopt;
  const auto month = parse_number<unsigned>(text.substr(5, 2));
  const auto local = instant(parse_number<int>(text.substr(0, 4)), month.value_or(0),
                             parse_number<unsigned>(text.substr(8, 2)), text.substr(11, 8));
  const std::string_view zone = text.substr(kZoneAt);
  if (!local || zone == "UTC" || zone == "Z") return local;
  if (zone.size() != 5 || (zone[0] != '+' && zone[0] != '-')) return std::nullopt;
  const auto hours = parse_number<int>(zone.substr(1, 2));
  const auto minutes = parse_number<int>(zone.substr(3, 2));
  if (!hours || !minutes) return std::nullopt;
  const seconds offset = std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
  return zone[0] == '+' ? *local - offset : *local + offset;
}

ResponseClassification classify(const http::ResponseHead& head, std::string_view body, std::chrono::milliseconds waited,
                                const AnsweredRequest& request, UnixTime now) {
  const auto date = head.header("date");
  const UnixTime server_now = date ? read_http_date(*date).value_or(now) : now;
  return Classifier(head, body, request, server_now).classify(waited);
}

}  // namespace cpsg::github::client
