#include "cpsg/sync/testing/small_github.h"

#include <fmt/format.h>
#include <algorithm>

namespace cpsg::sync {

github::client::ClientSettings SmallGithub::settings(bool token) const {
  github::client::ClientSettings settings;
  settings.api_url = api_.api_url();
  settings.graphql_url = api_.graphql_url();
  if (token) settings.accounts.tokens = {"ghp_small"};
  settings.rules.floor_fraction = 0;
  settings.first_pause = std::chrono::milliseconds{1};
  return settings;
}

std::string SmallGithub::rest_repository(std::int64_t number, std::string_view owner, std::string_view name) {
  return fmt::format(
      R"({{"id":{},"node_id":"{}","name":"{}","full_name":"{}/{}","owner":{{"login":"{}"}},"private":false,)"
      R"("visibility":"public","fork":false,"archived":false,"default_branch":"main","description":null,)"
      R"("homepage":null,"language":"C++","license":null,"topics":[],"stargazers_count":5,"forks_count":1,)"
      R"("subscribers_count":2,"watchers_count":5,"open_issues_count":0,"size":10,"has_issues":true,)"
      R"("created_at":{},"updated_at":{},"pushed_at":{}}})",
      number, number == kNumber ? std::string(kNodeId) : fmt::format("R_{}", number), name, owner, name, owner,
      stamp(0), stamp(0), stamp(0));
}

http::Response SmallGithub::refusal(std::string_view type) {
  return github::client::ScriptedApi::json(
      fmt::format(R"({{"data":{{"node":null}},"errors":[{{"type":"{}","path":["node"],"message":"no"}}]}})", type));
}

http::Response SmallGithub::slow_down(int seconds) {
  return github::client::ScriptedApi::with_header(
      github::client::ScriptedApi::status(403, R"({"message":"slow down"})"), "retry-after", std::to_string(seconds));
}

std::string SmallGithub::variable(const http::IncomingRequest& request, std::string_view name) {
  const std::string prefix = fmt::format(R"("{}":")", name);
  const auto at = request.body.rfind(prefix);
  if (at == std::string::npos) return {};
  const auto begin = at + prefix.size();
  return request.body.substr(begin, request.body.find('"', begin) - begin);
}

std::string SmallGithub::pull_page(std::string_view after, std::size_t size) const {
  return page(newest_first(), after, size,
              [this](const SmallPull& each) { return unreadable.contains(each.number) ? "null" : pull(each); });
}

std::string SmallGithub::rest_pull(const SmallPull& pull) {
  return fmt::format(
      R"({{"id":{},"node_id":"PR_{}","number":{},"title":"Pull {}","state":"{}","draft":false,"user":{{"login":"jane",)"
      R"("type":"User"}},"base":{{"ref":"main","sha":"{}"}},"head":{{"ref":"topic","sha":"{}","repo":null}},)"
      R"("created_at":{},"updated_at":{},"closed_at":null,"merged_at":null,"labels":[]}})",
      pull.number, pull.number, pull.number, pull.number, pull.state == "OPEN" ? "open" : "closed",
      std::string(40, 'a'), std::string(40, 'b'), stamp(0), stamp(pull.updated_s));
}

http::Response SmallGithub::answer(const http::IncomingRequest& request) const {
  if (instead) {
    if (std::optional<http::Response> other = instead(request)) return *std::move(other);
  }
  if (!request.target.ends_with("/graphql")) return answer_rest(request);
  const auto asks = [&](std::string_view operation) {
    return request.body.find(fmt::format("query {}(", operation)) != std::string::npos;
  };
  if (asks("PullRequests")) return unless_poisoned(pull_page(variable(request, "after"), first(request)));
  if (asks("PullHandles")) return unless_poisoned(handle_page(request));
  if (asks("PullsByNumber")) return unless_poisoned(by_number(request));
  if (asks("CommitFacts")) return Api::json(commit_facts(request));
  if (asks("Audit")) return Api::json(audit());
  return Api::json(R"({"data":{"viewer":{"login":"small"}}})");
}

http::Response SmallGithub::unless_poisoned(std::string body) const {
  const auto any = [&](const std::set<std::int64_t>& numbers, std::string_view next) {
    return std::any_of(numbers.begin(), numbers.end(), [&](std::int64_t number) {
      return body.find(fmt::format(R"("number":{},{})", number, next)) != std::string::npos;
    });
  };
  const bool fails = any(poisoned, R"("title")") || any(unlistable, "");
  return fails ? Api::status(502, "<html>") : Api::json(std::move(body));
}

std::size_t SmallGithub::first(const http::IncomingRequest& request) {
  return std::stoul(request.body.substr(request.body.rfind(R"("first":)") + 8));
}

std::string SmallGithub::pull(const SmallPull& pull) {
  return fmt::format(
      R"({{"number":{},"title":"Pull {}","state":"{}","isDraft":false,"author":{{"__typename":"User",)"
      R"("login":"jane"}},"baseRefName":"main","baseRefOid":null,"headRefName":"topic","headRefOid":null,)"
      R"("headRepository":null,"createdAt":{},"updatedAt":{},"closedAt":null,"mergedAt":null,"mergedBy":null,)"
      R"("additions":1,"deletions":2,"changedFiles":1,"commits":{{"totalCount":1}},"comments":{{"totalCount":0}},)"
      R"("totalCommentsCount":0,"reviews":{{"totalCount":0,"nodes":[]}},"reviewDecision":null,)"
      R"("labels":{{"totalCount":0,"nodes":[]}}}})",
      pull.number, pull.number, pull.state, stamp(0), stamp(pull.updated_s));
}

std::vector<SmallPull> SmallGithub::newest_first() const {
  std::vector<SmallPull> sorted = pulls;
  std::sort(sorted.begin(), sorted.end(), [](const SmallPull& a, const SmallPull& b) {
    return std::pair(a.updated_s, a.number) > std::pair(b.updated_s, b.number);
  });
  return sorted;
}

std::string SmallGithub::page(const std::vector<SmallPull>& all, std::string_view after, std::size_t size,
                              const std::function<std::string(const SmallPull&)>& entry) const {
  const auto at = std::find_if(all.begin(), all.end(), [&](const SmallPull& each) { return cursor(each) == after; });
  std::size_t next = at == all.end() ? 0 : static_cast<std::size_t>(at - all.begin()) + 1;
  const std::size_t end = std::min(next + std::min(kPage, size), all.size());
  std::string entries;
  for (; next < end; ++next) entries += (entries.empty() ? "" : ",") + entry(all[next]);
  return fmt::format(
      R"({{"data":{{"node":{{"__typename":"Repository","pullRequests":{{"totalCount":{},"pageInfo":{{"hasNextPage":{},"endCursor":{}}},)"
      R"("nodes":[{}]}}}}}}}})",
      total(), end < all.size(), end == 0 ? "null" : '"' + cursor(all[end - 1]) + '"', entries);
}

std::string SmallGithub::handle_page(const http::IncomingRequest& request) const {
  const auto has = [&](std::string_view text) { return request.body.find(text) != std::string::npos; };
  std::vector<SmallPull> list = has("UPDATED_AT") ? newest_first() : pulls;
  if (has(R"("CREATED_AT","direction":"DESC")")) std::reverse(list.begin(), list.end());
  if (has(R"("states":["OPEN"])")) std::erase_if(list, [](const SmallPull& each) { return each.state != "OPEN"; });
  const bool entries = has(R"("entries":true)");
  return page(list, variable(request, "after"), first(request), [&](const SmallPull& each) {
    return entries ? fmt::format(R"({{"number":{},"state":"{}","updatedAt":{}}})", each.number, each.state,
                                 stamp(each.updated_s))
                   : std::string("null");
  });
}

std::string SmallGithub::by_number(const http::IncomingRequest& request) const {
  std::string entries;
  for (std::size_t i = 0;; ++i) {
    const std::string variable = fmt::format(R"("n{}":)", i);
    const auto at = request.body.rfind(variable);
    if (at == std::string::npos) break;
    const std::int64_t number = std::stoll(request.body.substr(at + variable.size()));
    const auto found =
        std::find_if(pulls.begin(), pulls.end(), [&](const auto& each) { return each.number == number; });
    entries += fmt::format(R"(,"p{}":{})", i, found == pulls.end() ? "null" : pull(*found));
  }
  return fmt::format(R"({{"data":{{"node":{{"__typename":"Repository"{}}}}}}})", entries);
}

std::string SmallGithub::commit_facts(const http::IncomingRequest& request) const {
  std::string entries;
  std::size_t aliases = 0;
  constexpr std::size_t kOidChars = 40;
  for (std::size_t at = 0; (at = request.body.find('"', at)) != std::string::npos; ++at) {
    const std::string oid = request.body.substr(at + 1, kOidChars);
    if (!model::Oid::from_hex(oid) || request.body.compare(at + 1 + kOidChars, 1, "\"") != 0) continue;
    const std::string alias = fmt::format("c{}", aliases++);
    entries += fmt::format(R"({}"{}":)", entries.empty() ? "" : ",", alias);
    if (!unknown_oids.contains(oid)) {
      entries += fmt::format(R"({{"oid":"{}","additions":7,"deletions":3,"changedFilesIfAvailable":2,)"
                             R"("author":{{"user":{{"login":"jane"}}}},"committer":{{"user":null}}}})",
                             oid);
    } else {
      entries += "null";
    }
  }
  return fmt::format(R"({{"data":{{"node":{{"__typename":"Repository",{}}}}}}})", entries);
}

std::string SmallGithub::audit() const {
  const std::string tip = default_tip.empty()
                              ? "null"
                              : fmt::format(R"({{"name":"main","target":{{"__typename":"Commit","oid":"{}",)"
                                            R"("history":{{"totalCount":{}}}}}}})",
                                            default_tip, commits);
  const auto count = [&](std::string_view state) {
    return std::count_if(pulls.begin(), pulls.end(), [&](const SmallPull& each) { return each.state == state; });
  };
  return fmt::format(
      R"({{"data":{{"node":{{"__typename":"Repository","defaultBranchRef":{},"refs":{{"totalCount":{}}},)"
      R"("openPulls":{{"totalCount":{}}},"closedPulls":{{"totalCount":{}}},"mergedPulls":{{"totalCount":{}}}}}}}}})",
      tip, branches, count("OPEN"), count("CLOSED") + unlisted, count("MERGED"));
}

http::Response SmallGithub::answer_rest(const http::IncomingRequest& request) const {
  if (request.target.find("/stargazers/") != std::string::npos) return Api::status(404, "{}");
  if (request.target.ends_with("/languages")) return Api::json(R"({"C++":1000})");
  const auto query = request.target.find("/pulls?");
  if (query == std::string::npos) {
    return Api::json(rest_repository(kNumber, "owner", "name"));
  }
  const auto at = request.target.find("&page=");
  const std::size_t number = at == std::string::npos ? 1 : std::stoul(request.target.substr(at + 6));
  const std::vector<SmallPull> all = newest_first();
  std::string entries;
  for (std::size_t i = (number - 1) * kPage; i < std::min(number * kPage, all.size()); ++i) {
    entries += (entries.empty() ? "" : ",") + rest_pull(all[i]);
  }
  http::Response response = Api::json('[' + entries + ']');
  if (number * kPage >= all.size()) return response;
  const std::string next = api_.url(
      fmt::format("/api/repositories/{}/pulls?state=all&sort=updated&direction=desc&page={}", kNumber, number + 1));
  return Api::with_header(std::move(response), "Link", fmt::format(R"(<{}>; rel="next")", next));
}

}  // namespace cpsg::sync
