#include "cpsg/git/client/http_transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/base/refusal_words.h"

namespace cpsg::git::client {
namespace {

constexpr std::string_view kAdvertisementPath = "/info/refs?service=git-upload-pack";
constexpr std::string_view kCommandPath = "/git-upload-pack";
constexpr std::string_view kAdvertisementType = "application/x-git-upload-pack-advertisement";
constexpr std::string_view kResultType = "application/x-git-upload-pack-result";
constexpr std::string_view kSuffix = ".git";
constexpr std::size_t kForeignBodyMaxBytes = 1 * limits::kMiB;  // of an error page, before the connection is given up

constexpr std::size_t kWordsMaxBytes = 64 * limits::kKiB;  // of an error page, to be looked through

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr int kForbidden = 403;
constexpr int kNotFound = 404;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

// Whether it is about who asks, so that it may be otherwise for others. A limit holds for all.
bool is_refusal(const http::ResponseHead& head, std::string_view words) {
  if (head.status != kUnauthorized && head.status != kForbidden && head.status != kNotFound) return false;
  return !head.header("retry-after") && read_refusal_words(words) != RefusalWords::kSlowDown;
}

// Without parameters, in lower case.
std::string media_type(const http::ResponseHead& head) {
  const std::string type = head.header("content-type").value_or("");
  return ascii_lower(std::string_view(type).substr(0, type.find_first_of("; \t")));
}

std::string wait_text(std::optional<std::chrono::seconds> wait) {
  return wait ? fmt::format("in {} seconds", wait->count()) : "later";
}

void check_type(const http::ResponseHead& head, std::string_view wanted, const std::string& url) {
  if (media_type(head) == wanted) return;
  // At first contact it is another kind of server; later, something that answers in its place for a while.
  const auto code = wanted == kAdvertisementType ? ErrorCode::kUnsupportedRemote : ErrorCode::kBadData;
  throw Error(code, url + ": the answer is not one of a git server that speaks the smart protocol");
}

}  // namespace

namespace {

// Of a 403 that is no limit. GitHub says in plain text what stands between.
Error access_failure(RefusalWords words, const std::string& url, bool authenticated) {
  if (words == RefusalWords::kBlocked) return {ErrorCode::kBlocked, url + ": GitHub blocks access to the repository"};
  if (words == RefusalWords::kAddressList) {
    return {ErrorCode::kForbidden, url + ": the owner's list of IP addresses does not have this machine's"};
  }
  if (!authenticated) return {ErrorCode::kForbidden, url + ": access refused; set github.tokens"};
  if (words == RefusalWords::kSingleSignOn) {
    return {ErrorCode::kSsoRequired,
            url +
                ": the organisation wants the token to be authorised for its single sign-on; do so where the token "
                "is listed in GitHub's settings (Configure SSO)"};
  }
  return {ErrorCode::kForbidden,
          url + ": access refused; the token may lack a permission or the organisation's single sign-on"};
}

}  // namespace

Error status_failure(const http::ResponseHead& head, std::string_view words, const std::string& url, bool authenticated,
                     UnixTime now) {
  const RefusalWords meaning = read_refusal_words(words);
  const auto wait = head.retry_after(now);
  const auto limited = [&] {
    const std::string message = url + ": the remote asks to slow down; try again " + wait_text(wait);
    return wait ? Error(ErrorCode::kRateLimited, message, *wait) : Error(ErrorCode::kRateLimited, message);
  };
  switch (head.status) {
    case 401:
      if (meaning == RefusalWords::kSlowDown) return limited();
      if (authenticated) return {ErrorCode::kUnauthorized, url + ": the token was refused; check github.tokens"};
      return {ErrorCode::kUnauthorized, url + ": needs a token, or does not exist; set github.tokens"};
    case 403:
      if (wait || meaning == RefusalWords::kSlowDown) return limited();
      return access_failure(meaning, url, authenticated);
    case kNotFound:
      return {ErrorCode::kNotFound, url + ": no such repository, or no access to it; check the name and github.tokens"};
    case 410:
      return {ErrorCode::kGone, url + ": the repository was removed for good"};
    case 429:
      return limited();
    case 451:
      return {ErrorCode::kBlocked, url + ": the repository is not available for legal reasons"};
    case 503:
      if (wait || meaning == RefusalWords::kSlowDown) return limited();
      [[fallthrough]];
    default:
      return {ErrorCode::kRemoteError,
              fmt::format("{}: the remote answered with status {}; try again later", url, head.status)};
  }
}

std::string redirected_base(const std::string& from, const http::ResponseHead& head) {
  const std::string location = head.header("location").value_or("");
  if (location.empty()) throw Error(ErrorCode::kBadData, from + ": a redirect that does not say where to");
  std::string target;
  try {
    target = http::resolve(from, location);
  } catch (const Error&) {
    throw Error(ErrorCode::kBadData, from + ": a redirect to something that is neither http nor https");
  }
  if (http::origin_of(from).scheme == "https" && http::origin_of(target).scheme != "https") {
    throw Error(ErrorCode::kTls, from + ": a redirect to an unencrypted address is not followed");
  }
  if (!target.ends_with(kAdvertisementPath)) {
    throw Error(ErrorCode::kUnsupportedRemote, from + ": redirects to something that is no git repository");
  }
  target.resize(target.size() - kAdvertisementPath.size());
  return target;
}

HttpTransport::HttpTransport(const RemoteOptions& options, const std::optional<std::string>& base_url)
    : url_(http::without_userinfo(options.url)),
      trusted_(http::origin_of(options.url)),
      credentials_(options.credentials),
      before_request_(options.before_request),
      session_(options.http) {
  while (url_.ends_with('/')) url_.pop_back();
  base_url_ = base_url ? http::without_userinfo(*base_url) : url_;
}

RemoteTraffic HttpTransport::traffic() const { return {session_.requests(), session_.received_bytes()}; }

HttpTransport::Answer HttpTransport::send(const http::Request& request, std::string_view content_type,
                                          const BodySink& sink) {
  const http::Origin origin = http::origin_of(request.url);
  const bool with_credentials = credentials_ && origin == trusted_ && http::is_confidential(origin);
  Answer answer = send_once(request, with_credentials, content_type, sink);
  if (!with_credentials && !asked_twice_ && is_refusal(answer.head, answer.words)) {
    asked_twice_ = true;
    return send_once(request, false, content_type, sink);
  }
  if (!with_credentials || tried_without_ || !is_refusal(answer.head, answer.words)) return answer;
  const Answer open = send_once(request, false, content_type, sink);
  if (open.head.status == kOk || is_redirect(open.head.status)) {
    credentials_.reset();
    return open;
  }
  tried_without_ = true;
  if (answer.head.status == kUnauthorized) return send_once(request, true, content_type, sink);
  return answer;
}

HttpTransport::Answer HttpTransport::send_once(http::Request request, bool with_credentials,
                                               std::string_view content_type, const BodySink& sink) {
  if (with_credentials) request.credentials = credentials_;
  request.headers.emplace_back("Git-Protocol: version=2");

  const http::ResponseHead* answer = nullptr;
  std::size_t foreign_bytes = 0;
  std::string words;
  const auto on_head = [&](const http::ResponseHead& head) { answer = &head; };
  const auto on_body = [&](Bytes bytes) {
    if (answer->status == kOk) {
      check_type(*answer, content_type, request.url);
      return sink(bytes);
    }
    foreign_bytes += bytes.size();
    const std::size_t kept = std::min(bytes.size(), kWordsMaxBytes - words.size());
    words.append(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(kept));
    if (foreign_bytes > kForeignBodyMaxBytes) throw Error(ErrorCode::kLimitExceeded, "the error page is too long");
  };
  if (before_request_) before_request_();
  const auto begin = std::chrono::steady_clock::now();
  const std::uint64_t received_before = session_.received_bytes();
  http::ResponseHead head = session_.perform(request, on_body, on_head);
  log::debug("git: {} {} answered {} in {} ms, {} bytes", request.method, request.url.substr(0, request.url.find('?')),
             head.status,
             std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begin).count(),
             session_.received_bytes() - received_before);
  return {std::move(head), request.credentials.has_value(), std::move(words)};
}

