// For tests of the refresh: GitHub's GraphQL API for a handful of repositories, by handle and by name.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/client/client.h"
#include "cpsg/github/client/testing/scripted_api.h"

namespace cpsg::sync {

struct FleetRepository {
  std::int64_t number = 0;
  std::string full_name;
  std::int64_t stars = 1;
  std::int64_t pushed_s = 10;  // within one minute of an hour of 2026
  std::int64_t pulls = 0;
  std::string refusal{};  // type of the error that takes its place
};

class FleetGithub {
 public:
  // Written by the test while no request is under way. By handle; `names` lead to handles, earlier ones too.
  std::map<std::string, FleetRepository> repositories;
  std::map<std::string, std::string> names;
  std::function<std::optional<http::Response>(const http::IncomingRequest&)> instead;

  FleetGithub() : api_([this](const http::IncomingRequest& request) { return answer(request); }) {}

  void add(const FleetRepository& repository);
  static std::string handle_of(std::int64_t number) { return fmt::format("R_{}", number); }

  // The repository as GraphQL tells it.
  static std::string text_of(const std::string& handle, const FleetRepository& repository);

  [[nodiscard]] const github::client::ScriptedApi& api() const { return api_; }
  [[nodiscard]] github::client::ClientSettings settings() const;

 private:
  using Api = github::client::ScriptedApi;

  [[nodiscard]] http::Response answer(const http::IncomingRequest& request) const;

  [[nodiscard]] http::Response answer_rest(const http::IncomingRequest& request) const;

  // Every quoted text of the variables that begins with R_, in order.
  [[nodiscard]] http::Response by_handle(const std::string& variables) const;

  [[nodiscard]] http::Response by_name(const std::string& variables) const;

  static std::string variable(const std::string& variables, const std::string& name);

  static std::string errors_member(const std::string& errors);

  [[nodiscard]] std::string node(const std::string& handle, const std::string& path, std::string& errors) const;

  github::client::ScriptedApi api_;  // after what its answers are computed from
};

}  // namespace cpsg::sync
