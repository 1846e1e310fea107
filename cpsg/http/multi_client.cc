#include "cpsg/http/multi_client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/http/curl_transfer.h"
#include "cpsg/http/url.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;

// Streams of one HTTP/2 connection, as many as GitHub serves at once.
constexpr long kStreamsMax = 100;
// To a host that speaks HTTP/1.1.
constexpr long kConnectionsPerHostMax = 64;
// A connection whose bytes nobody acknowledges any more is dead, with all its streams.
constexpr int kUnacknowledgedMs = 15'000;
// How long a flag may be true before it is seen.
constexpr int kTickMs = 25;
constexpr int kIdleMs = 60'000;

// One request on its way. Its caller makes it and waits; until it is `done` the client's thread alone touches it.
class Transfer {
 public:
  Transfer(const ClientOptions& options, const Request& request, const AnswerBounds& bounds,
           const std::atomic<bool>* cancelled)
      : headers_(request),
        may_speak_http_2_(origin_of(request.url).scheme == "https"),
        flags_{options.cancelled, cancelled},
        body_max_bytes_(bounds.body_max_bytes),
        deadline_(begun_at_ + bounds.timeout),
        stall_(options.stall_timeout) {
    set_connection_options(easy(), options);
    set_request(easy(), request, headers_);
    set_option(easy(), CURLOPT_ACCEPT_ENCODING, "gzip");
    set_option(easy(), CURLOPT_QUICK_EXIT, 1L);  // the end of one must not wait for its host's name to be found
    if (may_speak_http_2_) set_option(easy(), CURLOPT_PIPEWAIT, 1L);
    set_option(easy(), CURLOPT_SOCKOPTFUNCTION, &Transfer::on_socket);
    set_option(easy(), CURLOPT_HEADERFUNCTION, &Transfer::on_header_line);
    set_option(easy(), CURLOPT_HEADERDATA, this);
    set_option(easy(), CURLOPT_WRITEFUNCTION, &Transfer::on_body);
    set_option(easy(), CURLOPT_WRITEDATA, this);
    set_option(easy(), CURLOPT_PREREQFUNCTION, &Transfer::on_sending);
    set_option(easy(), CURLOPT_PREREQDATA, this);
    set_option(easy(), CURLOPT_PRIVATE, this);
    set_option(easy(), CURLOPT_ERRORBUFFER, error_text_.data());
    check(Instant::clock::now());
  }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  [[nodiscard]] CURL* easy() const { return easy_.get(); }

  [[nodiscard]] bool may_speak_http_2() const { return may_speak_http_2_; }
  [[nodiscard]] bool spoke_http_2() const { return long_info(CURLINFO_HTTP_VERSION) == CURL_HTTP_VERSION_2_0; }
  [[nodiscard]] bool was_sent() const { return was_sent_; }
  [[nodiscard]] bool has_begun() const { return head_bytes_ > 0; }
  // After a time-out: nothing came over what may be a shared connection.
  [[nodiscard]] bool waited_in_vain() const {
    const bool cancelled = std::any_of(flags_.begin(), flags_.end(), [](auto* flag) { return flag && flag->load(); });
    return may_speak_http_2_ && !has_begun() && !cancelled;
  }
  [[nodiscard]] Instant begun_at() const { return begun_at_; }
  [[nodiscard]] bool succeeded() const { return !failure_ && result_ == CURLE_OK; }

  // Whether it may go on; if not, it has failed.
  [[nodiscard]] bool may_go_on(Instant now) noexcept {
    return guarded(failure_, [&] { check(now); });
  }

  // libcurl has ended it.
  void complete(CURLcode result) noexcept { result_ = result; }
  void fail(std::exception_ptr failure) noexcept { failure_ = std::move(failure); }
  void lose_connection() noexcept {
    static_cast<void>(guarded(failure_, [] { throw_lost(); }));
  }

  // What came of it; once, after its end.
  [[nodiscard]] Answer take_answer() {
    if (failure_) std::rethrow_exception(failure_);
    if (result_ != CURLE_OK) throw_failed_transfer();
    Answer answer;
    answer.received_bytes =
        static_cast<std::uint64_t>(long_info(CURLINFO_HEADER_SIZE) + info(CURLINFO_SIZE_DOWNLOAD_T));
    const std::chrono::microseconds waited(info(CURLINFO_STARTTRANSFER_TIME_T) - info(CURLINFO_PRETRANSFER_TIME_T));
    answer.waited = std::max(milliseconds(0), std::chrono::duration_cast<milliseconds>(waited));
    answer.http_version = spoke_http_2() ? 20 : 11;
    answer.head = std::move(collector_.head);
    answer.body = std::move(body_);
    return answer;
  }

