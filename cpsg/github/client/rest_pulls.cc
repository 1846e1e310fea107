// A repository's pull requests by REST, page by page. A page that GitHub fails to give is asked for in parts, down to
// single pull requests; those that fail alone are stepped over.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/github/client/api_queries.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/client/response_classification.h"
#include "cpsg/github/wire/rest.h"
#include "cpsg/http/url.h"

namespace cpsg::github::client {
namespace {

constexpr int kPaginationLimited = 422;
constexpr std::size_t kPageSize = 100;
constexpr std::array<std::size_t, 4> kPartSizes = {50, 25, 5, 1};  // each divides the one before it
// After so many failed ones in a row, one from elsewhere tells an outage from some that fail side by side.
constexpr std::size_t kFailedSinglesInARow = 3;

// A page of a list whose pages are numbered.
struct NumberedPage {
  std::string list;       // the URL without the two parameters, ready for more
  std::size_t first = 0;  // the place of its first entry

  [[nodiscard]] std::string url(std::size_t part_size, std::size_t first_entry) const {
    return fmt::format("{}per_page={}&page={}", list, part_size, first_entry / part_size + 1);
  }
};

// Takes `name=N` out of the query, and returns N. Nothing if it is not there, or no number that counts.
std::optional<std::size_t> take_parameter(std::string& url, std::string_view name) {
  const std::string key = fmt::format("{}=", name);
  for (auto at = url.find(key); at != std::string::npos; at = url.find(key, at + 1)) {
    if (at == 0 || (url[at - 1] != '?' && url[at - 1] != '&')) continue;
    const auto end = std::min(url.find('&', at), url.size());
    const auto value = parse_number<std::size_t>(std::string_view(url).substr(at + key.size(), end - at - key.size()));
    if (!value || *value == 0) return std::nullopt;
    url.erase(at, std::min(end + 1, url.size()) - at);
    return value;
  }
  return std::nullopt;
}

std::optional<NumberedPage> numbered_page(std::string url) {
  const bool has_page = url.find("&page=") != std::string::npos || url.find("?page=") != std::string::npos;
  const auto page = take_parameter(url, "page");
  const auto size = take_parameter(url, "per_page");
  if (!size || (has_page && !page) || url.find('?') == std::string::npos) return std::nullopt;
  if (url.back() != '?' && url.back() != '&') url += '&';
  return NumberedPage{std::move(url), (page.value_or(1) - 1) * *size};
}

class RestPulls {
 public:
  RestPulls(ApiTransport& transport, const wire::RepositoryName& name, std::string_view page_url, const Call& call)
      : transport_(transport), owner_(name.owner), call_(call), first_(page_url.empty()) {
    const std::string& api_url = transport.settings().api_url;
    target_ = first_ ? fmt::format("{}/repos/{}/{}/pulls?state=all&sort=updated&direction=desc&per_page={}", api_url,
                                   percent_encode(name.owner), percent_encode(name.name), kPageSize)
                     : transport.resolve_within_api(api_url, std::string(page_url));
  }

  wire::PullPage run() {
    try {
      return ask(target_, 3);
    } catch (const Error& error) {
      const std::optional<NumberedPage> page = is_fault(error) ? numbered_page(target_) : std::nullopt;
      if (!page) throw;
      return in_parts(*page);
    }
  }

 private:
  static bool is_fault(const Error& error) {
    return error.code() == ErrorCode::kRemoteError || error.code() == ErrorCode::kBadData;
  }

  wire::PullPage ask(const std::string& target, int attempts) {
    wire::PullPage page{.total = -1};
    ApiRequest request = rest_request(transport_.settings(), target, call_.lane);
    request.owner = owner_;
    request.about_part = true;
    request.attempts = attempts;
    request.read = [&](const http::Answer& answer) {
      page.pulls = wire::read_rest_pulls(answer.body);
      page.end_cursor = wire::next_link(answer.head.header("link").value_or(""));
      page.has_next = !page.end_cursor.empty();
      return ReadResult{};
    };
    const ApiResponse response = transport_.perform_as_any(request, call_);
    if (response.failure && response.answer.head.status == kPaginationLimited && !first_) {
      page.cut = "GitHub gives no further pages of it";
      return page;
    }
    if (response.failure) throw error_of(*response.failure);
    if (page.has_next) follow(target, page);
    if (page.has_next && (page.pulls.empty() || page.end_cursor == target)) {
      throw Error(ErrorCode::kBadData, "GitHub's REST API: the list of pull requests does not end");
    }
    page.total_at_least = count_at_least(target, response.answer.head.header("link").value_or(""), page);
    if (const auto date = response.answer.head.header("date")) page.seen_at = read_http_date(*date);
    if (page.seen_at) *page.seen_at -= std::chrono::ceil<std::chrono::seconds>(response.answer.waited);
    return page;
  }

