// The bodies of requests: one small JSON object whose members are known, whoever may send it.
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <string_view>

#include "cpsg/http/message.h"

namespace cpsg::api {

// The body as an object. Throws http::FieldError for anything else, and for members of other names than `members`;
// `what` says in the error what the object is to be: "a new project".
[[nodiscard]] boost::json::object object_of(const http::IncomingRequest& request,
                                            std::initializer_list<std::string_view> members, std::string_view what);

// A page of another site that a user visits can make their browser send requests here; browsers say so. Refuses them;
// for every route that changes something on a person's behalf.
void refuse_other_sites(const http::IncomingRequest& request);

}  // namespace cpsg::api
