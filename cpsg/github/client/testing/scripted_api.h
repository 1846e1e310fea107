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

  explicit ScriptedApi(Handler handler);
  ScriptedApi(const ScriptedApi&) = delete;
  ScriptedApi& operator=(const ScriptedApi&) = delete;

  [[nodiscard]] std::string url(std::string_view target = "") const;
  [[nodiscard]] std::string api_url() const { return url("/api"); }
  [[nodiscard]] std::string graphql_url() const { return url("/api/graphql"); }

  // In the order in which they came.
  [[nodiscard]] std::vector<http::IncomingRequest> requests() const;
  // How many had that text in their target or body.
  [[nodiscard]] std::size_t count(std::string_view text) const;

  // ---- Answers ----

  // With the rate headers of a window that has `remaining` of 5,000 left for an hour.
  static http::Response json(std::string body, int remaining = 4'000);
  static http::Response status(int status, std::string body = "{}");
  static http::Response with_window(http::Response response, int remaining, std::chrono::seconds resets_in);
  static http::Response with_header(http::Response response, std::string name, std::string value);

 private:
  static constexpr std::size_t kHandlersAtOnce = 32;

  static http::ServerOptions options();

  Handler handler_;
  mutable std::mutex mutex_;
  std::vector<http::IncomingRequest> requests_;
  http::Server server_;  // last: its threads use what is above
};

}  // namespace cpsg::github::client
