// The bytes before a response's body.
//
//   response_head({200, {{"ETag", "\"1\""}}, "body"}, request_id, format_http_date(now), true);
//   // "HTTP/1.1 200 OK\r\nDate: ...\r\nContent-Length: 4\r\nETag: \"1\"\r\n...\r\n\r\n"
//
// Pure functions. Control characters are left out of header values, so that none can begin another header.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/http/message.h"

namespace cpsg::http {

// `Sun, 06 Nov 1994 08:49:37 GMT`.
[[nodiscard]] std::string format_http_date(UnixTime time);

// Whether a response with this status may have a body at all.
[[nodiscard]] bool status_allows_body(int status) noexcept;

// How a client sees where a body ends.
enum class Framing : std::uint8_t {
  kLength,      // Content-Length: what the source says, or the size of `body`
  kChunked,     // Transfer-Encoding: chunked
  kConnection,  // the end of the connection
};

// Status line and headers, with those that the server adds. They are the same where the body will not be sent because
// the request was a HEAD. `keep_alive` says nothing, as HTTP/1.1 has it; a client of HTTP/1.0 has to be told by a
// header of the response.
[[nodiscard]] std::string response_head(const Response& response, std::string_view request_id,
                                        std::string_view http_date, bool keep_alive,
                                        Framing framing = Framing::kLength);

}  // namespace cpsg::http