  // A token, or what is asked for, goes to no other host, but what came is kept.
  void follow(const std::string& target, wire::PullPage& page) const {
    std::string host = "an address that is no URL";
    try {
      page.end_cursor = http::resolve(target, page.end_cursor);
      if (transport_.is_within_api(page.end_cursor)) return;
      host = http::origin_of(page.end_cursor).host;
    } catch (const Error&) {
    }
    page.cut = fmt::format(
        "it goes on at {}, which is not asked: let github.api_url be the address that its links name, "
        "or let the proxy rewrite them",
        host);
    page.has_next = false;
    page.end_cursor.clear();
  }

  static std::int64_t count_at_least(const std::string& target, std::string_view links, const wire::PullPage& page) {
    const auto numbered = numbered_page(target);
    if (!numbered) return 0;
    const auto last = numbered_page(wire::last_link(links));
    const std::size_t here = numbered->first + page.pulls.size() + (page.has_next || !page.cut.empty() ? 1 : 0);
    return static_cast<std::int64_t>(last ? std::max(here, last->first + 1) : here);
  }

  wire::PullPage in_parts(const NumberedPage& page) {
    found_ = {.total = -1, .has_next = true};
    read_parts(page, page.first, kPageSize, 0);
    if (found_.has_next) found_.end_cursor = page.url(kPageSize, page.first + kPageSize);
    if (found_.end_cursor == target_) found_.has_next = false;
    return std::move(found_);
  }

  // The entries from `first` on, in parts of kPartSizes[level], to the end of the list.
  void read_parts(const NumberedPage& page, std::size_t first, std::size_t count, std::size_t level) {
    const std::size_t size = kPartSizes.at(level);
    for (std::size_t at = first; at < first + count && found_.has_next; at += size) {
      try {
        wire::PullPage part = ask(page.url(size, at), size == 1 ? 3 : 1);
        failed_in_a_row_ = 0;
        if (!part.pulls.empty()) good_ = at;
        take(std::move(part));
      } catch (const Error& error) {
        if (!is_fault(error)) throw;
        if (size > 1) {
          read_parts(page, at, size, level + 1);
        } else {
          ++found_.unreadable;
          if (++failed_in_a_row_ % kFailedSinglesInARow == 0 && !is_answered_elsewhere(page, at)) throw;
        }
      }
    }
  }

  enum class Place : std::uint8_t { kAnswered, kFails, kBehindTheEnd };

  // An empty page behind the end of the list tells nothing: an outage may be of all pages that have entries.
  Place look_at(const NumberedPage& page, std::size_t at, int attempts) {
    try {
      return ask(page.url(1, at), attempts).pulls.empty() ? Place::kBehindTheEnd : Place::kAnswered;
    } catch (const Error& error) {
      if (!is_fault(error)) throw;
      return Place::kFails;
    }
  }

  // What has been read before is there in any case, but in an outage. Else looks for an entry between the failed one
  // and the end of the page or of the list, by halves.
  bool is_answered_elsewhere(const NumberedPage& page, std::size_t failed) {
    if (good_) return look_at(page, *good_, 2) == Place::kAnswered;
    std::size_t end = page.first + kPageSize;
    for (std::size_t begin = failed + 1; begin < end;) {
      const std::size_t at = begin + (end - begin) / 2;
      const Place place = look_at(page, at, 1);
      if (place == Place::kAnswered) {
        good_ = at;
        return true;
      }
      (place == Place::kFails ? begin : end) = place == Place::kFails ? at + 1 : at;
    }
    return false;
  }

  void take(wire::PullPage part) {
    std::move(part.pulls.begin(), part.pulls.end(), std::back_inserter(found_.pulls));
    found_.has_next = part.has_next;
    found_.cut = std::move(part.cut);
    found_.total_at_least = std::max(found_.total_at_least, part.total_at_least);
    if (!found_.seen_at) found_.seen_at = part.seen_at;
  }

  ApiTransport& transport_;
  const std::string owner_;
  const Call& call_;
  const bool first_;
  std::string target_;
  wire::PullPage found_;
  std::size_t failed_in_a_row_ = 0;  // singles
  std::optional<std::size_t> good_;  // a place of an entry that was answered
};

}  // namespace

wire::PullPage Client::rest_pulls(const wire::RepositoryName& name, std::string_view page_url, const Call& call) {
  queries_->identify_users_once(call);
  const auto read = [&] { return RestPulls(queries_->transport(), name, page_url, call).run(); };
  const auto is_missing = [&](const Error& error) { return error.code() == ErrorCode::kNotFound && page_url.empty(); };
  try {
    return read();
  } catch (const Error& error) {
    if (!is_missing(error)) throw;
  }
  // The list is not there. Either the repository is not, and asking for it says so, or it has pull requests turned off:
  // then the list is missing still, for one answer may be wrong.
  static_cast<void>(rest_repository(name, call));
  try {
    return read();
  } catch (const Error& error) {
    if (!is_missing(error)) throw;
  }
  return {};
}

}  // namespace cpsg::github::client