 private:
  [[noreturn]] static void throw_lost() {
    throw ConnectionLost("the connection ended before the answer; try again later");
  }

  [[noreturn]] void throw_failed_transfer() const {
    try {
      throw_curl_error(result_, error_text_.data());
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kNetwork && was_sent() && !has_begun()) throw_lost();
      throw;
    }
  }

  void check(Instant now) {
    for (const std::atomic<bool>* flag : flags_) check_cancelled(flag);
    if (now >= deadline_) throw Error(ErrorCode::kTimeout, "the remote's answer took too long; try again later");
    if (!was_sent_) return stall_.begin(now);
    stall_.check(head_bytes_ + info(CURLINFO_SIZE_DOWNLOAD_T) + info(CURLINFO_SIZE_UPLOAD_T), now);
  }

  void take_header(std::string_view line) {
    if (has_body_) return;  // a trailer
    head_bytes_ += static_cast<curl_off_t>(line.size());
    collector_.take(line);
  }

  void take_body(std::string_view piece) {
    has_body_ = true;
    if (piece.size() > body_max_bytes_ - body_.size()) {
      throw Error(ErrorCode::kLimitExceeded, "the remote's answer is longer than any that is wanted");
    }
    body_ += piece;
  }

  // Before the request is sent. libcurl sends it again by itself where a connection that it kept turns out to be
  // closed; but the server may have had it, and it would count twice.
  static int on_sending(void* user, char*, char*, int, int) {
    auto& self = *static_cast<Transfer*>(user);
    if (!std::exchange(self.was_sent_, true)) return CURL_PREREQFUNC_OK;
    self.lose_connection();
    return CURL_PREREQFUNC_ABORT;
  }

  static std::size_t on_header_line(char* data, std::size_t size, std::size_t count, void* user) {
    auto& self = *static_cast<Transfer*>(user);
    const std::size_t bytes = size * count;
    return guarded(self.failure_, [&] { self.take_header({data, bytes}); }) ? bytes : 0;
  }

  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
    auto& self = *static_cast<Transfer*>(user);
    const std::size_t bytes = size * count;
    return guarded(self.failure_, [&] { self.take_body({data, bytes}); }) ? bytes : std::size_t{CURL_WRITEFUNC_ERROR};
  }

  static int on_socket(void*, curl_socket_t socket, curlsocktype) {
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &kUnacknowledgedMs, sizeof kUnacknowledgedMs);
    return CURL_SOCKOPT_OK;
  }

  [[nodiscard]] curl_off_t info(CURLINFO what) const {
    curl_off_t value = 0;
    curl_easy_getinfo(easy(), what, &value);
    return value;
  }
  [[nodiscard]] long long_info(CURLINFO what) const {
    long value = 0;
    curl_easy_getinfo(easy(), what, &value);
    return value;
  }

  HeaderLines headers_;
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  EasyHandle easy_ = make_easy_handle();
  bool may_speak_http_2_;
  std::array<const std::atomic<bool>*, 2> flags_;
  std::size_t body_max_bytes_;
  Instant begun_at_ = Instant::clock::now();
  Instant deadline_;
  StallWatch stall_;
  HeadCollector collector_{};
  curl_off_t head_bytes_ = 0;
  bool has_body_ = false;
  bool was_sent_ = false;
  std::string body_;
  std::exception_ptr failure_{};
  CURLcode result_ = CURLE_OK;

 public:
  // Guarded by the client's mutex.
  bool done = false;
  std::condition_variable ended{};
};

}  // namespace

class MultiClient::Impl {
 public:
  explicit Impl(ClientOptions client_options) : options(std::move(client_options)) {
    initialise_curl();
    multi_ = make_multi(1);
    thread_ = std::thread([this] { drive(); });
  }

