// The revision of the index: what a client saw of the fleet, as a text that it sends back to get what has changed
// since.
//
//   const std::string text = encode_revision({moment, Window::kMonth, true});
//   const std::optional<IndexRevision> seen = decode_revision(text);  // nothing for a text that is none
//
// The text is opaque to clients. One that an earlier version of the program gave may be none any more: then everything
// is told. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/fleet/snapshot.h"

namespace cpsg::api {

struct IndexRevision {
  fleet::Moment moment;
  fleet::Window window = fleet::Window::kMonth;
  bool sees_private = false;  // whether the caller saw projects that are not public
  friend bool operator==(const IndexRevision&, const IndexRevision&) = default;
};

[[nodiscard]] std::string encode_revision(const IndexRevision& revision);
[[nodiscard]] std::optional<IndexRevision> decode_revision(std::string_view text);

}  // namespace cpsg::api
