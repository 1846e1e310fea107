// The bodies of requests: one small JSON object whose members are known.
//
//   const boost::json::object body = object_of(request, {"url"}, "a new project");
#pragma once

#include <boost/json/object.hpp>
#include <initializer_list>
#include <string_view>

#include "cpsg/http/message.h"

namespace cpsg::api {

// The body as an object. Throws http::FieldError for a body that is none, and for members of other names than
// `members`. `what` names the object in the error's text: "a new project".
[[nodiscard]] boost::json::object object_of(const http::IncomingRequest& request,
                                            std::initializer_list<std::string_view> members, std::string_view what);

}  // namespace cpsg::api
