// What the log says of each request to GitHub, at the level debug: what was asked and what it cost, without the query,
// which may hold cursors, and without tokens and bodies.
//
//   log_answer(request, answer, settlement.points, account);  // github: POST /graphql answered 200 in 80 ms, ...
//
// Any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "cpsg/http/multi_client.h"

namespace cpsg::github::client {

void log_answer(const http::Request& request, const http::Answer& answer, std::uint32_t points,
                std::string_view account);
// Where no answer came; `reason` is the failure's message.
void log_no_answer(const http::Request& request, std::string_view reason);

}  // namespace cpsg::github::client
