#include "cpsg/http/request_parser.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <utility>

#include "cpsg/http/chunked_body.h"
#include "cpsg/http/syntax.h"

namespace cpsg::http {
namespace {

constexpr bool is_method_start(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

struct RequestParser::Impl {
  explicit Impl(const RequestLimits& request_limits) : limits(request_limits) { head.emplace(limits); }

  void reject(Rejection reason) {
    rejection = std::move(reason);
    state = State::kRejected;
  }

  State advance() {
    if (state == State::kIdle && skip_to_start()) state = State::kHead;
    if (state == State::kHead) read_head();
    if (state == State::kBody) read_body();
    return state;
  }

  // Empty lines before a request are skipped (RFC 9112, 2.2); other bytes that cannot start one are refused at once, so
  // that a TLS client need not wait for a time-out.
  bool skip_to_start() {
    std::size_t start = 0;
    while (buffer.compare(start, 2, "\r\n") == 0) start += 2;
    buffer.erase(0, start);
    skipped_bytes += start;
    if (skipped_bytes > limits.head_max_bytes) reject({400, "There are too many empty lines before a request."});
    if (buffer.empty() || buffer == "\r" || state == State::kRejected) return false;
    if (!is_method_start(buffer[0]))
      reject({400, "The request is not well-formed HTTP: it does not start with a method."});
    return state != State::kRejected;
  }

  // Takes the lines that are here whole. The head's bytes stay in the buffer until its end.
  void read_head() {
    const std::size_t shown = std::min(buffer.size(), limits.head_max_bytes);
    for (; judged < shown && state == State::kHead; ++judged) {
      const char c = buffer[judged];
      const bool after_cr = judged > line_start && buffer[judged - 1] == '\r';
      if (after_cr != (c == '\n')) {
        reject({400, "The request is not well-formed HTTP: a line of its head does not end in CRLF."});
      } else if (c == '\n') {
        take_line();
      } else if (c != '\r' && !is_text_char(c)) {
        reject({400, "The request is not well-formed HTTP: its head has a control character."});
      }
    }
    if (state != State::kHead) {
      buffer.erase(0, judged);
    } else if (shown == limits.head_max_bytes) {
      reject(head->has_request_line() ? Rejection{431, "The request's head is too large."}
                                      : Rejection{414, "The request target is too long."});
    }
  }

  // The line whose LF was judged last.
  void take_line() {
    const std::size_t end = judged - 1;
    const std::string_view line(buffer.data() + line_start, end - line_start);
    line_start = judged + 1;
    if (!head->take_line(line)) return reject(head->rejection());
    if (!head->is_complete()) return;
    state = State::kBody;
    if (head->is_chunked()) {
      chunked.emplace(limits.head_max_bytes);
    } else if (has_large_body()) {
      head->request().body.reserve(head->announced_bytes());  // growing it would take twice as much
    }
  }

  void read_body() {
    std::string& body = head->request().body;
    if (!chunked) {
      const std::size_t size = std::min(buffer.size(), head->announced_bytes() - body.size());
      body.append(buffer, 0, size);
      buffer.erase(0, size);
      if (body.size() == head->announced_bytes()) state = State::kComplete;
      return;
    }
    buffer.erase(0, chunked->feed(buffer, body, head->body_max_bytes()));
    switch (chunked->state()) {
      case ChunkedBody::State::kReading:
        return;
      case ChunkedBody::State::kDone:
        state = State::kComplete;
        return;
      case ChunkedBody::State::kMalformed:
        reject({400, "The request is not well-formed HTTP: bad chunk."});
        return;
      case ChunkedBody::State::kForbiddenTrailer:
        reject({400, "A trailer has a field that belongs in the head."});
        return;
      case ChunkedBody::State::kLineTooLong:
        reject({400, "A chunk's head, all extensions or all trailers are too large."});
        return;
      case ChunkedBody::State::kTooLarge:
        reject(body_too_large(head->body_max_bytes()));
        return;
    }
  }

  [[nodiscard]] bool has_large_body() const {
    return std::max(head->announced_bytes(), head->request().body.size()) > limits.body_max_bytes;
  }

  const RequestLimits limits;
  std::optional<RequestHead> head;
  std::optional<ChunkedBody> chunked;  // once the head says so
  std::string buffer;                  // what came and was not used yet
  std::size_t skipped_bytes = 0;       // of empty lines before the request
  std::size_t line_start = 0;          // where the line at hand begins in the buffer
  std::size_t judged = 0;              // how many bytes of the buffer were looked at, in kHead
  State state = State::kIdle;
  bool continue_taken = false;
  Rejection rejection;
};

RequestParser::RequestParser(const RequestLimits& request_limits) : impl_(std::make_unique<Impl>(request_limits)) {}
RequestParser::~RequestParser() = default;
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;

RequestParser::State RequestParser::feed(std::string_view bytes) {
  assert(impl_->state != State::kRejected);
  impl_->buffer.append(bytes);
  if (impl_->state == State::kComplete || impl_->buffer.empty()) return impl_->state;
  return impl_->advance();
}

RequestParser::State RequestParser::state() const { return impl_->state; }

bool RequestParser::take_continue() {
  const bool waits = impl_->state == State::kBody && impl_->head->expects_continue() && impl_->buffer.empty() &&
                     impl_->head->request().body.empty();
  return waits && !std::exchange(impl_->continue_taken, true);
}

bool RequestParser::has_large_body() const { return impl_->has_large_body(); }

bool RequestParser::keep_alive() const {
  assert(impl_->state == State::kComplete);
  return impl_->head->stays_open();
}

IncomingRequest RequestParser::take() {
  assert(impl_->state == State::kComplete);
  IncomingRequest request = std::move(impl_->head->request());
  impl_->head.emplace(impl_->limits);
  impl_->chunked.reset();
  impl_->skipped_bytes = 0;
  impl_->line_start = 0;
  impl_->judged = 0;
  impl_->state = State::kIdle;
  impl_->continue_taken = false;
  return request;
}

std::size_t RequestParser::give_back_rest() {
  assert(impl_->state == State::kIdle);
  const std::size_t size = impl_->buffer.size();
  impl_->buffer.clear();
  return size;
}

const Rejection& RequestParser::rejection() const { return impl_->rejection; }

const IncomingRequest& RequestParser::head() const { return impl_->head->request(); }

}  // namespace cpsg::http
