// The parameter `fields`: which members of an object, or of each item of a list, a client wants.
//
//   check_fields(target.query, *find_shape("branch"));                   // throws for a name that is no member
//   const std::vector<std::string> fields = fields_of(target.query);     // {"name", "oid"} of `fields=name,oid`
//
// Pure functions. Errors: http::FieldError(kRequestInvalid, "fields").
#pragma once

#include <string>
#include <vector>

#include "cpsg/api/query.h"
#include "cpsg/shape/describer.h"

namespace cpsg::api {

inline constexpr std::string_view kFieldsParameter = "fields";

// Each once. Empty where the parameter is absent: all members are wanted.
[[nodiscard]] std::vector<std::string> fields_of(const Query& query);
void check_fields(const Query& query, const shape::ShapeDescription& shape);

}  // namespace cpsg::api
