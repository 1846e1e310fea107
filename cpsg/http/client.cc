#include "cpsg/http/client.h"

#include <array>
#include <exception>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/curl_transfer.h"
#include "cpsg/http/url.h"

namespace cpsg::http {
namespace {

constexpr long kReceiveBufferBytes = 512 * 1024;

// One request on its way: what the callbacks of libcurl share. Exceptions wait in `failure` until it has returned.
struct Transfer {
  const Session::BodySink& sink;
  const std::function<void(const ResponseHead&)>& on_head;
  const std::atomic<bool>* cancelled = nullptr;
  StallWatch stall;
  CURL* easy = nullptr;
  HeadCollector collector{};
  bool was_sent = false;
  bool head_delivered = false;
  std::uint64_t body_bytes = 0;
  std::exception_ptr failure{};

  void deliver_head() {
    if (std::exchange(head_delivered, true)) return;
    if (on_head) on_head(collector.head);
  }

  void take_header(std::string_view line) {
    if (!head_delivered) collector.take(line);  // else a trailer
  }

  void take_body(std::span<const std::uint8_t> bytes) {
    body_bytes += bytes.size();
    check_decoded_size();
    deliver_head();
    if (sink) sink(bytes);
  }

  // A compressed answer may grow, but not without measure.
  void check_decoded_size() const {
    if (body_bytes <= limits::kDecodedAlwaysMaxBytes || !is_encoded()) return;
    if (body_bytes / limits::kDecodedPerByteMax > wire_bytes() + kReceiveBufferBytes) {
      throw Error(ErrorCode::kLimitExceeded, "the remote's answer is compressed beyond every measure");
    }
  }
  [[nodiscard]] bool is_encoded() const {
    const std::string encoding = collector.head.header("content-encoding").value_or("");
    return !encoding.empty() && encoding != "identity";
  }
  // Of the body, as far as libcurl has counted: it may be behind by one buffer.
  [[nodiscard]] std::uint64_t wire_bytes() const {
    curl_off_t bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    return static_cast<std::uint64_t>(bytes);
  }

  void check_time(curl_off_t bytes) {
    check_cancelled(cancelled);
    if (!was_sent) return stall.begin(Instant::clock::now());
    // Bytes are counted when they come: after a slow sink the count differs, so its time is not taken for the remote's.
    stall.check(bytes, Instant::clock::now());
  }
};

std::size_t on_header_line(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  return guarded(transfer.failure, [&] { transfer.take_header({data, bytes}); }) ? bytes : 0;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  const auto* begin = reinterpret_cast<const std::uint8_t*>(data);
  return guarded(transfer.failure, [&] { transfer.take_body({begin, bytes}); }) ? bytes
                                                                                : std::size_t{CURL_WRITEFUNC_ERROR};
}

// The connection is there, and the request is about to be sent.
int on_sending(void* user, char*, char*, int, int) {
  static_cast<Transfer*>(user)->was_sent = true;
  return CURL_PREREQFUNC_OK;
}

int on_progress(void* user, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  auto& transfer = *static_cast<Transfer*>(user);
  return guarded(transfer.failure, [&] { transfer.check_time(received + sent); }) ? 0 : 1;
}

}  // namespace

struct Session::Impl {
  explicit Impl(ClientOptions client_options) : options(std::move(client_options)), easy(make_easy_handle()) {}

  void set_callbacks(Transfer& transfer) {
    set_option(easy.get(), CURLOPT_HEADERFUNCTION, &on_header_line);
    set_option(easy.get(), CURLOPT_HEADERDATA, &transfer);
    set_option(easy.get(), CURLOPT_WRITEFUNCTION, &on_body);
    set_option(easy.get(), CURLOPT_WRITEDATA, &transfer);
    set_option(easy.get(), CURLOPT_XFERINFOFUNCTION, &on_progress);
    set_option(easy.get(), CURLOPT_XFERINFODATA, &transfer);
    set_option(easy.get(), CURLOPT_NOPROGRESS, 0L);
    set_option(easy.get(), CURLOPT_PREREQFUNCTION, &on_sending);
    set_option(easy.get(), CURLOPT_PREREQDATA, &transfer);
    set_option(easy.get(), CURLOPT_ERRORBUFFER, error_text.data());
  }

  ClientOptions options;
  EasyHandle easy;
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
  const HeaderLines headers(request);
  Transfer transfer{.sink = sink,
                    .on_head = on_head,
                    .cancelled = self.options.cancelled,
                    .stall = StallWatch(self.options.stall_timeout),
                    .easy = self.easy.get()};

  curl_easy_reset(self.easy.get());  // options alone: connections stay
  self.error_text.front() = '\0';
  set_connection_options(self.easy.get(), self.options);
  set_option(self.easy.get(), CURLOPT_BUFFERSIZE, kReceiveBufferBytes);
  // Packs are compressed already. A server that compresses all the same is understood.
  set_option(self.easy.get(), CURLOPT_ACCEPT_ENCODING, "identity");
  set_request(self.easy.get(), request, headers);
  self.set_callbacks(transfer);
  transfer.check_time(0);
  ++self.requests;
  const CURLcode result = curl_easy_perform(self.easy.get());
  curl_easy_setopt(self.easy.get(), CURLOPT_HTTPHEADER, nullptr);
  self.received_bytes += transfer.is_encoded() ? transfer.wire_bytes() : transfer.body_bytes;
  if (transfer.failure) std::rethrow_exception(transfer.failure);
  if (result != CURLE_OK) throw_curl_error(result, self.error_text.data());
  transfer.deliver_head();
  return std::move(transfer.collector.head);
}

std::uint64_t Session::requests() const { return impl_->requests; }
std::uint64_t Session::received_bytes() const { return impl_->received_bytes; }

}  // namespace cpsg::http
