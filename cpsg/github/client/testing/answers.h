// For tests of the client: the responses that GitHub would give to its queries, and settings that lead to a
// ScriptedApi.
//
//   ScriptedApi api([](const http::IncomingRequest& request) { return probe_answer(request); });
//   Client client(settings_for(api, {"token"}), machine_clock());
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/client/client.h"
#include "cpsg/github/client/testing/scripted_api.h"
#include "cpsg/github/wire/json_reader.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::client {

inline bool is_viewer(const http::IncomingRequest& request) {
  return request.body.find("\"Viewer\"") != std::string::npos;
}
inline std::string token_of(const http::IncomingRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const auto header = request.header("authorization");
  return header ? std::string(header->substr(kScheme.size())) : "";
}
inline http::Response viewer_answer(std::string_view login) {
  return ScriptedApi::json(R"({"data":{"viewer":{"login":")" + std::string(login) + R"("},"rateLimit":{"cost":1}}})");
}

inline std::vector<std::string> ids_of(const http::IncomingRequest& request) {
  const wire::JsonDocument document(request.body);
  std::vector<std::string> ids;
  for (const wire::JsonValue& id : document.root()["variables"]["ids"].elements(100)) ids.push_back(id.handle());
  return ids;
}

inline std::string probe_entry(std::string_view id) {
  return R"({"__typename":"Repository","id":")" + std::string(id) +
         R"(","databaseId":7,"nameWithOwner":"o/n","pushedAt":"2026-05-30T18:00:01Z",)"
         R"("updatedAt":"2026-05-30T18:00:00Z","isArchived":false,"stargazerCount":1,"forkCount":2,)"
         R"("defaultBranchRef":null,"newestPull":{"totalCount":0,"nodes":[]}})";
}

// An entry for each id that was asked for; null where `error_of` gives a type of error.
inline http::Response probe_answer(const http::IncomingRequest& request,
                                   const std::function<std::string(const std::string& id)>& error_of = {}) {
  std::string nodes;
  std::string errors;
  const std::vector<std::string> ids = ids_of(request);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string type = error_of ? error_of(ids[i]) : "";
    nodes += (i == 0 ? "" : ",") + (type.empty() ? probe_entry(ids[i]) : "null");
    if (type.empty()) continue;
    errors += (errors.empty() ? "" : ",") + (R"({"type":")" + type + R"(","path":["nodes",)" + std::to_string(i)) +
              R"(],"message":"no"})";
  }
  return ScriptedApi::json(R"({"data":{"nodes":[)" + nodes + R"(],"rateLimit":{"cost":1}})" +
                           (errors.empty() ? "}" : R"(,"errors":[)" + errors + "]}"));
}

inline std::vector<std::string> some_ids(std::size_t count) {
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < count; ++i) ids.push_back("R_" + std::to_string(i));
  return ids;
}

inline ClientSettings settings_for(const ScriptedApi& api, std::vector<std::string> tokens) {
  ClientSettings settings;
  settings.api_url = api.api_url();
  settings.graphql_url = api.graphql_url();
  settings.accounts.tokens = std::move(tokens);
  settings.first_pause = std::chrono::milliseconds(0);  // so that no test waits for retries
  return settings;
}

template <typename Value>
std::size_t found_in(const std::vector<wire::Lookup<Value>>& lookups) {
  return static_cast<std::size_t>(std::count_if(
      lookups.begin(), lookups.end(), [](const wire::Lookup<Value>& lookup) { return lookup.value.has_value(); }));
}

}  // namespace cpsg::github::client
