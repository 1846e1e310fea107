#include "cpsg/http/client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <exception>
#include <mutex>
#include <new>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/url.h"

namespace cpsg::http {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr long kReceiveBufferBytes = 512 * 1024;

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// Of "HTTP/1.1 200 OK"; libcurl has refused lines of another form.
int status_of(std::string_view line) {
  int status = 0;
  const std::string_view text = line.substr(std::min(line.find(' ') + 1, line.size()));
  std::from_chars(text.data(), text.data() + text.size(), status);
  return status;
}

void initialise_curl() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) throw std::bad_alloc();
  });
}

class HeaderList {
 public:
  ~HeaderList() { curl_slist_free_all(list_); }
  HeaderList() = default;
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  void add(const std::string& line) {
    curl_slist* longer = curl_slist_append(list_, line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  [[nodiscard]] curl_slist* get() const { return list_; }

 private:
  curl_slist* list_ = nullptr;
};

// One request on its way: what the callbacks of libcurl share. Exceptions must not pass through libcurl's frames, so
// they wait in `failure` until it has returned.
struct Transfer {
  const Session::BodySink& sink;
  const std::function<void(const ResponseHead&)>& on_head;
  const ClientOptions& options;
  ResponseHead head{};
  std::size_t head_bytes = 0;
  bool head_delivered = false;
  std::uint64_t body_bytes = 0;
  std::exception_ptr failure{};
  SteadyClock::time_point last_byte_at = SteadyClock::now();
  curl_off_t bytes_seen = 0;  // both directions, by libcurl's count

  void deliver_head() {
    if (std::exchange(head_delivered, true)) return;
    if (on_head) on_head(head);
  }

  // A line of the head, complete. A status line begins a new head: what came before was an interim answer.
  void take_header(std::string_view line) {
    if (head_delivered) return;  // a trailer
    head_bytes += line.size();
    if (head_bytes > limits::kResponseHeadMaxBytes) {
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

  void take_body(std::span<const std::uint8_t> bytes) {
    body_bytes += bytes.size();
    deliver_head();
    if (sink) sink(bytes);
  }

  void check_time(curl_off_t bytes) {
    if (options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed)) {
      throw Error(ErrorCode::kCancelled, "stopped");
    }
    // Bytes are counted when they come: after a slow sink the count differs, so its time is not taken for the remote's.
    const auto now = SteadyClock::now();
    if (std::exchange(bytes_seen, bytes) != bytes) {
      last_byte_at = now;
    } else if (now - last_byte_at > options.stall_timeout) {
      throw Error(ErrorCode::kTimeout, "the remote sent nothing for too long; try again later");
    }
  }
};

// Runs `step` for a callback of libcurl; false when it threw.
template <typename Step>
bool guarded(Transfer& transfer, Step&& step) noexcept {
  try {
    step();
    return true;
  } catch (...) {
    transfer.failure = std::current_exception();
    return false;
  }
}

std::size_t on_header_line(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  return guarded(transfer, [&] { transfer.take_header({data, bytes}); }) ? bytes : 0;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  const bool ok = guarded(transfer, [&] { transfer.take_body({reinterpret_cast<const std::uint8_t*>(data), bytes}); });
  return ok ? bytes : std::size_t{CURL_WRITEFUNC_ERROR};
}

int on_progress(void* user, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  auto& transfer = *static_cast<Transfer*>(user);
  return guarded(transfer, [&] { transfer.check_time(received + sent); }) ? 0 : 1;
}

ErrorCode code_of(CURLcode result, std::string_view detail) {
  switch (result) {
    case CURLE_OPERATION_TIMEDOUT:
      return ErrorCode::kTimeout;
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

[[noreturn]] void throw_curl_error(CURLcode result, const char* detail) {
  std::string message = *detail != '\0' ? detail : curl_easy_strerror(result);
  std::replace_if(message.begin(), message.end(), [](char c) { return c < ' ' || c > '~'; }, ' ');
  const ErrorCode code = code_of(result, message);
  throw Error(code, std::string(trim(message)).append(advice(code)));
}

}  // namespace

std::optional<std::string> ResponseHead::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> ResponseHead::retry_after(UnixTime now) const {
  constexpr std::int64_t kDayS = 86'400;
  const std::optional<std::string> text = header("retry-after");
  if (!text || text->empty()) return std::nullopt;
  std::int64_t seconds = 0;
  if (text->find_first_not_of("0123456789") == std::string::npos) {
    constexpr std::size_t kDigitsOfADay = 5;
    const std::string digits = text->substr(std::min(text->find_first_not_of('0'), text->size()));
    seconds = digits.empty() ? 0 : digits.size() > kDigitsOfADay ? kDayS : std::stoll(digits);
  } else {
    const time_t at = curl_getdate(text->c_str(), nullptr);
    if (at == -1) return std::nullopt;
    seconds = at - now.time_since_epoch().count();
  }
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kDayS));
}

struct Session::Impl {
  explicit Impl(ClientOptions client_options) : options(std::move(client_options)) {
    initialise_curl();
    easy.reset(curl_easy_init());
    if (!easy) throw std::bad_alloc();
  }

  template <typename Value>
  void set(CURLoption option, Value value) {
    [[maybe_unused]] const CURLcode result = curl_easy_setopt(easy.get(), option, value);
    assert(result == CURLE_OK);
  }

  void set_connection_options() {
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(CURLOPT_FOLLOWLOCATION, 0L);
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
    set(CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
    set(CURLOPT_TCP_NODELAY, 1L);
    set(CURLOPT_TCP_KEEPALIVE, 1L);
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(CURLOPT_USERAGENT, options.user_agent.c_str());
    if (!options.ca_file.empty()) set(CURLOPT_CAINFO, options.ca_file.c_str());
  }

  void set_request(const Request& request, const HeaderList& headers) {
    set(CURLOPT_URL, request.url.c_str());
    set(CURLOPT_HTTPHEADER, headers.get());
    set(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_SEPARATE));
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    if (request.method == "HEAD") {
      set(CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET" || !request.body.empty()) {
      set(CURLOPT_POST, 1L);
      set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
      set(CURLOPT_POSTFIELDS, request.body.data());
      set(CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
    if (request.credentials) {
      set(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
      set(CURLOPT_USERNAME, request.credentials->user.c_str());
      set(CURLOPT_PASSWORD, request.credentials->password.c_str());
      // Through https a proxy sees a tunnel; plain http would hand it the header.
      if (origin_of(request.url).scheme == "http") set(CURLOPT_NOPROXY, "*");
    }
  }

  void set_callbacks(Transfer& transfer) {
    set(CURLOPT_HEADERFUNCTION, &on_header_line);
    set(CURLOPT_HEADERDATA, &transfer);
    set(CURLOPT_WRITEFUNCTION, &on_body);
    set(CURLOPT_WRITEDATA, &transfer);
    set(CURLOPT_XFERINFOFUNCTION, &on_progress);
    set(CURLOPT_XFERINFODATA, &transfer);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_ERRORBUFFER, error_text.data());
  }

  ClientOptions options;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy{nullptr, curl_easy_cleanup};
  std::array<char, CURL_ERROR_SIZE> error_text{};
  std::uint64_t requests = 0;
  std::uint64_t received_bytes = 0;
};

Session::Session(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

ResponseHead Session::perform(const Request& request, const BodySink& sink,
                              const std::function<void(const ResponseHead&)>& on_head) {
  static_cast<void>(origin_of(request.url));  // refuses what is not http(s)
  Impl& self = *impl_;
  Transfer transfer{.sink = sink, .on_head = on_head, .options = self.options};
  HeaderList headers;
  headers.add("Expect:");  // no round trip before a body
  for (const std::string& line : request.headers) headers.add(line);

  curl_easy_reset(self.easy.get());  // options alone: connections stay
  self.error_text.front() = '\0';
  self.set_connection_options();
  self.set_request(request, headers);
  self.set_callbacks(transfer);
  transfer.check_time(0);
  ++self.requests;
  const CURLcode result = curl_easy_perform(self.easy.get());
  curl_easy_setopt(self.easy.get(), CURLOPT_HTTPHEADER, nullptr);
  self.received_bytes += transfer.body_bytes;
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (result != CURLE_OK) throw_curl_error(result, self.error_text.data());
  transfer.deliver_head();
  return std::move(transfer.head);
}

std::uint64_t Session::requests() const { return impl_->requests; }
std::uint64_t Session::received_bytes() const { return impl_->received_bytes; }

}  // namespace cpsg::http
