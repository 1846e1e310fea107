// Whole answers as bytes, which are sent again and again, each time with a date and a request id of their own.
//
//   const AnswerBytes bytes = answer_bytes(response);      // once
//   AnswerWriter writer;                                   // of the thread that sends
//   writer.append(out, bytes, {}, plain_request, now);     // for each request
//
// The bytes are those that the server writes for the same response (response_head.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "cpsg/base/clock.h"
#include "cpsg/http/date_text.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"

namespace cpsg::http {

// In the pieces between which each use puts its own date and request id.
struct AnswerBytes {
  std::string before_date;
  std::string before_id;
  std::string rest;  // with the body
};

// Of an answer that is whole in memory.
[[nodiscard]] AnswerBytes answer_bytes(const Response& response);

// The answer to a client that has this one already (RFC 9110, 15.4.5).
[[nodiscard]] Response not_modified_of(const Response& whole);

// For one thread.
class AnswerWriter {
 public:
  AnswerWriter();

  // Appends the whole answer, with these headers in addition to its own.
  void append(std::string& out, const AnswerBytes& bytes, std::span<const Header> headers, const PlainRequest& request,
              UnixTime time);

 private:
  void append_request_id(std::string& out, const PlainRequest& request);

  DateText date_;
  const std::string id_prefix_;
  std::uint64_t last_id_ = 0;
};

}  // namespace cpsg::http
