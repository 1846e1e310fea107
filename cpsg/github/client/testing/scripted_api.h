// For tests: a server on loopback in GitHub's place, whose responses the test writes, with a log of the requests.
//
//   ScriptedApi api([](const http::IncomingRequest&) { return ScriptedApi::status(404); });
//   EXPECT_EQ(api.requests().size(), 1U);
//
// It stands at api_url() for REST and at graphql_url() for GraphQL. Responses are complete and well-formed HTTP; for
// others see cpsg/http/testing/scripted_server.h.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/http/message.h"
#include "cpsg/http/server.h"

namespace cpsg::github::client {

class ScriptedApi {
 public:
  // Called from several threads at once; `target` begins with "/api".
  using Handler = std::function<http::Response(const http::IncomingRequest&)>;

  explicit ScriptedApi(Handler handler)
      : handler_(std::move(handler)), server_(options(), [this](const http::IncomingRequest& request) {
          {
            const std::scoped_lock lock(mutex_);
            requests_.push_back(request);
          }
          return handler_(request);
        }) {
    setenv("no_proxy", "127.0.0.1,localhost", 1);
    server_.start();
  }
  ScriptedApi(const ScriptedApi&) = delete;
  ScriptedApi& operator=(const ScriptedApi&) = delete;

  [[nodiscard]] std::string url(std::string_view target = "") const {
    return "http://" + server_.address() + std::string(target);
  }
  [[nodiscard]] std::string api_url() const { return url("/api"); }
  [[nodiscard]] std::string graphql_url() const { return url("/api/graphql"); }

  // In the order in which they came.
  [[nodiscard]] std::vector<http::IncomingRequest> requests() const {
    const std::scoped_lock lock(mutex_);
    return requests_;
  }
  // How many had that text in their target or body.
  [[nodiscard]] std::size_t count(std::string_view text) const {
    const std::scoped_lock lock(mutex_);
    return static_cast<std::size_t>(
        std::count_if(requests_.begin(), requests_.end(), [&](const http::IncomingRequest& request) {
          return request.target.find(text) != std::string::npos || request.body.find(text) != std::string::npos;
        }));
  }

  // ---- Answers ----

  // With the rate headers of a window that has `remaining` of 5,000 left for an hour.
  static http::Response json(std::string body, int remaining = 4'000) {
    http::Response response;
    response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
    response.body = std::move(body);
    return with_window(std::move(response), remaining, std::chrono::hours(1));
  }
  static http::Response status(int status, std::string body = "{}") {
    http::Response response = json(std::move(body));
    response.status = status;
    return response;
  }
  static http::Response with_window(http::Response response, int remaining, std::chrono::seconds resets_in) {
    const UnixTime reset = system_clock()() + resets_in;
    response.headers.push_back({"x-ratelimit-limit", "5000"});
    response.headers.push_back({"x-ratelimit-remaining", std::to_string(remaining)});
    response.headers.push_back({"x-ratelimit-reset", std::to_string(reset.time_since_epoch().count())});
    return response;
  }
  static http::Response with_header(http::Response response, std::string name, std::string value) {
    std::erase_if(response.headers, [&](const http::Header& header) { return header.name == name; });
    response.headers.push_back({std::move(name), std::move(value)});
    return response;
  }

 private:
  static constexpr std::size_t kHandlersAtOnce = 32;

  static http::ServerOptions options() {
    http::ServerOptions options;
    options.listen = "127.0.0.1:0";
    options.threads = kHandlersAtOnce;
    return options;
  }

  Handler handler_;
  mutable std::mutex mutex_;
  std::vector<http::IncomingRequest> requests_;
  http::Server server_;  // last: its threads use what is above
};

}  // namespace cpsg::github::client
