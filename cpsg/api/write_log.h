// The line of the log for each request that was let in to change something: who, and what.
//
//   log_write(route.path, caller, request, response);
//
// Beside the line that every request has (http/access_log.h). It never holds a secret, a query or a body. May be called
// from several threads at once; where the log is read too slowly it waits, for no such line is left out.
#pragma once

#include <string_view>

#include "cpsg/access/caller.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

// `route` is the path in the table of routes: "/v1/projects/{owner}/{name}".
void log_write(std::string_view route, const access::Caller& caller, const http::IncomingRequest& request,
               const http::Response& response);

}  // namespace cpsg::api