  ~Impl() {
    {
      const std::scoped_lock lock(mutex_);
      assert(arrived_.empty());
      stopping_ = true;
      curl_multi_wakeup(multi_.get());
    }
    thread_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void run(Transfer& transfer) {
    std::unique_lock lock(mutex_);
    arrived_.push_back(&transfer);
    curl_multi_wakeup(multi_.get());
    transfer.ended.wait(lock, [&] { return transfer.done; });
  }

  const ClientOptions options;

 private:
  using MultiHandle = std::unique_ptr<CURLM, decltype(&curl_multi_cleanup)>;

  static MultiHandle make_multi(long connections_per_host) {
    MultiHandle multi(curl_multi_init(), curl_multi_cleanup);
    if (!multi) throw std::bad_alloc();
    curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_CONCURRENT_STREAMS, kStreamsMax);
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, connections_per_host);
    return multi;
  }

  void drive() {
    while (add_arrived()) {
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      take_completed();
      end_overdue();
      curl_multi_poll(multi_.get(), nullptr, 0, active_.empty() ? kIdleMs : kTickMs, nullptr);
    }
    assert(active_.empty());
  }

  // False when the client ends.
  bool add_arrived() {
    std::vector<Transfer*> arrived;
    {
      const std::scoped_lock lock(mutex_);
      if (stopping_) return false;
      arrived.swap(arrived_);
    }
    for (Transfer* transfer : arrived) {
      if (!transfer->may_speak_http_2()) allow_many_connections();
      if (curl_multi_add_handle(multi_.get(), transfer->easy()) == CURLM_OK) {
        active_.push_back(transfer);
      } else {
        transfer->fail(std::make_exception_ptr(std::bad_alloc()));
        tell_end(*transfer);
      }
    }
    return true;
  }

  void allow_many_connections() {
    if (std::exchange(many_connections_, true)) return;
    curl_multi_setopt(multi_.get(), CURLMOPT_MAX_HOST_CONNECTIONS, kConnectionsPerHostMax);
    // What waits for the one connection would go on waiting for it.
    for (Transfer* transfer : active_) {
      if (transfer->was_sent()) continue;
      remove(*transfer);
      curl_multi_add_handle(multi_.get(), transfer->easy());
    }
  }

  void take_completed() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      Transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      const CURLcode result = message->data.result;
      remove(*transfer);  // takes the message away
      transfer->complete(result);
      active_.erase(std::find(active_.begin(), active_.end(), transfer));
      if (transfer->succeeded()) {
        last_answer_at_ = Instant::clock::now();
        if (!transfer->spoke_http_2()) allow_many_connections();
      }
      tell_end(*transfer);
    }
  }

  // The cancelled, the late and the stalled.
  void end_overdue() {
    const Instant now = Instant::clock::now();
    bool is_stuck = false;
    std::erase_if(active_, [&](Transfer* transfer) {
      if (transfer->may_go_on(now)) return false;
      is_stuck = is_stuck || (transfer->waited_in_vain() && transfer->begun_at() > last_answer_at_);
      remove(*transfer);
      tell_end(*transfer);
      return true;
    });
    if (is_stuck &&
        std::none_of(active_.begin(), active_.end(), [](auto* transfer) { return transfer->has_begun(); })) {
      renew_connections(now);
    }
  }

  // After a whole time-out without any answer. A dead connection of HTTP/2 would never end by itself, for its streams
  // end one by one and new ones are opened on it. What is under way is lost; what was not sent yet goes over a new one.
  void renew_connections(Instant now) {
    MultiHandle fresh = make_multi(many_connections_ ? kConnectionsPerHostMax : 1);
    for (const Transfer* transfer : active_) remove(*transfer);
    {
      const std::scoped_lock lock(mutex_);
      multi_.swap(fresh);
    }
    std::erase_if(active_, [&](Transfer* transfer) {
      if (!transfer->was_sent()) {
        curl_multi_add_handle(multi_.get(), transfer->easy());
        return false;
      }
      transfer->lose_connection();
      tell_end(*transfer);
      return true;
    });
    last_answer_at_ = now;
  }

  void remove(const Transfer& transfer) { curl_multi_remove_handle(multi_.get(), transfer.easy()); }

  // The last touch: its caller takes it away. Told under the lock, for the condition goes with it.
  void tell_end(Transfer& transfer) {
    const std::scoped_lock lock(mutex_);
    transfer.done = true;
    transfer.ended.notify_one();
  }

  MultiHandle multi_{nullptr, curl_multi_cleanup};  // changed by the thread under the lock; woken under it
  // Of the thread alone.
  std::vector<Transfer*> active_;
  // To one host; false until one turns out to speak HTTP/1.1 alone: libcurl opens some though streams are free.
  bool many_connections_ = false;
  Instant last_answer_at_{};  // or when all connections were made anew

  std::mutex mutex_;
  std::vector<Transfer*> arrived_;
  bool stopping_ = false;
  std::thread thread_;
};

MultiClient::MultiClient(ClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
MultiClient::~MultiClient() = default;

Answer MultiClient::perform(const Request& request, const AnswerBounds& bounds, const std::atomic<bool>* cancelled) {
  assert(bounds.timeout > milliseconds(0));
  static_cast<void>(origin_of(request.url));  // refuses what is not http(s)
  Transfer transfer(impl_->options, request, bounds, cancelled);
  impl_->run(transfer);
  return transfer.take_answer();
}

}  // namespace cpsg::http
