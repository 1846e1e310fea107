#include "cpsg/sync/testing/fleet_github.h"

#include <fmt/format.h>

namespace cpsg::sync {

void FleetGithub::add(const FleetRepository& repository) {
  const std::string handle = handle_of(repository.number);
  names[repository.full_name] = handle;
  repositories[handle] = repository;
}

std::string FleetGithub::text_of(const std::string& handle, const FleetRepository& repository) {
  const std::string pushed = fmt::format(R"("2026-03-01T10:00:{:02}Z")", repository.pushed_s);
  return fmt::format(
      R"({{"__typename":"Repository","id":"{}","databaseId":{},"nameWithOwner":"{}","description":null,"homepageUrl":null,)"
      R"("visibility":"PUBLIC","isArchived":false,"isFork":false,"isEmpty":false,"createdAt":{},"updatedAt":{},)"
      R"("pushedAt":{},"diskUsage":1,"stargazerCount":{},"forkCount":0,"licenseInfo":null,"primaryLanguage":null,)"
      R"("defaultBranchRef":null,"watchers":{{"totalCount":0}},"openIssues":{{"totalCount":0}},)"
      R"("closedIssues":{{"totalCount":0}},"openPulls":{{"totalCount":{}}},"closedPulls":{{"totalCount":0}},)"
      R"("mergedPulls":{{"totalCount":0}},"releases":{{"totalCount":0}},"tags":{{"totalCount":0}},)"
      R"("branches":{{"totalCount":0}},"languages":{{"edges":[]}},"repositoryTopics":{{"nodes":[]}},)"
      R"("newestPull":{{"totalCount":{},"nodes":[]}}}})",
      handle, repository.number, repository.full_name, pushed, pushed, pushed, repository.stars, repository.pulls,
      repository.pulls);
}

github::client::ClientSettings FleetGithub::settings() const {
  github::client::ClientSettings settings;
  settings.api_url = api_.api_url();
  settings.graphql_url = api_.graphql_url();
  settings.accounts.tokens = {"ghp_fleet"};
  settings.first_pause = std::chrono::milliseconds{1};
  return settings;
}

http::Response FleetGithub::answer(const http::IncomingRequest& request) const {
  if (instead) {
    if (std::optional<http::Response> other = instead(request)) return *std::move(other);
  }
  if (!request.target.ends_with("/graphql")) return answer_rest(request);
  const std::string variables = request.body.substr(request.body.find("\"variables\":"));
  return request.body.find("RepositoriesByName(") == std::string::npos ? by_handle(variables) : by_name(variables);
}

http::Response FleetGithub::answer_rest(const http::IncomingRequest& request) const {
  const std::string number = request.target.substr(request.target.rfind('/') + 1);
  const auto found = repositories.find("R_" + number);
  if (found == repositories.end()) return Api::status(404, R"({"message":"Not Found"})");
  if (!found->second.refusal.empty()) {
    return Api::status(451, R"({"message":"Repository access blocked","block":{"reason":"dmca"}})");
  }
  return Api::status(404, R"({"message":"Not Found"})");
}

http::Response FleetGithub::by_handle(const std::string& variables) const {
  std::string nodes, errors;
  std::size_t index = 0;
  for (auto at = variables.find("\"R_"); at != std::string::npos; at = variables.find("\"R_", at + 1)) {
    const std::string handle = variables.substr(at + 1, variables.find('"', at + 1) - at - 1);
    nodes += nodes.empty() ? "" : ",";
    nodes += node(handle, fmt::format(R"("nodes",{})", index++), errors);
  }
  return Api::json(fmt::format(R"({{"data":{{"nodes":[{}]}}{}}})", nodes, errors_member(errors)));
}

http::Response FleetGithub::by_name(const std::string& variables) const {
  std::string members, errors;
  for (std::size_t i = 0;; ++i) {
    const std::string owner = variable(variables, fmt::format("o{}", i));
    if (owner.empty()) break;
    const auto found = names.find(owner + "/" + variable(variables, fmt::format("n{}", i)));
    members += fmt::format(R"("r{}":{},)", i,
                           node(found == names.end() ? "" : found->second, fmt::format(R"("r{}")", i), errors));
  }
  return Api::json(fmt::format(R"({{"data":{{{}"rateLimit":{{"cost":1}}}}{}}})", members, errors_member(errors)));
}

std::string FleetGithub::variable(const std::string& variables, const std::string& name) {
  const std::string prefix = fmt::format(R"("{}":")", name);
  const auto at = variables.find(prefix);
  if (at == std::string::npos) return {};
  const auto begin = at + prefix.size();
  return variables.substr(begin, variables.find('"', begin) - begin);
}

std::string FleetGithub::errors_member(const std::string& errors) {
  return errors.empty() ? "" : fmt::format(R"(,"errors":[{}])", errors);
}

std::string FleetGithub::node(const std::string& handle, const std::string& path, std::string& errors) const {
  const auto found = repositories.find(handle);
  const bool there = found != repositories.end() && found->second.refusal.empty();
  if (there) return text_of(handle, found->second);
  const std::string type = found == repositories.end() ? "NOT_FOUND" : found->second.refusal;
  errors += errors.empty() ? "" : ",";
  errors += fmt::format(R"({{"type":"{}","path":[{}],"message":"refused"}})", type, path);
  return "null";
}

}  // namespace cpsg::sync