std::optional<std::string> HttpTransport::find(const std::string& base, const BodySink& sink) {
  std::string place = base;
  for (std::size_t redirects = 0; redirects <= limits::kRedirectsMax; ++redirects) {
    const std::string url = place + std::string(kAdvertisementPath);
    const Answer answer = send({.url = url}, kAdvertisementType, sink);
    const int status = answer.head.status;
    if (status == kOk) {
      check_type(answer.head, kAdvertisementType, url);
      return place;
    }
    if (status == kNotFound) return std::nullopt;
    if (!is_redirect(status)) {
      throw status_failure(answer.head, answer.words, place, answer.authenticated, system_clock()());
    }
    place = redirected_base(url, answer.head);
  }
  throw Error(ErrorCode::kRemoteError, url_ + ": too many redirects");
}

void HttpTransport::discover(const BodySink& sink) {
  std::optional<std::string> place = find(url_, sink);
  // A server that serves checkouts knows them by their folder's name.
  if (!place && url_.ends_with(kSuffix)) place = find(url_.substr(0, url_.size() - kSuffix.size()), sink);
  if (!place) throw status_failure({kNotFound, {}}, {}, url_, false, {});
  base_url_ = *std::move(place);
}

Transport::Reply HttpTransport::command(const std::string& request, const BodySink& sink) {
  const Answer answer =
      send({.method = "POST",
            .url = base_url_ + std::string(kCommandPath),
            .headers = {"Content-Type: application/x-git-upload-pack-request", "Accept: " + std::string(kResultType)},
            .body = request},
           kResultType, sink);
  if (is_redirect(answer.head.status)) return Reply::kMoved;
  if (answer.head.status != kOk) {
    throw status_failure(answer.head, answer.words, base_url_, answer.authenticated, system_clock()());
  }
  return Reply::kAnswered;
}

}  // namespace cpsg::git::client
