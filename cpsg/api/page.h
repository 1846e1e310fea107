// Answers with JSON: single objects, and pages of lists with a link to the next page.
//
//   Page page(call.target, call.request.list_max_bytes);
//   for (const model::BatchItem& item : items) page.add(item);
//   return page.answer(call.request, next);
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/fields.h"
#include "cpsg/api/query.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/message.h"
#include "cpsg/shape/members.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::api {

// 200 with this body. The tag lets clients and caches ask whether it changed. How long it may be kept says the table of
// routes.
[[nodiscard]] http::Response json_response(std::string body, std::string_view etag);
// 200 with this object, or with those of its members that the query wants; tagged by the content of all of it, and
// dated where it is known when that last changed. 304 to a client that has it.
[[nodiscard]] http::Response json_answer(const http::IncomingRequest& request, const Query& query, std::string body,
                                         std::optional<UnixTime> modified = std::nullopt);

// Lists are read with one item more than the page holds. Cuts that item off; says whether there was one, so that
// another page follows.
template <typename Item>
[[nodiscard]] bool cut_to_limit(std::vector<Item>& items, std::size_t limit) {
  const bool more = items.size() > limit;
  if (more) items.resize(limit);
  return more;
}

// Adds the items of a list that is read in blocks, until `limit` of them are added or add(item) says that the page is
// full. read(most) gives the next items after the last that was added. Whether more follow.
template <typename Read, typename Add>
[[nodiscard]] bool add_blocks(std::size_t limit, const Read& read, const Add& add) {
  for (std::size_t left = limit; left > 0;) {
    auto block = read(left + 1);
    std::size_t added = 0;
    while (added < std::min(block.size(), left) && add(block[added])) ++added;
    if (added < block.size()) return true;
    if (storage::is_last(block, left + 1)) return false;
    left -= added;
  }
  return true;
}

// The answer with a page whose `body` lacks what comes behind its items: `{"data":[...]`. Without an etag it is tagged
// by its content, and may be 304. `next` and `beside` are as in Page.
[[nodiscard]] http::Response finish_page(const http::IncomingRequest& request, const Target& target, std::string body,
                                         const std::optional<std::string>& next, std::string_view etag,
                                         std::string_view beside);

// Collects the items of one page: `{"data":[...],"next":...}`.
class Page {
 public:
  // The target must outlive the page. `max_bytes` is what try_add() lets all items together have.
  explicit Page(const Target& target, std::size_t max_bytes = limits::kPageMaxBytes)
      : target_(target),
        max_bytes_(max_bytes),
        fields_(fields_of(target.query)),
        expected_items_(target.query.limit()) {}

  // Takes memory for that many items when the first one has come: for a list that is in memory as a whole already.
  void expect(std::size_t items) {
    expected_items_ = items;
    expected_max_bytes_ = kExpectedMaxBytes;
  }

  // Appends the item's JSON, or those of its members that the query wants.
  template <typename Item>
  void add(const Item& item) {
    if (!empty_) body_ += ',';
    const std::size_t begin = body_.size();
    using shape::append_json;
    append_json(body_, item);
    if (!fields_.empty()) shape::keep_members(body_, begin, fields_);
    if (empty_) reserve_for_items_like_the_first();
    empty_ = false;
    if (max_bytes_ <= limits::kPageMaxBytes && body_.size() > kGrownBytes) body_.reserve(max_bytes_ + 2 * kGrownBytes);
  }
  // The same, unless all items together would be more than max_bytes: then the page is full, stays as it
  // was, and false is returned. The first item always has a place.
  template <typename Item>
  [[nodiscard]] bool try_add(const Item& item) {
    const std::size_t before = body_.size();
    const bool first = empty_;
    add(item);
    if (first || body_.size() <= max_bytes_) return true;
    body_.resize(before);
    return false;
  }

  [[nodiscard]] std::size_t size_bytes() const { return body_.size(); }

  // 200 with this tag. `next` is the cursor of the page that follows, if there is one; `beside` are members that the
  // page has beside, as JSON. Called once, at the end.
  [[nodiscard]] http::Response finish(const std::optional<std::string>& next, std::string_view etag,
                                      std::string_view beside = "");
  // The same, tagged by the page's content; 304 to a client that has it.
  [[nodiscard]] http::Response answer(const http::IncomingRequest& request, const std::optional<std::string>& next,
                                      std::string_view beside = "");

 private:
  // Past this a page is given all its memory at once: doubling it would take twice as much for a moment.
  static constexpr std::size_t kGrownBytes = 512 * limits::kKiB;
  static constexpr std::size_t kExpectedMaxBytes = 8 * limits::kMiB;

  // Most items of a list are about as long as each other: memory that grows by doubling is copied several times.
  void reserve_for_items_like_the_first() {
    body_.reserve(std::min({body_.size() * expected_items_, max_bytes_, expected_max_bytes_}));
  }

  const Target& target_;
  const std::size_t max_bytes_;
  const std::vector<std::string> fields_;  // empty: all
  std::size_t expected_items_;
  std::size_t expected_max_bytes_ = kGrownBytes;
  std::string body_ = "{\"data\":[";
  bool empty_ = true;
};

}  // namespace cpsg::api
