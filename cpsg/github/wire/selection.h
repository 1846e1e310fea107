// Queries without some of their fields: for servers that lack a field, and for what a token may not read.
//
//   without_fields("query Q { node(id: $id) { id isDraft } }", {"isDraft"});   // "query Q { node(id: $id) { id } }"
//   request_without(body, {"pullRequests"});                                   // the same within a request's body
//
// A field is named as in the schema, whatever its alias. With it go its arguments and all that is selected in it; a
// field of which nothing is left goes too. What the readers cannot do without stays. Pure functions; the texts are ours
// and well-formed.
//
// Source: GraphQL specification, "Document Syntax".
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace cpsg::github::wire {

using FieldNames = std::set<std::string, std::less<>>;

[[nodiscard]] bool is_needed_field(std::string_view field) noexcept;
[[nodiscard]] std::string without_fields(std::string_view query, const FieldNames& fields);
// `body` is one of those of queries.h.
[[nodiscard]] std::string request_without(std::string_view body, const FieldNames& fields);

}  // namespace cpsg::github::wire
