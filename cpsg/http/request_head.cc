#include "cpsg/http/request_head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdint>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/syntax.h"

namespace cpsg::http {
namespace {

constexpr std::size_t kMethodMaxBytes = 32;

// Fields that may stand once (RFC 9110, 5.3): of two, one reader takes the first and another the last one.
constexpr std::array<std::string_view, 18> kSingleFields = {"authorization",
                                                            "content-length",
                                                            "content-type",
                                                            "cookie",
                                                            "date",
                                                            "expect",
                                                            "from",
                                                            "host",
                                                            "if-modified-since",
                                                            "if-range",
                                                            "last-event-id",
                                                            "max-forwards",
                                                            "origin",
                                                            "if-unmodified-since",
                                                            "range",
                                                            "sec-fetch-site",
                                                            "referer",
                                                            "transfer-encoding"};

bool may_stand_once(std::string_view name) {
  return std::find(kSingleFields.begin(), kSingleFields.end(), name) != kSingleFields.end();
}

bool has_option(const IncomingRequest& request, std::string_view wanted) {
  bool found = false;
  for_each_part(request.header("connection").value_or(""), ',',
                [&](std::string_view option) { found = found || equal_ignoring_case(trim(option, kBlanks), wanted); });
  return found;
}

// A list of tokens, in which empty elements stand for nothing (RFC 9110, 5.6.1).
bool is_token_list(std::string_view text) {
  bool sane = true;
  for_each_part(text, ',', [&](std::string_view part) {
    const std::string_view element = trim(part, kBlanks);
    sane = sane && (element.empty() || is_token(element));
  });
  return sane;
}

// `HTTP/` and two digits with a full stop between them.
bool is_version(std::string_view text) {
  constexpr std::string_view kForm = "HTTP/1.1";
  return text.size() == kForm.size() && text.starts_with("HTTP/") && is_ascii_digit(text[5]) && text[6] == '.' &&
         is_ascii_digit(text[7]);
}

// `http://host/path` is a request for `/path`, `http://host?query` for `/?query` (RFC 9112, 3.2.2); for OPTIONS,
// `http://host` is one about the whole server (3.2.4).
std::string origin_form(std::string_view url, std::string_view method) {
  const std::size_t path = url.find_first_of("/?", url.find("://") + 3);
  if (path == std::string_view::npos) return method == "OPTIONS" ? "*" : "/";
  return url[path] == '/' ? std::string(url.substr(path)) : "/" + std::string(url.substr(path));
}

std::string text_of(const Authority& authority) {
  return authority.port.empty() ? authority.host : authority.host + ":" + authority.port;
}

}  // namespace

Rejection body_too_large(std::size_t max_bytes) {
  return {413, fmt::format("The request's body is too large: at most {} bytes are taken here.", max_bytes)};
}

bool RequestHead::reject(int status, std::string detail) {
  rejection_ = {status, std::move(detail)};
  return false;
}

bool RequestHead::reject_malformed(const std::string& what) {
  return reject(400, "The request is not well-formed HTTP: " + what + ".");
}

bool RequestHead::take_line(std::string_view line) {
  assert(!is_complete_);
  if (!has_request_line()) return take_request_line(line);
  return line.empty() ? end() : take_field(line);
}

bool RequestHead::take_request_line(std::string_view line) {
  const std::string_view method = take_until(line, ' ');
  const std::string_view target = take_until(line, ' ');
  if (!is_token(method)) return reject_malformed("it does not start with a method");
  if (method.size() > kMethodMaxBytes) return reject(501, "The method is not one that is understood.");
  request_.method = method;
  if (target.size() > limits_->target_max_bytes) return reject(414, "The request target is too long.");
  if (!is_version(line)) return reject_malformed("its first line is not a method, a target and a version");
  if (line != "HTTP/1.1" && line != "HTTP/1.0") return reject(505, "The HTTP version is not 1.0 or 1.1.");
  is_http_11_ = line == "HTTP/1.1";
  request_.http_1_0 = !is_http_11_;
  if (!take_target(target)) return false;
  const std::size_t large = limits_->large_body_max_bytes ? limits_->large_body_max_bytes(request_.target) : 0;
  body_max_bytes_ = std::max(limits_->body_max_bytes, large);
  return true;
}

bool RequestHead::take_target(std::string_view target) {
  if (!std::all_of(target.begin(), target.end(), is_target_char)) {
    return reject(400, "The request target has a character that must be percent-encoded.");
  }
  // Some readers take it for a slash.
  if (target.substr(0, target.find('?')).find('\\') != std::string_view::npos) {
    return reject(400, "The request target's path has a backslash.");
  }
  if (target.starts_with('/') || (target == "*" && request_.method == "OPTIONS")) {
    request_.target = target;
    return true;
  }
  authority_ = authority_of_url(target);
  if (!authority_) return reject(400, "The request target is neither a path nor a URL of http.");
  scheme_ = ascii_lower(target.substr(0, target.find(':')));
  request_.target = origin_form(target, request_.method);
  return true;
}

bool RequestHead::take_field(std::string_view line) {
  if (kBlanks.find(line.front()) != std::string_view::npos) {
    return reject(400, "A header field is folded into several lines.");
  }
  if (++fields_ > limits_->headers_max) return reject(431, "There are too many header fields.");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
    return reject_malformed("a header field does not begin with a name and a colon");
  }
  const std::string_view value = trim(line.substr(colon + 1), kBlanks);
  if (!std::all_of(value.begin(), value.end(), is_text_char)) {
    return reject_malformed("a header field has a control character");
  }
  std::string name = ascii_lower(line.substr(0, colon));
  const auto known = std::find_if(request_.headers.begin(), request_.headers.end(),
                                  [&](const Header& each) { return each.name == name; });
  if (known == request_.headers.end()) {
    request_.headers.push_back({std::move(name), std::string(value)});
  } else if (may_stand_once(name)) {
    return reject(400, "There are several header fields with the name " + name + ".");
  } else {
    known->value.append(", ").append(value);
  }
  return true;
}

