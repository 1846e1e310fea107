// Lists of entity tags, as If-None-Match and If-Match have them.
//
//   names_etag(R"("a", W/"b")", R"("b")");  // true
//
// A pure function.
#pragma once

#include <string_view>

namespace cpsg::http {

// Whether a list of tags, or `*`, names this one: compared without their marks of weakness. Only `*` by itself is every
// tag: within a list it is part of a tag that holds commas, as our own do not.
[[nodiscard]] bool names_etag(std::string_view list, std::string_view etag);

}  // namespace cpsg::http
