#include "cpsg/http/request_parser.h"

#include <algorithm>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <cassert>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/authority.h"
#include "cpsg/http/chunked_body.h"

namespace cpsg::http {
namespace {

namespace beast_http = boost::beast::http;
using boost::beast::error_code;
using boost::beast::string_view;
using Rejection = RequestParser::Rejection;

constexpr int kHttp11 = 11;
constexpr std::string_view kBodyTooLarge = "The request's body is too large.";

bool is_absolute(std::string_view target) {
  return !target.starts_with('/') && target.find("://") != std::string_view::npos;
}

// A header that goes on in the next line (RFC 9112, 5.2). Beast joins the lines, where other readers see two headers.
bool has_folded_line(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, bytes.find("\r\n\r\n"));
  if (head.size() == bytes.size()) return false;  // it is not here whole, and not read yet
  return head.find("\r\n ") != std::string_view::npos || head.find("\r\n\t") != std::string_view::npos;
}

// `http://host/path` is a request for `/path`, `http://host?query` for `/?query` (RFC 9112, 3.2.2).
std::string origin_form(std::string_view target) {
  const std::size_t path = target.find_first_of("/?", target.find("://") + 3);
  if (path == std::string_view::npos) return "/";
  return target[path] == '/' ? std::string(target.substr(path)) : "/" + std::string(target.substr(path));
}

bool has_option(const IncomingRequest& request, std::string_view wanted) {
  bool found = false;
  for_each_part(request.header("connection").value_or(""), ',',
                [&](std::string_view option) { found = found || equal_ignoring_case(trim(option), wanted); });
  return found;
}

// Collects the head of one request; bodies are not Beast's. A virtual function that rejects sets `rejection_` and any
// error code, which ends the parsing.
class HeadParser final : public beast_http::basic_parser<true> {
 public:
  explicit HeadParser(const RequestLimits& request_limits) : limits_(request_limits) {
    eager(true);
    skip(true);
    header_limit(std::numeric_limits<std::uint32_t>::max());  // what is shown to it is bounded
  }

  IncomingRequest& request() { return request_; }
  [[nodiscard]] const IncomingRequest& request() const { return request_; }
  [[nodiscard]] std::size_t body_max_bytes() const { return body_max_bytes_; }
  [[nodiscard]] std::size_t announced_bytes() const { return announced_bytes_; }
  // `close` among the options ends the connection whatever stands beside it (RFC 9112, 9.3).
  [[nodiscard]] bool stays_open() const {
    return !has_option(request_, "close") && (version_ >= kHttp11 || has_option(request_, "keep-alive"));
  }
  [[nodiscard]] const std::optional<Rejection>& rejection() const { return rejection_; }
  [[nodiscard]] bool has_request_line() const { return !request_.method.empty(); }
  [[nodiscard]] bool expects_continue() const { return expects_continue_; }

 private:
  void on_request_impl(beast_http::verb /*method*/, string_view method, string_view target, int version,
                       error_code& ec) override {
    request_.method.assign(method.data(), method.size());
    version_ = version;
    request_.http_1_0 = version < kHttp11;
    if (target.size() > limits_.target_max_bytes) return reject(414, "The request target is too long.", ec);
    request_.target.assign(target.data(), target.size());
    if (is_absolute(request_.target)) {
      authority_ = authority_of_url(request_.target);
      if (!authority_) return reject(400, "The request target is not a URL of http.", ec);
      request_.target = origin_form(request_.target);
    } else if (!request_.target.starts_with('/') && request_.target != "*") {
      return reject(400, "The request target is neither a path nor a URL.", ec);
    }
    const std::size_t large = limits_.large_body_max_bytes ? limits_.large_body_max_bytes(request_.target) : 0;
    body_max_bytes_ = std::max(limits_.body_max_bytes, large);
  }

  void on_response_impl(int /*code*/, string_view /*reason*/, int /*version*/, error_code& /*ec*/) override {}