bool RequestHead::end() {
  if (!is_token_list(request_.header("connection").value_or(""))) {
    return reject_malformed("the Connection header is not a list of options");
  }
  is_complete_ = read_host() && read_framing() && read_expectation();
  return is_complete_;
}

bool RequestHead::read_host() {
  const auto known = std::find_if(request_.headers.begin(), request_.headers.end(),
                                  [](const Header& each) { return each.name == "host"; });
  if (known == request_.headers.end()) {
    if (is_http_11_) return reject(400, "The Host header is missing.");
    if (authority_) request_.headers.push_back({"host", text_of(*authority_)});
    return true;
  }
  const auto host = parse_authority(known->value);
  if (!host) return reject(400, "The Host header is not one that a URL can have.");
  if (!authority_) return true;
  if (without_default_port(*host, scheme_) != without_default_port(*authority_, scheme_)) {
    return reject(421, "The request target names another host than the Host header.");
  }
  known->value = text_of(*authority_);
  return true;
}

bool RequestHead::read_framing() {
  const auto length = request_.header("content-length");
  const auto coding = request_.header("transfer-encoding");
  if (length && coding) return reject(400, "A request has a Content-Length or a Transfer-Encoding, not both.");
  if (coding) {
    if (!is_http_11_) return reject(400, "HTTP/1.0 has no transfer codings.");
    if (!equal_ignoring_case(*coding, "chunked")) {
      return reject(501, "The only transfer coding understood is chunked.");
    }
    is_chunked_ = true;
  }
  if (!length) return true;
  const auto announced = parse_number<std::uint64_t>(*length);
  if (!announced) return reject_malformed("the Content-Length is not a number");
  if (*announced > body_max_bytes_) return reject(413, body_too_large(body_max_bytes_).detail);
  announced_bytes_ = static_cast<std::size_t>(*announced);
  return true;
}

bool RequestHead::read_expectation() {
  const auto expectation = request_.header("expect");
  if (!expectation || !is_http_11_) return true;
  if (!equal_ignoring_case(*expectation, "100-continue")) {
    return reject(417, "The only expectation understood is 100-continue.");
  }
  expects_continue_ = true;
  return true;
}

// `close` among the options ends the connection whatever stands beside it (RFC 9112, 9.3).
bool RequestHead::stays_open() const {
  return !has_option(request_, "close") && (is_http_11_ || has_option(request_, "keep-alive"));
}

}  // namespace cpsg::http
