// Readers of what GraphQL says of repositories: the probe, the full statistics, the audit's counts.
#include <algorithm>
#include <string>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::wire {
namespace {

// Of Probe and RepositoryFields alike.
model::ProbeMark read_mark(const JsonValue& repository) {
  const JsonValue branch = repository["defaultBranchRef"];
  const JsonValue newest = repository["newestPull"];
  model::ProbeMark mark;
  mark.pushed_at = repository["pushedAt"].optional_time();
  mark.updated_at = repository["updatedAt"].optional_time();
  mark.default_branch = branch["name"].optional_text(limits::kRefNameMaxBytes);
  mark.default_tip = branch["target"]["oid"].optional_oid();
  mark.stars = read_asked_count(repository["stargazerCount"]).value_or(0);
  mark.forks = read_asked_count(repository["forkCount"]).value_or(0);
  if (!newest.is_null()) mark.pulls = newest["totalCount"].count();  // null where they are turned off
  for (const JsonValue& pull : newest["nodes"].elements(1)) mark.newest_pull_updated_at = pull["updatedAt"].time();
  mark.archived = read_asked_flag(repository["isArchived"]).value_or(false);
  return mark;
}

std::vector<model::LanguageSize> read_languages(const JsonValue& languages) {
  std::vector<model::LanguageSize> found;
  for (const JsonValue& edge : languages["edges"].elements(kPageMost)) {
    found.push_back({edge["node"]["name"].text(limits::kShortTextMaxBytes), edge["size"].count()});
  }
  sort_languages(found);
  return found;
}

std::vector<std::string> read_topics(const JsonValue& topics) {
  std::vector<std::string> found;
  for (const JsonValue& node : topics["nodes"].elements(kPageMost)) {
    found.push_back(node["topic"]["name"].text(limits::kShortTextMaxBytes));
  }
  std::sort(found.begin(), found.end());
  return found;
}

void read_counts(const JsonValue& repository, model::Statistics& statistics) {
  const auto total = [&](std::string_view connection) { return repository[connection]["totalCount"].optional_count(); };
  statistics.stars = read_asked_count(repository["stargazerCount"]);
  statistics.forks = read_asked_count(repository["forkCount"]);
  statistics.watchers = total("watchers");
  statistics.open_issues = total("openIssues");
  statistics.closed_issues = total("closedIssues");
  statistics.size_kb = repository["diskUsage"].optional_count();
  statistics.releases = total("releases");
  statistics.tags = total("tags");
  statistics.branches = total("branches");
  statistics.pulls = {total("openPulls"), total("closedPulls"), total("mergedPulls")};
}

model::Statistics read_statistics(const JsonValue& repository) {
  model::Statistics statistics;
  statistics.description = read_filled_text(repository["description"], limits::kDescriptionMaxBytes);
  statistics.homepage = read_filled_text(repository["homepageUrl"], limits::kShortTextMaxBytes);
  statistics.topics = read_topics(repository["repositoryTopics"]);
  statistics.license = read_filled_text(repository["licenseInfo"]["spdxId"], limits::kShortTextMaxBytes);
  statistics.visibility = read_lower_case(repository["visibility"]);
  statistics.archived = read_asked_flag(repository["isArchived"]);
  statistics.fork = read_asked_flag(repository["isFork"]);
  statistics.empty = read_asked_flag(repository["isEmpty"]);
  statistics.default_branch = repository["defaultBranchRef"]["name"].optional_text(limits::kRefNameMaxBytes);
  statistics.language = repository["primaryLanguage"]["name"].optional_text(limits::kShortTextMaxBytes);
  statistics.languages = read_languages(repository["languages"]);
  read_counts(repository, statistics);
  statistics.created_at = repository["createdAt"].optional_time();
  statistics.updated_at = repository["updatedAt"].optional_time();
  statistics.pushed_at = repository["pushedAt"].optional_time();
  return statistics;
}

RepositoryProbe read_one_probe(const JsonValue& repository) {
  return {read_github_id(repository["databaseId"]), repository["id"].handle(),
          read_full_name(repository["nameWithOwner"]), read_mark(repository)};
}

Repository read_repository(const JsonValue& repository) {
  return {read_github_id(repository["databaseId"]), repository["id"].handle(),
          read_full_name(repository["nameWithOwner"]), read_mark(repository), read_statistics(repository)};
}

}  // namespace

std::vector<Lookup<RepositoryProbe>> read_probe(std::string_view body, std::span<const std::string> node_ids) {
  return read_nodes<RepositoryProbe>(body, node_ids, "Repository", read_one_probe);
}

std::vector<Lookup<Repository>> read_repositories(std::string_view body, std::span<const std::string> node_ids) {
  return read_nodes<Repository>(body, node_ids, "Repository", read_repository);
}

std::vector<Lookup<Repository>> read_repositories_by_name(std::string_view body,
                                                          std::span<const RepositoryName> names) {
  const GraphqlAnswer answer(body);
  const EntryErrors errors(answer, {});
  std::vector<Lookup<Repository>> found;
  found.reserve(names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string alias = "r" + std::to_string(i);
    found.push_back(read_one_of_many<Repository>(answer.data()[alias], errors.of(alias), read_repository));
  }
  return found;
}

Lookup<AuditCounts> read_audit(std::string_view body) {
  return read_node<AuditCounts>(body, [](const JsonValue& repository) {
    const JsonValue tip = repository["defaultBranchRef"]["target"];
    AuditCounts counts;
    counts.commits = tip["history"]["totalCount"].optional_count();
    counts.default_tip = tip["oid"].optional_oid();
    counts.branches = repository["refs"]["totalCount"].count();
    counts.pulls = {.open = repository["openPulls"]["totalCount"].count(),
                    .closed = repository["closedPulls"]["totalCount"].count(),
                    .merged = repository["mergedPulls"]["totalCount"].count()};
    return counts;
  });
}

std::string read_viewer(std::string_view body) {
  const GraphqlAnswer answer(body);
  return answer.data()["viewer"]["login"].handle();
}

}  // namespace cpsg::github::wire