  void on_field_impl(beast_http::field name, string_view name_text, string_view value, error_code& ec) override {
    if (++headers_ > limits_.headers_max) return reject(431, "There are too many header fields.", ec);
    if (name == beast_http::field::host && std::exchange(has_host_, true)) {
      return reject(400, "There are several Host headers.", ec);
    }
    if (name == beast_http::field::transfer_encoding && !boost::beast::iequals(value, "chunked")) {
      return reject(501, "The only transfer coding understood is chunked.", ec);
    }
    std::string lower = ascii_lower(std::string_view{name_text.data(), name_text.size()});
    const auto known = std::find_if(request_.headers.begin(), request_.headers.end(),
                                    [&](const Header& each) { return each.name == lower; });
    if (known == request_.headers.end()) {
      request_.headers.push_back({std::move(lower), std::string(value.data(), value.size())});
    } else {
      known->value.append(", ").append(value.data(), value.size());
    }
  }

  void on_header_impl(error_code& ec) override {
    const std::uint64_t announced = content_length().value_or(0);
    if (announced > body_max_bytes_) return reject(413, std::string(kBodyTooLarge), ec);
    announced_bytes_ = static_cast<std::size_t>(announced);
    if (version_ < kHttp11 && chunked()) return reject(400, "HTTP/1.0 has no transfer codings.", ec);
    if (version_ >= kHttp11 && !has_host_) return reject(400, "The Host header is missing.", ec);
    if (!has_sane_host()) return reject(400, "The Host header is not one that a URL can have.", ec);
    const auto expectation = request_.header("expect");
    if (!expectation || version_ < kHttp11) return;
    if (!boost::beast::iequals(*expectation, "100-continue")) {
      return reject(417, "The only expectation understood is 100-continue.", ec);
    }
    expects_continue_ = true;
  }

  void on_body_init_impl(const boost::optional<std::uint64_t>& /*length*/, error_code& /*ec*/) override {}
  std::size_t on_body_impl(string_view body, error_code& /*ec*/) override { return body.size(); }
  void on_chunk_header_impl(std::uint64_t /*size*/, string_view /*extensions*/, error_code& /*ec*/) override {}
  std::size_t on_chunk_body_impl(std::uint64_t /*remain*/, string_view body, error_code& /*ec*/) override {
    return body.size();
  }
  void on_finish_impl(error_code& /*ec*/) override {}

  // Of a target in absolute form the host is the one that counts (RFC 9112, 3.2.2).
  bool has_sane_host() {
    for (Header& header : request_.headers) {
      if (header.name != "host") continue;
      if (!parse_authority(header.value)) return false;
      if (authority_) header.value = text_of(*authority_);
      return true;
    }
    if (authority_) request_.headers.push_back({"host", text_of(*authority_)});
    return true;
  }
  static std::string text_of(const Authority& authority) {
    return authority.port.empty() ? authority.host : authority.host + ":" + authority.port;
  }

  void reject(int status, std::string detail, error_code& ec) {
    rejection_ = Rejection{status, std::move(detail)};
    ec = beast_http::error::bad_value;
  }

