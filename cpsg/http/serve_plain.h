// Plain requests whose answers are at hand: answered on the thread that reads them, as many as are here in one write.
//
//   while (answer_plain_requests(connection)) {
//     if (!all_was_sent && !co_await end_hot_turn(connection)) co_return false;
//   }
//
// Everything that this does not know to be plain is left to the parser and a handler. A part of serving.h.
#pragma once

#include <boost/asio/post.hpp>

#include "cpsg/base/parse_number.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/http/serving.h"

namespace cpsg::http {

// After so many bytes of answers other connections have their turn, however many requests this one has sent.
inline constexpr std::size_t kHotTurnBytes = 64 * limits::kKiB;
inline constexpr std::size_t kHotBufferKeptBytes = 1 * limits::kMiB;

// Appends the answer to `hot_answers`. False, with nothing appended, where none is at hand or the attempt failed.
inline bool Serving::take_hot_answer(const Connection& connection, const PlainRequest& plain) {
  const std::size_t size = hot_answers.size();
  try {
    return options.hot_answer(plain, connection.peer, hot_answers);
  } catch (...) {
    log::error("an answer at hand could not be given: {}", current_failure().message);
    hot_answers.resize(size);
    return false;
  }
}

// Takes the plain requests at the front of what is unread into `hot_answers`, up to one that has no answer at hand, and
// sends what the socket takes of them at once. False if that is the first one.
inline bool Serving::answer_plain_requests(Connection& connection) {
  if (!options.hot_answer || closing || connection.parser_has_bytes || connection.unread().empty()) return false;
  if (answers.is_full()) return false;  // so that what slow clients leave in memory is bounded
  hot_answers.clear();
  const bool is_logged = log::is_written(log::Level::kInfo);
  while (hot_answers.size() < kHotTurnBytes && !connection.unread().empty()) {
    const auto plain = scan_plain_request(connection.unread(), options.request);
    const std::size_t size = hot_answers.size();
    if (!plain || !take_hot_answer(connection, *plain)) break;
    connection.begin += plain->head_bytes;
    if (is_logged) log_hot_answer(connection, *plain, std::string_view(hot_answers).substr(size));
  }
  if (hot_answers.empty()) return false;
  quiet_at = connection.begun + options.quiet_after;
  connection.allow(options.idle_timeout, connection.begun);
  error_code failed;
  hot_sent_bytes = connection.tls ? 0 : connection.socket.write_some(boost::asio::buffer(hot_answers), failed);
  return true;
}

// Sends what is left of them, which belongs to this connection alone from now on, and lets others have their turn if
// there is more to answer. False if the client is gone or too slow.
inline awaitable<bool> Serving::end_hot_turn(Connection& connection) {
  const std::string rest = hot_answers.substr(hot_sent_bytes);
  if (hot_answers.capacity() > kHotBufferKeptBytes) hot_answers = {};
  AnswerShare share(answers, 0);
  share.hold(rest.size());
  const bool sent = rest.empty() || co_await write(connection, "", rest) == rest.size();
  connection.begun = std::chrono::steady_clock::now();
  connection.allow(options.idle_timeout, connection.begun);
  if (sent && !connection.unread().empty()) co_await boost::asio::post(io, kAwait);
  co_return sent;
}

// The line is written as the answer is handed to the socket. What it tells of the answer stands in the answer's head.
inline void Serving::log_hot_answer(const Connection& connection, const PlainRequest& plain, std::string_view answer) {
  constexpr std::string_view kRequestId = "\r\nX-Request-Id: ";
  constexpr std::size_t kStatusAt = std::string_view("HTTP/1.1 ").size();
  IncomingRequest request;
  request.method = plain.method;
  request.target = plain.target;
  request.over_tls = connection.tls != nullptr;
  if (plain.forwarded_for) request.headers.push_back({"x-forwarded-for", std::string(*plain.forwarded_for)});
  if (plain.forwarded_proto) request.headers.push_back({"x-forwarded-proto", std::string(*plain.forwarded_proto)});
  const std::string_view head = answer.substr(0, answer.find("\r\n\r\n") + 4);
  if (const std::size_t at = head.find(kRequestId); at != std::string_view::npos) {
    const std::string_view id = head.substr(at + kRequestId.size());
    request.request_id = id.substr(0, id.find('\r'));
  }
  const int status = parse_number<int>(head.substr(kStatusAt, 3)).value_or(0);
  log_answer(connection, request, status, answer.size() - head.size());
}

}  // namespace cpsg::http
