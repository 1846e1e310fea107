// The revision of the index: what a client saw of the fleet, as a text that it sends back to get what has changed
// since.
//
//   const std::string text = encode_revision({moment, Window::kMonth, true, columns});
//   const std::optional<IndexRevision> seen = decode_revision(text);  // nothing: of another version of the program
//
// The text is opaque to clients. Of one that another version of the program gave nothing is known: then everything is
// told. Pure functions. Errors: http::FieldError("after") for a text that is no revision.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/fleet/snapshot.h"

namespace cpsg::api {

struct IndexRevision {
  fleet::Moment moment;
  fleet::Window window = fleet::Window::kMonth;
  bool sees_private = false;  // whether the caller saw projects that are not public
  std::uint32_t columns = 0;  // that it saw, a bit for each place in kIndexColumnNames
  friend bool operator==(const IndexRevision&, const IndexRevision&) = default;
};

[[nodiscard]] std::string encode_revision(const IndexRevision& revision);
[[nodiscard]] std::optional<IndexRevision> decode_revision(std::string_view text);

}  // namespace cpsg::api
