// The columns of what a store keeps of projects, statistics and pull requests: each name once, beside the member that
// it stands for.
//
//   describe_columns(pull, [&](std::string_view name, const auto& member) { ... });
//
// The visitor is called once for each column, always in the same order, with the member itself, which it may change if
// the object isn't const. It chooses by the member's type how to read or write it. Names are those of SQL columns
// and of fields in documents; they never change, since databases hold them.
#pragma once

#include <concepts>
#include <type_traits>

#include "cpsg/model/project.h"
#include "cpsg/model/pull_request.h"
#include "cpsg/model/statistics.h"

namespace cpsg::model {

// A member that identifies the object among others of its project. A store may keep it in its own form, as part of a
// key.
template <typename Value>
struct KeyColumn {
  Value& value;
};

// Text of any bytes, which need not be UTF-8.
template <typename Text>
struct BytesColumn {
  Text& value;
};

template <typename Given, typename Object>
concept SameOrConst = std::same_as<std::remove_const_t<Given>, Object>;

template <SameOrConst<PullCounts> Object, typename Visitor>
void describe_columns(Object& counts, Visitor&& visit) {
  visit("pulls_open", counts.open);
  visit("pulls_closed", counts.closed);
  visit("pulls_merged", counts.merged);
}

// The first column is never null.
template <SameOrConst<Statistics> Object, typename Visitor>
void describe_columns(Object& statistics, Visitor&& visit) {
  visit("observed_at", statistics.observed_at);
  visit("description", statistics.description);
  visit("homepage", statistics.homepage);
  visit("topics", statistics.topics);
  visit("license", statistics.license);
  visit("visibility", statistics.visibility);
  visit("archived", statistics.archived);
  visit("fork", statistics.fork);
  visit("empty", statistics.empty);
  visit("default_branch", statistics.default_branch);
  visit("language", statistics.language);
  visit("languages", statistics.languages);
  visit("stars", statistics.stars);
  visit("forks", statistics.forks);
  visit("watchers", statistics.watchers);
  visit("open_issues", statistics.open_issues);
  visit("closed_issues", statistics.closed_issues);
  visit("size_kb", statistics.size_kb);
  visit("releases", statistics.releases);
  visit("tags", statistics.tags);
  visit("branches", statistics.branches);
  describe_columns(statistics.pulls, visit);
  visit("created_at", statistics.created_at);
  visit("updated_at", statistics.updated_at);
  visit("pushed_at", statistics.pushed_at);
}

template <SameOrConst<DailySnapshot> Object, typename Visitor>
void describe_columns(Object& snapshot, Visitor&& visit) {
  visit("day", KeyColumn{snapshot.day});
  visit("stars", snapshot.stars);
  visit("forks", snapshot.forks);
  visit("watchers", snapshot.watchers);
  visit("open_issues", snapshot.open_issues);
  visit("closed_issues", snapshot.closed_issues);
  describe_columns(snapshot.pulls, visit);
  visit("size_kb", snapshot.size_kb);
  visit("releases", snapshot.releases);
  visit("tags", snapshot.tags);
  visit("commits", snapshot.commits);
  visit("commits_all", snapshot.commits_all);
  visit("branches", snapshot.branches);
  visit("contributors", snapshot.contributors);
}

template <SameOrConst<ProbeMark> Object, typename Visitor>
void describe_columns(Object& mark, Visitor&& visit) {
  visit("pushed_at", mark.pushed_at);
  visit("updated_at", mark.updated_at);
  visit("default_branch", mark.default_branch);
  visit("default_tip", mark.default_tip);
  visit("stars", mark.stars);
  visit("forks", mark.forks);
  visit("pulls", mark.pulls);
  visit("newest_pull_updated_at", mark.newest_pull_updated_at);
  visit("archived", mark.archived);
}

template <SameOrConst<Coverage> Object, typename Visitor>
void describe_columns(Object& coverage, Visitor&& visit) {
  visit("commit_coverage", coverage.commits);
  visit("branch_coverage", coverage.branches);
  visit("pull_coverage", coverage.pull_requests);
}

template <SameOrConst<PullRequest> Object, typename Visitor>
void describe_columns(Object& pull, Visitor&& visit) {
  visit("number", KeyColumn{pull.number});
  visit("title", pull.title);
  visit("state", pull.state);
  visit("draft", pull.draft);
  visit("author", pull.author);
  visit("bot", pull.bot);
  visit("base_ref", pull.base_ref);
  visit("base_oid", pull.base_oid);
  visit("head_ref", pull.head_ref);
  visit("head_oid", pull.head_oid);
  visit("head_repo", pull.head_repo);
  visit("created_at", pull.created_at);
  visit("updated_at", pull.updated_at);
  visit("closed_at", pull.closed_at);
  visit("merged_at", pull.merged_at);
  visit("merged_by", pull.merged_by);
  visit("additions", pull.additions);
  visit("deletions", pull.deletions);
  visit("changed_files", pull.changed_files);
  visit("commits", pull.commits);
  visit("comments", pull.comments);
  visit("reviews", pull.reviews);
  visit("review_decision", pull.review_decision);
  visit("labels", pull.labels);
  visit("first_review_at", pull.first_review_at);
}

template <SameOrConst<ProjectStatus> Object, typename Visitor>
void describe_columns(Object& status, Visitor&& visit) {
  visit("state", status.state);
  visit("reason", status.reason);
  visit("code", status.code);
  visit("since", status.since);
  visit("trouble_since", status.trouble_since);
  visit("next_sync_at", status.next_sync_at);
  visit("last_synced_at", status.last_synced_at);
  visit("failures", status.failures);
}

// The first column is never null.
template <SameOrConst<ProjectCounts> Object, typename Visitor>
void describe_columns(Object& counts, Visitor&& visit) {
  visit("empty", counts.empty);
  visit("default_branch", BytesColumn{counts.default_branch});
  visit("commits", counts.commits);
  visit("commits_all", counts.commits_all);
  visit("branches", counts.branches);
  visit("contributors", counts.contributors);
  visit("missing_parents", counts.missing_parents);
  visit("shallow", counts.shallow);
  visit("refs_left_out", counts.refs_left_out);
  visit("refs_left_out_names", counts.refs_left_out_names);
}

// What of a project is always there; its counts and statistics have columns of their own, and its earlier names are
// rows of their own.
template <SameOrConst<Project> Object, typename Visitor>
void describe_columns(Object& project, Visitor&& visit) {
  visit("id", project.id);
  visit("project_no", project.incarnation);
  visit("owner", project.owner);
  visit("name", project.name);
  visit("source_url", project.source_url);
  visit("github_id", project.github_id);
  visit("node_id", project.node_id);
  visit("generation", project.generation);
  visit("revision", project.revision);
  describe_columns(project.status, visit);
  describe_columns(project.coverage, visit);
  visit("priority", project.priority);
  visit("work", project.work);
  visit("work_version", project.work_version);
  visit("lease_since", project.syncing_since);
  visit("lease_expires_at", project.syncing_until);
  visit("followed_since", project.followed_since);
  visit("sync_asked_at", project.sync_asked_at);
}

}  // namespace cpsg::model
