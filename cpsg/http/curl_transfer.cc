#include "cpsg/http/curl_transfer.h"

#include <algorithm>
#include <charconv>
#include <mutex>
#include <new>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/url.h"

namespace cpsg::http {
namespace {

// Of "HTTP/1.1 200 OK"; libcurl has refused lines of another form.
int status_of(std::string_view line) {
  int status = 0;
  const std::string_view text = line.substr(std::min(line.find(' ') + 1, line.size()));
  std::from_chars(text.data(), text.data() + text.size(), status);
  return status;
}

bool is_printable(char c) { return c >= ' ' && c <= '~'; }

ErrorCode code_of(CURLcode result, std::string_view detail) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:  // of the connection: no other time is bounded by libcurl
      return ErrorCode::kNetwork;
    case CURLE_SSL_CONNECT_ERROR:
      // libcurl's words for a handshake that ended without a reason from TLS: the connection was lost.
      return detail.find("SSL_connect: ") == std::string_view::npos ? ErrorCode::kTls : ErrorCode::kNetwork;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_USE_SSL_FAILED:
      return ErrorCode::kTls;
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // libcurl's word for a user name in the URL
      return ErrorCode::kUrlInvalid;
    case CURLE_OUT_OF_MEMORY:  // libcurl's word for a header line beyond its own bound, too
      return ErrorCode::kLimitExceeded;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // also: an answer without a status line
    case CURLE_BAD_CONTENT_ENCODING:
      return ErrorCode::kBadData;
    default:
      return ErrorCode::kNetwork;
  }
}

std::string_view advice(ErrorCode code) {
  switch (code) {
    case ErrorCode::kTls:
      return " (is a certificate of your own needed? set net.ca_file)";
    case ErrorCode::kNetwork:
      return " (check the network and the proxy variables)";
    default:
      return "";
  }
}

}  // namespace

void initialise_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
  });
}

EasyHandle make_easy_handle() {
  initialise_curl();
  EasyHandle easy(curl_easy_init(), curl_easy_cleanup);
  if (!easy) throw std::bad_alloc();
  return easy;
}

HeaderLines::HeaderLines(const Request& request) {
  add("Expect:");  // no round trip before a body
  for (const std::string& line : request.headers) add(line);
  if (request.bearer_token) {
    if (!std::all_of(request.bearer_token->begin(), request.bearer_token->end(), is_printable)) {
      throw Error(ErrorCode::kConfigInvalid, "a token holds characters that no HTTP header can carry");
    }
    add("Authorization: Bearer " + *request.bearer_token);
  }
}

void HeaderLines::add(const std::string& line) {
  curl_slist* longer = curl_slist_append(list_.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list_.release());  // it begins `longer`, or was empty
  list_.reset(longer);
}

void set_connection_options(CURL* easy, const ClientOptions& options) {
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  set_option(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  set_option(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set_option(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set_option(easy, CURLOPT_TCP_NODELAY, 1L);
  set_option(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  set_option(easy, CURLOPT_USERAGENT, options.user_agent.c_str());
  if (!options.ca_file.empty()) set_option(easy, CURLOPT_CAINFO, options.ca_file.c_str());
}

void set_request(CURL* easy, const Request& request, const HeaderLines& headers) {
  set_option(easy, CURLOPT_URL, request.url.c_str());
  set_option(easy, CURLOPT_HTTPHEADER, headers.get());
  set_option(easy, CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
  set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (request.method == "HEAD") {
    set_option(easy, CURLOPT_NOBODY, 1L);
  } else if (request.method != "GET" || !request.body.empty()) {
    set_option(easy, CURLOPT_POST, 1L);
    set_option(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set_option(easy, CURLOPT_POSTFIELDS, request.body.data());
    set_option(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
  if (request.credentials) {
    set_option(easy, CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    set_option(easy, CURLOPT_USERNAME, request.credentials->user.c_str());
    set_option(easy, CURLOPT_PASSWORD, request.credentials->password.c_str());
  }
  // Through https a proxy sees a tunnel; plain http would hand it the secret.
  const bool has_secret = request.credentials || request.bearer_token;
  if (has_secret && origin_of(request.url).scheme == "http") set_option(easy, CURLOPT_NOPROXY, "*");
}

void HeadCollector::take(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > limits::kResponseHeadMaxBytes) {
    throw Error(ErrorCode::kLimitExceeded, "the remote's answer has a head beyond every measure");
  }
  if (line.starts_with("HTTP/")) {
    head.headers.clear();
    head.status = status_of(line);
    return;
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  head.headers.emplace_back(ascii_lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
}

void StallWatch::check(curl_off_t bytes, Instant now) {
  if (std::exchange(bytes_seen_, bytes) != bytes) {
    last_byte_at_ = now;
  } else if (now - last_byte_at_ > patience_) {
    throw Error(ErrorCode::kTimeout, "the remote sent nothing for too long; try again later");
  }
}

void check_cancelled(const std::atomic<bool>* cancelled) {
  if (cancelled != nullptr && cancelled->load(std::memory_order_relaxed)) {
    throw Error(ErrorCode::kCancelled, "stopped");
  }
}

void throw_curl_error(CURLcode result, const char* detail) {
  // Its detail is the path of net.ca_file, and what waits for it is shown to clients of the API.
  const bool names_a_file = result == CURLE_SSL_CACERT_BADFILE;
  std::string message = *detail != '\0' && !names_a_file ? detail : curl_easy_strerror(result);
  std::replace_if(message.begin(), message.end(), [](char c) { return !is_printable(c); }, ' ');
  const ErrorCode code = code_of(result, message);
  throw Error(code, std::string(trim(message)).append(advice(code)));
}

}  // namespace cpsg::http
