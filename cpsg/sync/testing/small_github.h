// For tests: GitHub's APIs for one repository, whose answers are computed from a small list of pull requests. A test
// changes the list, and may replace any answer by one of its own.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/client/client.h"
#include "cpsg/github/client/testing/scripted_api.h"
#include "cpsg/model/git_time.h"

namespace cpsg::sync {

struct SmallPull {
  std::int64_t number = 0;
  std::int64_t updated_s = 0;  // since SmallGithub::kBegin
  std::string state = "OPEN";
};

class SmallGithub {
 public:
  static constexpr UnixTime kBegin{std::chrono::seconds{1'700'000'000}};
  static constexpr std::size_t kPage = 2;
  static constexpr std::string_view kNodeId = "R_small";
  static constexpr std::int64_t kNumber = 4242;

  // Written by the test while no request is under way.
  std::vector<SmallPull> pulls;
  std::int64_t unlisted = 0;          // counted in totals, but in no list
  std::set<std::int64_t> unreadable;  // pull requests that are null in GraphQL's lists
  std::set<std::int64_t> poisoned;    // pull requests whose every answer with more than their number and time is a 502
  std::set<std::int64_t> unlistable;  // pull requests whose every answer that has them in any form is a 502
  std::string default_tip;            // of audits; empty: no commit
  std::int64_t commits = 0;
  std::int64_t branches = 0;
  std::set<std::string> unknown_oids;
  std::function<std::optional<http::Response>(const http::IncomingRequest&)> instead;

  SmallGithub() : api_([this](const http::IncomingRequest& request) { return answer(request); }) {}

  [[nodiscard]] const github::client::ScriptedApi& api() const { return api_; }
  [[nodiscard]] github::client::ClientSettings settings(bool token = true) const;

  static std::string rest_repository(std::int64_t number, std::string_view owner, std::string_view name);
  // As GraphQL does for a repository that is not to be seen.
  static http::Response refusal(std::string_view type);
  static http::Response slow_down(int seconds);
  static std::string cursor(const SmallPull& pull) { return fmt::format("u{}n{}", pull.updated_s, pull.number); }
  static std::string stamp(std::int64_t updated_s) { return '"' + model::format_utc(time(updated_s)) + '"'; }
  static UnixTime time(std::int64_t updated_s) { return kBegin + std::chrono::seconds{updated_s}; }

  // The string that `"name":"` begins in a request's body.
  static std::string variable(const http::IncomingRequest& request, std::string_view name);

  [[nodiscard]] std::string pull_page(std::string_view after, std::size_t size = kPage) const;

  static std::string rest_pull(const SmallPull& pull);

 private:
  using Api = github::client::ScriptedApi;

  [[nodiscard]] http::Response answer(const http::IncomingRequest& request) const;

  // ---- GraphQL ----

  [[nodiscard]] http::Response unless_poisoned(std::string body) const;

  static std::size_t first(const http::IncomingRequest& request);

  static std::string pull(const SmallPull& pull);

  [[nodiscard]] std::vector<SmallPull> newest_first() const;

  [[nodiscard]] std::string page(const std::vector<SmallPull>& all, std::string_view after, std::size_t size,
                                 const std::function<std::string(const SmallPull&)>& entry) const;
  [[nodiscard]] std::int64_t total() const { return static_cast<std::int64_t>(pulls.size()) + unlisted; }
  [[nodiscard]] std::string handle_page(const http::IncomingRequest& request) const;

  // Of every number that the request names, in its order.
  [[nodiscard]] std::string by_number(const http::IncomingRequest& request) const;

  // Of every oid that the request names, in its order.
  [[nodiscard]] std::string commit_facts(const http::IncomingRequest& request) const;
  [[nodiscard]] std::string audit() const;

  // ---- REST ----

  [[nodiscard]] http::Response answer_rest(const http::IncomingRequest& request) const;

  github::client::ScriptedApi api_;  // last: its threads use what is above
};

}  // namespace cpsg::sync
