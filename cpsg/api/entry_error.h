// Why one entry of an answer has no result, where the other entries have theirs.
//
//   catch (const Error& error) { append_entry_error(body, error); no_store = no_store || is_passing(error); }
//
// Pure functions.
#pragma once

#include <string>

#include "cpsg/base/error.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

// `{"code":"not_found","message":"..."}`.
void append_entry_error(std::string& out, const Error& error);

// Whether it may be over in a moment. Then nobody keeps the answer that tells of it.
[[nodiscard]] bool is_passing(const Error& error);
void forbid_to_keep(http::Response& response);

}  // namespace cpsg::api
