// Answers with JSON: single objects, and pages of lists with a link to the next page.
//
//   Page page(call.target);
//   for (const model::Project& project : projects) page.add(shape::ProjectView{project, now});
//   return page.answer(call.request, next);
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/query.h"
#include "cpsg/http/message.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {

// 200 with this body. The tag lets clients and caches ask whether it changed; without one nobody may keep the answer.
[[nodiscard]] http::Response json_response(std::string body, std::string_view etag);
// 200 with this body, tagged by its content; 304 to a client that has it.
[[nodiscard]] http::Response json_answer(const http::IncomingRequest& request, std::string body);

// Lists are read with one item more than the page holds. Cuts that item off; says whether there was one, so that
// another page follows.
template <typename Item>
[[nodiscard]] bool cut_to_limit(std::vector<Item>& items, std::size_t limit) {
  const bool more = items.size() > limit;
  if (more) items.resize(limit);
  return more;
}

// Collects the items of one page: `{"data":[...],"next":...}`.
class Page {
 public:
  // The target must outlive the page.
  explicit Page(const Target& target) : target_(target) {}

  // Appends the item's JSON.
  template <typename Item>
  void add(const Item& item) {
    if (!empty_) body_ += ',';
    using shape::append_json;
    append_json(body_, item);
    empty_ = false;
  }
  [[nodiscard]] std::size_t size_bytes() const { return body_.size(); }

  // 200 with this tag. `next` is the cursor of the page that follows, if there is one. Called once, at the end.
  [[nodiscard]] http::Response finish(const std::optional<std::string>& next, std::string_view etag);
  // The same, tagged by the page's content; 304 to a client that has it.
  [[nodiscard]] http::Response answer(const http::IncomingRequest& request, const std::optional<std::string>& next);

 private:
  const Target& target_;
  std::string body_ = "{\"data\":[";
  bool empty_ = true;
};

}  // namespace cpsg::api
