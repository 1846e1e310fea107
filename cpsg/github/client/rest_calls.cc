// The REST calls of the client. GraphQL costs less where it can answer; REST is for where there is no token, and for
// what it alone tells: why a repository is gone.
#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/github/client/api_queries.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/rest.h"

namespace cpsg::github::client {
namespace {

constexpr int kNotModified = 304;

std::string path_of(const wire::RepositoryName& name) {
  return fmt::format("/repos/{}/{}", percent_encode(name.owner), percent_encode(name.name));
}

// A value that can be part of a header.
bool is_sendable(std::string_view text) {
  return text.size() <= limits::kShortTextMaxBytes && text.find_first_of("\r\n") == std::string_view::npos;
}

// What `read` makes of the answer to a GET of `target`. `about_part`: of a part of the repository.
template <typename Read>
auto get(ApiTransport& transport, std::string_view target, std::string_view owner, bool about_part, const Read& read,
         const Call& call) {
  std::optional<decltype(read(http::Answer()))> value;
  ApiRequest request = rest_request(transport.settings(), target, call.lane);
  request.owner = owner;
  request.about_part = about_part;
  request.read = [&](const http::Answer& answer) {
    value = read(answer);
    return ReadResult{};
  };
  const ApiResponse response = transport.perform_as_any(request, call);
  if (response.failure) throw error_of(*response.failure);
  if (!value) throw Error(ErrorCode::kBadData, "GitHub's REST API: not modified, though nothing was known");
  return *std::move(value);
}

Existence::Kind kind_of(const Failure& failure) {
  switch (failure.code) {
    case ErrorCode::kNotFound:
      return Existence::Kind::kMissing;
    case ErrorCode::kBlocked:
      return Existence::Kind::kBlocked;
    case ErrorCode::kGone:
      return Existence::Kind::kGone;
    case ErrorCode::kForbidden:
      return Existence::Kind::kForbidden;
    case ErrorCode::kSsoRequired:
      return Existence::Kind::kSsoRequired;
    default:
      throw error_of(failure);
  }
}

}  // namespace

Existence Client::repository_by_number(std::int64_t github_id, std::string_view owner, const EtagSource& etag_of,
                                       const EtagSink& keep_etag, const Call& call) {
  queries_->identify_users_once(call);
  ApiTransport& transport = queries_->transport();
  std::optional<wire::Repository> repository;
  ApiRequest request = rest_request(transport.settings(), fmt::format("/repositories/{}", github_id), call.lane);
  request.owner = owner;
  request.add_headers = [&](http::Request& http_request, const std::string& account) {
    const std::string etag = etag_of ? etag_of(account) : "";
    if (!etag.empty() && is_sendable(etag)) http_request.headers.push_back("If-None-Match: " + etag);
  };
  request.read = [&](const http::Answer& answer) {
    repository = wire::read_rest_repository(answer.body);
    return ReadResult{};
  };
  const ApiResponse response = transport.perform_as_any(request, call);
  if (response.failure) return {kind_of(*response.failure), std::nullopt, response.failure->message, ""};
  if (response.answer.head.status == kNotModified) return {Existence::Kind::kUnchanged, std::nullopt, "", ""};
  std::string etag = response.answer.head.header("etag").value_or("");
  if (!is_sendable(etag)) etag.clear();
  if (keep_etag && !etag.empty()) keep_etag(response.account, etag);
  return {Existence::Kind::kThere, std::move(repository), "", std::move(etag)};
}

wire::Repository Client::rest_repository(const wire::RepositoryName& name, const Call& call) {
  queries_->identify_users_once(call);
  return get(
      queries_->transport(), path_of(name), name.owner, false,
      [](const http::Answer& answer) { return wire::read_rest_repository(answer.body); }, call);
}

std::vector<model::LanguageSize> Client::rest_languages(const wire::RepositoryName& name, const Call& call) {
  queries_->identify_users_once(call);
  return get(
      queries_->transport(), path_of(name) + "/languages", name.owner, true,
      [](const http::Answer& answer) { return wire::read_rest_languages(answer.body); }, call);
}

StarHistory Client::star_history(const wire::RepositoryName& name, std::int64_t page, const Call& call) {
  constexpr std::size_t kWeeksMax = 30;
  queries_->identify_users_once(call);
  ApiTransport& transport = queries_->transport();
  StarHistory found;
  ApiRequest request =
      rest_request(transport.settings(),
                   fmt::format("{}/stargazers/history?per_page={}&page={}", path_of(name), kWeeksMax, page), call.lane);
  request.http_request.headers = {"Accept: application/vnd.github+json", "X-GitHub-Api-Version: 2026-03-10"};
  request.owner = name.owner;
  request.about_part = true;
  request.read = [&](const http::Answer& answer) {
    constexpr int kOk = 200;
    constexpr int kAccepted = 202;
    if (answer.head.status != kOk) {
      found.refusal = answer.head.status == kAccepted ? StarRefusal::kComputing : StarRefusal::kNobody;
      found.reason = fmt::format("GitHub answered with status {}", answer.head.status);
      return ReadResult{};
    }
    found.weeks = wire::read_star_weeks(answer.body);
    const auto links = answer.head.header("link");
    found.has_next = links ? !wire::next_link(*links).empty() : found.weeks.weeks >= kWeeksMax;
    return ReadResult{};
  };
  const ApiResponse response = transport.perform_as_any(request, call);
  if (response.failure) {
    constexpr int kForbidden = 403;
    const ErrorCode code = response.failure->code;
    const bool not_us =
        code == ErrorCode::kForbidden || code == ErrorCode::kSsoRequired || response.answer.head.status == kForbidden;
    found.refusal = not_us ? StarRefusal::kNotUs : StarRefusal::kNobody;
    found.reason = response.failure->message;
  }
  return found;
}

}  // namespace cpsg::github::client
