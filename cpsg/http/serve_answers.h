// Answers: who may make one, the handler's call on the pool, and its way to the client.
//
//   open = co_await handle(connection, request);
//
// A part of serving.h.
#pragma once

#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "cpsg/http/access_log.h"
#include "cpsg/http/serving.h"

namespace cpsg::http {

// A refusal comes this much later: clients that ask again at once would leave the thread that reads no time for those
// that are served.
inline constexpr std::chrono::milliseconds kRefusalPause{100};
inline constexpr std::size_t kSlowRefusalsMax = 8'192;  // those beyond come at once
inline constexpr std::size_t kNeverShedPlaces = 64;     // beyond handlers_max

// The first piece of a source is made here too: what fails before the head is sent can still be told.
inline MadeAnswer Serving::run_handler(const IncomingRequest& request) {
  MadeAnswer made;
  if (cut_off) return made;
  try {
    made.response = handler(request);
    const bool with_body = request.method != "HEAD" && status_allows_body(made.response.status);
    if (made.response.source && with_body) made.first_piece = made.response.source->next();
  } catch (...) {
    made.response = problem_response(current_problem(request.request_id), request.request_id);
  }
  return made;
}

// What the answer may have. In the order of their coming; 0 if it took too long, or the server cuts its clients off.
inline awaitable<std::size_t> Serving::wait_for_room() {
  if (waiting.empty() && answers.next_bytes() > 0) co_return answers.next_bytes();
  boost::asio::steady_timer turn(io, options.answer_wait);
  const auto place = waiting.insert(waiting.end(), {&turn, std::chrono::steady_clock::now()});
  bool expired = false;
  bool has_turn = false;
  while (!expired && !has_turn && !cut_off) {
    auto [ec] = co_await turn.async_wait(kAwait);
    expired = !ec;
    has_turn = waiting.front().turn == &turn && answers.next_bytes() > 0;
  }
  waiting.erase(place);
  co_return has_turn ? answers.next_bytes() : 0;
}

inline void Serving::wake_next() {
  if (!waiting.empty() && answers.next_bytes() > 0) waiting.front().turn->cancel();
}

// Not by co_spawn(), whose result would queue on the pool once more, behind the requests that wait there.
template <typename Work>
awaitable<void> Serving::run_on(boost::asio::thread_pool& chosen, Work work) {
  const auto begin = [this, &chosen](auto resume, Work& wanted) {
    boost::asio::post(
        chosen, [this, &wanted, resume = std::move(resume), working = boost::asio::make_work_guard(io)]() mutable {
          wanted();
          boost::asio::post(io, std::move(resume));
        });
  };
  using Token = const boost::asio::use_awaitable_t<>;
  co_await boost::asio::async_initiate<Token, void()>(begin, boost::asio::use_awaitable, std::ref(work));
}

// The handler's answer. Who is never shed needs no thread that others may keep busy, by writes that wait for example.
inline awaitable<MadeAnswer> Serving::make_answer(const IncomingRequest& request, AnswerShare& share) {
  MadeAnswer made;
  if (is_never_shed(request)) {
    co_await run_on(spare_pool, [&] { made = run_handler(request); });
  } else {
    queue.enter(std::chrono::steady_clock::now());
    co_await run_on(pool, [&] {
      queue.begin();
      made = run_handler(request);
    });
  }
  share.hold(made.response.source ? made.first_piece.size() : made.response.body.size());
  co_return made;
}

// Whether others have waited too long for a thread already. Those that wait until slow clients give memory back do not
// count: that has bounds of its own.
inline bool Serving::is_shed(bool may_be_large) {
  const SteadyTime now = std::chrono::steady_clock::now();
  if (shedding.refuses(queue.longest(now), now)) return true;
  if (!may_be_large) return false;
  const bool for_a_thread = !waiting.empty() && !answers.is_full();
  return large_shedding.refuses(for_a_thread ? now - waiting.front().since : SteadyTime::duration::zero(), now);
}

// Whether it has no place among those that run or wait. Who is never shed has some places that nobody else gets: all
// others are taken for long where many clients ask again at once, however fast they are served.
inline bool Serving::is_refused(const IncomingRequest& request, bool may_be_large) {
  if (is_never_shed(request)) return handlers >= options.handlers_max + kNeverShedPlaces;
  const std::size_t kept_free = may_be_large ? options.handlers_max / 4 : 0;
  return handlers + kept_free >= options.handlers_max || is_shed(may_be_large);
}

// Handles the request and sends its answer, which holds its share of the memory no longer than that. Whether it was
// sent.
inline awaitable<bool> Serving::handle(Connection& connection, IncomingRequest& request) {
  const bool may_be_large = options.may_answer_large && options.may_answer_large(request);
  const bool has_thread = !is_refused(request, may_be_large);
  Counted place(handlers);
  std::size_t promised_bytes = 0;
  if (may_be_large && has_thread) promised_bytes = co_await wait_for_room();
  const bool has_room = may_be_large ? promised_bytes > 0 : has_thread;
  AnswerShare share(answers, promised_bytes);
  wake_next();  // there may be room for more than one
  MadeAnswer made;
  if (promised_bytes > 0) request.list_max_bytes = promised_bytes;
  if (has_room) {
    request.take_room = [&share](std::size_t bytes) { return share.take(bytes); };
    made = co_await make_answer(request, share);
    request.take_room = nullptr;
    bound_streams(made.response, request);
  } else {
    place.leave();
    request.body = {};
    const Problem problem = http_problem(503, "There are too many requests at once.");
    made.response = problem_response(problem, request.request_id);
    if (!closing && slow_refusals < kSlowRefusalsMax) {
      const Counted slow(slow_refusals);
      boost::asio::steady_timer pause(io, kRefusalPause);
      co_await pause.async_wait(kAwait);
    }
  }
  if (options.on_answer) options.on_answer(request, made.response);
  place.leave();
  quiet_at = std::chrono::steady_clock::now() + options.quiet_after;
  if (closing) connection.closes = true;
  if (made.response.feed) co_return co_await send_feed(connection, made.response, request);
  if (made.response.source) co_return co_await send_source(connection, made, request, share);
  co_return co_await send(connection, made.response, request);
}

inline std::string Serving::head_of(Connection& connection, Response& response, const IncomingRequest& request,
                                    Framing framing) {
  if (!connection.closes && request.http_1_0) response.headers.push_back({"Connection", "keep-alive"});
  return response_head(response, request.request_id, date.at(options.clock()), !connection.closes, framing);
}

inline awaitable<bool> Serving::send(Connection& connection, Response& response, const IncomingRequest& request) {
  const std::string head = head_of(connection, response, request, Framing::kLength);
  const bool with_body = request.method != "HEAD" && status_allows_body(response.status);
  const std::string_view body = with_body ? response.bytes() : std::string_view();
  const std::size_t size = co_await write(connection, head, body);
  log_answer(connection, request, response.status, size - std::min(size, head.size()));
  co_return size == head.size() + body.size();
}

// Sends both to the socket until that time; kNever: within write_timeout. How many bytes of them it took: fewer if the
// client is gone or too slow.
inline awaitable<std::size_t> Serving::write_bytes(Connection& connection, std::string_view head, std::string_view body,
                                                   SteadyTime until) {
  const std::array both = {boost::asio::buffer(head), boost::asio::buffer(body)};
  error_code failed;
  const std::size_t sent = connection.socket.write_some(both, failed);  // most answers fit into the socket's buffer
  if (sent == head.size() + body.size()) co_return sent;
  if (failed && failed != boost::asio::error::would_block) co_return sent;
  const std::size_t of_head = std::min(sent, head.size());
  const std::array rest = {boost::asio::buffer(head.substr(of_head)), boost::asio::buffer(body.substr(sent - of_head))};
  const SteadyTime now = std::chrono::steady_clock::now();
  const SteadyTime deadline = std::exchange(connection.deadline, until == kNever ? now + options.write_timeout : until);
  connection.expired = false;
  const SteadyTime since = connection.sending_since;
  if (since == kNever) connection.sending_since = now;
  auto [ec, size] = co_await boost::asio::async_write(connection.socket, rest, kAwait);
  connection.sending_since = since;
  connection.deadline = deadline;
  co_return sent + size;
}

inline void Serving::log_answer(const Connection& connection, const IncomingRequest& request, int status,
                                std::size_t body_bytes) {
  if (!log::is_written(log::Level::kInfo)) return;
  const auto duration = std::chrono::steady_clock::now() - connection.begun;
  log_access({.method = request.method,
              .target = request.target,
              .status = status,
              .body_bytes = body_bytes,
              .duration = std::chrono::duration_cast<std::chrono::microseconds>(duration),
              .client = client_of(options.trusted_proxies, connection.peer, request),
              .request_id = request.request_id});
}

}  // namespace cpsg::http
