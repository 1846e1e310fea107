// Answers with JSON: single objects, and pages of lists with their link to the next page.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/api/query.h"
#include "cpsg/http/message.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {

// 200 with that body; its tag, where there is one, lets clients and caches ask whether it changed.
[[nodiscard]] http::Response json_response(std::string body, std::string_view etag);
// 200 with that body, tagged by what it says; 304 to a client that has it.
[[nodiscard]] http::Response json_answer(const http::IncomingRequest& request, std::string body);

// Collects the items of one page: `{"data":[...],"next":...}`.
class Page {
 public:
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

  // With the cursor of the page that follows, where one does.
  [[nodiscard]] http::Response finish(const std::optional<std::string>& next, std::string_view etag);
  // The same, tagged by what was added; 304 to a client that has it.
  [[nodiscard]] http::Response answer(const http::IncomingRequest& request, const std::optional<std::string>& next);

 private:
  const Target& target_;
  std::string body_ = "{\"data\":[";
  bool empty_ = true;
};

}  // namespace cpsg::api