  RequestLimits limits_;
  IncomingRequest request_;
  std::optional<Rejection> rejection_;
  std::size_t headers_ = 0;
  std::optional<Authority> authority_;  // of a target in absolute form
  std::size_t body_max_bytes_ = 0;
  std::size_t announced_bytes_ = 0;  // by Content-Length, within the limit
  int version_ = 0;
  bool has_host_ = false;
  bool expects_continue_ = false;
};

Rejection rejection_of(const error_code& ec) {
  using beast_http::error;
  if (ec == error::bad_version) return {505, "The HTTP version is not 1.0 or 1.1."};
  return {400, "The request is not well-formed HTTP: " + ec.message() + "."};
}

constexpr bool is_method_char(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

struct RequestParser::Impl {
  explicit Impl(const RequestLimits& request_limits) : limits(request_limits) { parser.emplace(limits); }

  State reject(Rejection reason) {
    rejection = std::move(reason);
    return state = State::kRejected;
  }

  // Empty lines before a request are skipped (RFC 9112, 2.2); other bytes that cannot start one are refused at once, so
  // that a TLS client need not wait for a time-out.
  bool skip_to_start() {
    const std::size_t start = buffer.find_first_not_of("\r\n");
    buffer.erase(0, std::min(start, buffer.size()));
    if (buffer.empty()) return false;
    if (!is_method_char(buffer[0])) reject({400, "The request does not start with an HTTP method."});
    return state != State::kRejected;
  }

  State advance() {
    if (state == State::kIdle) {
      if (!skip_to_start()) return state;
      state = State::kHead;
    }
    while (state == State::kHead && read_head() > 0 && !buffer.empty()) {
    }
    if (state == State::kBody) read_body();
    return state;
  }

  // Shows Beast no more than the bound allows, so that the bound is the same however the bytes came. Returns how many
  // bytes were used.
  std::size_t read_head() {
    const std::size_t window = limits.head_max_bytes - head_bytes;
    const std::size_t shown = std::min(buffer.size(), window);
    if (has_folded_line(std::string_view(buffer).substr(0, shown))) {
      reject({400, "A header field is folded into several lines."});
      return 0;
    }
    error_code ec;
    const std::size_t used = parser->put(boost::asio::const_buffer(buffer.data(), shown), ec);
    if (ec && ec != beast_http::error::need_more) {
      reject(parser->rejection().value_or(rejection_of(ec)));
    } else if (parser->is_done()) {
      begin_body();
    } else if (used == 0 && shown == window) {
      reject(rejection_of_size());
    } else {
      head_bytes += used;
    }
    buffer.erase(0, used);
    return used;
  }

  void begin_body() {
    state = State::kBody;
    if (parser->chunked()) {
      chunked.emplace(limits.head_max_bytes);
    } else if (has_large_body()) {
      parser->request().body.reserve(parser->announced_bytes());  // growing it would take twice as much
    }
  }

  void read_body() {
    std::string& body = parser->request().body;
    if (!chunked) {
      const std::size_t size = std::min(buffer.size(), parser->announced_bytes() - body.size());
      body.append(buffer, 0, size);
      buffer.erase(0, size);
      if (body.size() == parser->announced_bytes()) state = State::kComplete;
      return;
    }
    buffer.erase(0, chunked->feed(buffer, body, parser->body_max_bytes()));
    switch (chunked->state()) {
      case ChunkedBody::State::kReading:
        return;
      case ChunkedBody::State::kDone:
        state = State::kComplete;
        return;
      case ChunkedBody::State::kMalformed:
        reject({400, "The request is not well-formed HTTP: bad chunk."});
        return;
      case ChunkedBody::State::kLineTooLong:
        reject({400, "A chunk's head or the trailers are too large."});
        return;
      case ChunkedBody::State::kTooLarge:
        reject({413, std::string(kBodyTooLarge)});
        return;
    }
  }

  [[nodiscard]] bool has_large_body() const {
    return std::max(parser->announced_bytes(), parser->request().body.size()) > limits.body_max_bytes;
  }

  [[nodiscard]] Rejection rejection_of_size() const {
    // Beast may parse nothing of a head before all of it is there.
    const bool has_request_line = parser->has_request_line() || buffer.find('\n') != std::string::npos;
    if (!has_request_line) return {414, "The request target is too long."};
    return {431, "The request's head is too large."};
  }

  RequestLimits limits;
  std::optional<HeadParser> parser;
  std::optional<ChunkedBody> chunked;  // while such a body is read
  std::string buffer;                  // came, but not used yet
  std::size_t head_bytes = 0;
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
  const bool waits = impl_->state == State::kBody && impl_->parser->expects_continue() && impl_->buffer.empty() &&
                     impl_->parser->request().body.empty();
  return waits && !std::exchange(impl_->continue_taken, true);
}

bool RequestParser::has_large_body() const { return impl_->has_large_body(); }

bool RequestParser::keep_alive() const {
  assert(impl_->state == State::kComplete);
  return impl_->parser->stays_open();
}

IncomingRequest RequestParser::take() {
  assert(impl_->state == State::kComplete);
  IncomingRequest request = std::move(impl_->parser->request());
  impl_->parser.emplace(impl_->limits);
  impl_->chunked.reset();
  impl_->head_bytes = 0;
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

const RequestParser::Rejection& RequestParser::rejection() const { return impl_->rejection; }

const IncomingRequest& RequestParser::head() const { return impl_->parser->request(); }

}  // namespace cpsg::http
