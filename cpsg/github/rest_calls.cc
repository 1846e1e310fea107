// The REST calls of the client. What GraphQL answers better is asked there; these serve where there is no token, and
// where only REST tells: why a repository is gone, and what a branch's tip is, free where nothing changed.
#include <fmt/format.h>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/github/client_impl.h"
#include "cpsg/github/wire.h"

namespace cpsg::github {
namespace {

constexpr int kNotModified = 304;

std::string path_of(const RepositoryName& name) {
  return fmt::format("/repos/{}/{}", percent_encode(name.owner), percent_encode(name.name));
}

// A value that can be part of a header.
bool is_sendable(std::string_view text) {
  return text.size() <= limits::kShortTextMaxBytes && text.find_first_of("\r\n") == std::string_view::npos;
}

// What `read` makes of the answer to a GET of `target`.
template <typename Read>
auto get(Courier& courier, std::string_view target, std::string_view owner, const Read& read, const Call& call) {
  std::optional<decltype(read(http::Answer()))> value;
  Errand errand = rest_errand(courier.settings(), target, call.lane);
  errand.owner = owner;
  errand.read = [&](const http::Answer& answer) {
    value = read(answer);
    return Reading{};
  };
  const Delivery delivery = courier.deliver_to_any(errand, call);
  if (delivery.failure) throw_failure(*delivery.failure);
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
      throw_failure(failure);
  }
}

}  // namespace

Existence Client::repository_by_number(std::int64_t github_id, std::string_view owner, const EtagSource& etag_of,
                                       const EtagSink& keep_etag, const Call& call) {
  impl_->prepare(call);
  Courier& courier = impl_->courier;
  std::optional<Repository> repository;
  Errand errand = rest_errand(courier.settings(), fmt::format("/repositories/{}", github_id), call.lane);
  errand.owner = owner;
  errand.dress = [&](http::Request& request, const std::string& account) {
    const std::string etag = etag_of ? etag_of(account) : "";
    if (!etag.empty() && is_sendable(etag)) request.headers.push_back("If-None-Match: " + etag);
  };
  errand.read = [&](const http::Answer& answer) {
    repository = read_rest_repository(answer.body);
    return Reading{};
  };
  const Delivery delivery = courier.deliver_to_any(errand, call);
  if (delivery.failure) return {kind_of(*delivery.failure), std::nullopt, delivery.failure->message, ""};
  if (delivery.answer.head.status == kNotModified) return {Existence::Kind::kUnchanged, std::nullopt, "", ""};
  std::string etag = delivery.answer.head.header("etag").value_or("");
  if (!is_sendable(etag)) etag.clear();
  if (keep_etag && !etag.empty()) keep_etag(delivery.account, etag);
  return {Existence::Kind::kThere, std::move(repository), "", std::move(etag)};
}

Repository Client::rest_repository(const RepositoryName& name, const Call& call) {
  impl_->prepare(call);
  return get(
      impl_->courier, path_of(name), name.owner,
      [](const http::Answer& answer) { return read_rest_repository(answer.body); }, call);
}

std::vector<model::LanguageSize> Client::rest_languages(const RepositoryName& name, const Call& call) {
  impl_->prepare(call);
  return get(
      impl_->courier, path_of(name) + "/languages", name.owner,
      [](const http::Answer& answer) { return read_rest_languages(answer.body); }, call);
}

PullPage Client::rest_pulls(const RepositoryName& name, std::string_view page_url, const Call& call) {
  impl_->prepare(call);
  Courier& courier = impl_->courier;
  const std::string& api_url = courier.settings().api_url;
  const std::string target = page_url.empty()
                                 ? api_url + path_of(name) + "/pulls?state=all&sort=updated&direction=desc&per_page=100"
                                 : courier.resolve_within_api(api_url, std::string(page_url));
  const auto read = [&](const http::Answer& answer) {
    PullPage page;
    page.pulls = read_rest_pulls(answer.body);
    page.total = -1;
    const std::string next = next_link(answer.head.header("link").value_or(""));
    page.has_next = !next.empty();
    if (page.has_next) page.end_cursor = courier.resolve_within_api(target, next);
    if (page.has_next && (page.pulls.empty() || page.end_cursor == target)) {
      throw Error(ErrorCode::kBadData, "GitHub's REST API: the list of pull requests does not end");
    }
    return page;
  };
  return get(courier, target, name.owner, read, call);
}

bool Client::tip_is(const RepositoryName& name, std::string_view branch, const model::Oid& known, const Call& call) {
  impl_->prepare(call);
  Courier& courier = impl_->courier;
  Errand errand = rest_errand(courier.settings(), path_of(name) + "/commits/" + percent_encode(branch), call.lane);
  errand.owner = name.owner;
  errand.wants_json = false;
  errand.request.headers = {"Accept: application/vnd.github.sha", "X-GitHub-Api-Version: 2022-11-28",
                            fmt::format("If-None-Match: \"{}\"", known.hex())};
  const Delivery delivery = courier.deliver(errand, call);
  if (!delivery.failure) {
    return delivery.answer.head.status == kNotModified || delivery.answer.body == known.hex();
  }
  // No such branch, an empty repository, no commit of that name: certainly not there any more.
  const int status = delivery.answer.head.status;
  if (status == 404 || status == 409 || status == 422) return false;
  throw_failure(*delivery.failure);
}

}  // namespace cpsg::github
