#include "cpsg/github/client/testing/scripted_api.h"

#include <algorithm>
#include <cstdlib>

namespace cpsg::github::client {

ScriptedApi::ScriptedApi(Handler handler)
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

std::string ScriptedApi::url(std::string_view target) const {
  return "http://" + server_.address() + std::string(target);
}

std::vector<http::IncomingRequest> ScriptedApi::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

std::size_t ScriptedApi::count(std::string_view text) const {
  const std::scoped_lock lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(requests_.begin(), requests_.end(), [&](const http::IncomingRequest& request) {
        return request.target.find(text) != std::string::npos || request.body.find(text) != std::string::npos;
      }));
}

http::Response ScriptedApi::json(std::string body, int remaining) {
  http::Response response;
  response.headers = {{"Content-Type", "application/json; charset=utf-8"}};
  response.body = std::move(body);
  return with_window(std::move(response), remaining, std::chrono::hours(1));
}

http::Response ScriptedApi::status(int status, std::string body) {
  http::Response response = json(std::move(body));
  response.status = status;
  return response;
}

http::Response ScriptedApi::with_window(http::Response response, int remaining, std::chrono::seconds resets_in) {
  const UnixTime reset = system_clock()() + resets_in;
  response.headers.push_back({"x-ratelimit-limit", "5000"});
  response.headers.push_back({"x-ratelimit-remaining", std::to_string(remaining)});
  response.headers.push_back({"x-ratelimit-reset", std::to_string(reset.time_since_epoch().count())});
  return response;
}

http::Response ScriptedApi::with_header(http::Response response, std::string name, std::string value) {
  std::erase_if(response.headers, [&](const http::Header& header) { return header.name == name; });
  response.headers.push_back({std::move(name), std::move(value)});
  return response;
}

http::ServerOptions ScriptedApi::options() {
  http::ServerOptions options;
  options.listen = "127.0.0.1:0";
  options.threads = kHandlersAtOnce;
  return options;
}

}  // namespace cpsg::github::client
