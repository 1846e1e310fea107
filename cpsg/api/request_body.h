// The bodies of requests: one small JSON object whose members are known.
//
//   refuse_other_sites(request);
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

// Throws http::FieldError if a page of another site made the user's browser send this request, which browsers say in
// the header Origin. For every route that changes something on a person's behalf.
void refuse_other_sites(const http::IncomingRequest& request);

}  // namespace cpsg::api
