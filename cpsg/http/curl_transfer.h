// What every transfer by libcurl has in common: its options, the head of its response, and the codes of its failures.
//
//   EasyHandle easy = make_easy_handle();
//   set_request(easy.get(), request, header_lines);
//
// For the source files of the two clients: no header of theirs includes it, so libcurl stays out of everybody else's.
// One thread at a time uses an object; the functions may be called from any.
//
// Source: libcurl's "easy interface" and its man pages of the options.
#pragma once

#include <curl/curl.h>

#include <atomic>
#include <cassert>
#include <chrono>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/http/client_values.h"

namespace cpsg::http {

using EasyHandle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;

// Before the first use of libcurl, from any thread and any number of times.
void initialise_curl();
[[nodiscard]] EasyHandle make_easy_handle();

template <typename Value>
void set_option(CURL* easy, CURLoption option, Value value) {
  [[maybe_unused]] const CURLcode result = curl_easy_setopt(easy, option, value);
  assert(result == CURLE_OK);
}

// The header lines of one request; must outlive its transfer.
class HeaderLines {
 public:
  // Throws Error(kConfigInvalid) for a bearer token that no header can carry.
  explicit HeaderLines(const Request& request);
  [[nodiscard]] curl_slist* get() const { return list_.get(); }

 private:
  void add(const std::string& line);

  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> list_{nullptr, curl_slist_free_all};
};

// What `options` say of connections; they must outlive the transfer.
void set_connection_options(CURL* easy, const ClientOptions& options);
// Both must outlive the transfer.
void set_request(CURL* easy, const Request& request, const HeaderLines& headers);

// The head of an answer, made of the lines that libcurl hands over.
class HeadCollector {
 public:
  // A line, complete. A status line begins a new head: what came before was an interim answer. Throws
  // Error(kLimitExceeded) when the lines together are too long.
  void take(std::string_view line);

  ResponseHead head{};

 private:
  std::size_t bytes_ = 0;
};

// Ends a transfer in which nothing moves any more.
class StallWatch {
 public:
  explicit StallWatch(std::chrono::milliseconds patience) : patience_(patience) {}
  // `bytes` grows with what went in either direction. Throws Error(kTimeout) when it stood still for too long.
  void check(curl_off_t bytes, Instant now);
  // The time until the connection is there has a bound of its own.
  void begin(Instant now) { last_byte_at_ = now; }

 private:
  std::chrono::milliseconds patience_;
  Instant last_byte_at_ = Instant::clock::now();
  curl_off_t bytes_seen_ = 0;
};

// Throws Error(kCancelled) when the flag is there and true.
void check_cancelled(const std::atomic<bool>* cancelled);

// Runs `step` for a callback of libcurl, whose frames no exception may pass: what it throws waits in `failure`, and
// the answer is false.
template <typename Step>
bool guarded(std::exception_ptr& failure, Step&& step) noexcept {
  try {
    step();
    return true;
  } catch (...) {
    failure = std::current_exception();
    return false;
  }
}

// The Error that a failed transfer stands for; `detail` is libcurl's error buffer.
[[noreturn]] void throw_curl_error(CURLcode result, const char* detail);

}  // namespace cpsg::http
