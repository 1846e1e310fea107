// What a request for pull requests asks for, from its parameters.
//
//   const storage::PullQuery query = pull_query(call.target.query);
//
// Pure functions. Parameters are as the table of routes allows them; what is wrong beyond that is an http::FieldError
// with the parameter's name.
#pragma once

#include <optional>
#include <string_view>

#include "cpsg/api/cursor.h"
#include "cpsg/api/query.h"
#include "cpsg/storage/pull_query.h"

namespace cpsg::api {

// Nothing where the parameter is not given.
[[nodiscard]] std::optional<bool> flag(const Query& query, std::string_view name);

// Of a list: filter, order, and the place behind which the page begins. Its limit is left out.
[[nodiscard]] storage::PullQuery pull_query(const Query& query);
[[nodiscard]] PullOrder order_of(const storage::PullQuery& query);

}  // namespace cpsg::api
