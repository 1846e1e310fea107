#include "cpsg/server/sync_outcome.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <string_view>

#include "cpsg/base/counted.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::server {
namespace {

constexpr std::int64_t kBytesPerKiB = 1024;

// The most memory that this program has had. getrusage() would not do: its peak includes what the process had before
// the exec, as a copy of its parent.
std::int64_t peak_rss_bytes() {
  constexpr std::string_view kPeak = "VmHWM:";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with(kPeak)) continue;
    std::int64_t size_kib = 0;
    const std::size_t digits = line.find_first_of("0123456789");
    if (digits == std::string::npos) break;
    std::from_chars(line.data() + digits, line.data() + line.size(), size_kib);
    return size_kib * kBytesPerKiB;
  }
  return 0;
}

void describe_by_source(shape::JsonObject& out, std::string_view name, std::uint64_t git, std::uint64_t rest,
                        std::uint64_t graphql) {
  out.begin(name);
  out.number("git", static_cast<std::int64_t>(git));
  out.number("rest", static_cast<std::int64_t>(rest));
  out.number("graphql", static_cast<std::int64_t>(graphql));
  out.end();
}

// Without a fraction where there is none. A share of a query that served several projects has one.
void points(shape::JsonObject& out, std::string_view name, double value) {
  if (value == std::floor(value)) return out.number(name, static_cast<std::int64_t>(value));
  out.decimal(name, value);
}

void describe_totals(shape::JsonObject& out, const SyncOutcome& outcome) {
  if (!outcome.report.total) return out.null("total");
  out.begin("total");
  out.number("commits", outcome.report.total->commits_all);
  out.number("branches", outcome.report.total->branches);
  const std::optional<std::int64_t>& pulls = outcome.report.total_pulls;
  pulls ? out.number("pull_requests", *pulls) : out.null("pull_requests");
  out.end();
}

void describe_failure(shape::JsonObject& out, const std::optional<Failure>& failure) {
  if (!failure) return out.null("error");
  out.begin("error");
  out.text("code", traits(failure->code).name);
  out.text("message", failure->message);
  out.end();
}

}  // namespace

std::string to_json(const SyncOutcome& outcome) {
  const sync::SyncReport& report = outcome.report;
  std::string line;
  shape::JsonObject out(line);
  out.text("project", outcome.project);
  out.boolean("ok", !outcome.failure);
  out.begin("new");
  out.number("commits", static_cast<std::int64_t>(report.new_commits));
  out.number("branches", static_cast<std::int64_t>(report.new_branches));
  out.number("pull_requests", static_cast<std::int64_t>(report.new_pulls));
  out.end();
  describe_totals(out, outcome);
  out.decimal("seconds", report.seconds);
  const github::client::Spent& api = report.api;
  describe_by_source(out, "requests", report.git_requests, api.rest_requests, api.graphql_requests);
  describe_by_source(out, "bytes", report.git_bytes, api.rest_bytes, api.graphql_bytes);
  out.begin("points");
  points(out, "rest", api.rest_points);
  points(out, "graphql", api.graphql_points);
  out.end();
  out.number("peak_rss_bytes", peak_rss_bytes());
  describe_failure(out, outcome.failure);
  out.finish();
  return line;
}

namespace {

// What is stored now, and how much of it is new.
std::string stored_text(const sync::SyncReport& report) {
  const model::ProjectCounts total = report.total.value_or(model::ProjectCounts{});
  std::string text = fmt::format("{}, {} in all on {}", counted(report.new_commits, "new commit", "new commits"),
                                 total.commits_all, counted(total.branches, "branch", "branches"));
  if (report.total_pulls) {
    text +=
        fmt::format(", {} of {} new", report.new_pulls, counted(*report.total_pulls, "pull request", "pull requests"));
  }
  if (report.enriched_commits > 0) {
    text += fmt::format(", {} enriched", counted(report.enriched_commits, "commit", "commits"));
  }
  return text;
}

std::string spent_text(const sync::SyncReport& report) {
  std::string text = fmt::format(
      ", {:.2f} s, {}, {:.1f} MB", report.seconds, counted(report.git_requests, "git request", "git requests"),
      static_cast<double>(report.git_bytes + report.api.rest_bytes + report.api.graphql_bytes) / 1e6);
  if (report.api.graphql_requests > 0)
    text += ", " + counted(report.api.graphql_points, "GraphQL point", "GraphQL points");
  if (report.api.rest_requests > 0) text += ", " + counted(report.api.rest_points, "REST point", "REST points");
  return text;
}

// What the stored history lacks because the remote lacks it.
std::string gaps_text(const model::ProjectCounts& total) {
  std::string text;
  if (total.shallow || total.missing_parents > 0) {
    text = "; history is cut: " + counted(total.missing_parents, "parent is", "parents are") + " not in the repository";
  }
  if (total.refs_left_out > 0) text += "; " + counted(total.refs_left_out, "ref is", "refs are") + " left out";
  return text;
}

std::string failure_text(const SyncOutcome& outcome) {
  std::string_view message = outcome.failure->message;
  const std::string prefix = outcome.project + ": ";
  if (message.starts_with(prefix)) message.remove_prefix(prefix.size());
  return fmt::format("{} ({})", message, traits(outcome.failure->code).name);
}

}  // namespace

std::string to_text(const SyncOutcome& outcome) {
  const sync::SyncReport& report = outcome.report;
  if (!outcome.failure) {
    return fmt::format("{}: {}{}{}", outcome.project, stored_text(report), spent_text(report),
                       gaps_text(report.total.value_or(model::ProjectCounts{})));
  }
  if (!report.total) return fmt::format("{}: error: {}", outcome.project, failure_text(outcome));
  const bool something_new = report.new_commits + report.new_branches + report.new_pulls + report.enriched_commits > 0;
  if (something_new) {
    return fmt::format("{}: {}; the rest {}: {}", outcome.project, stored_text(report),
                       traits(outcome.failure->code).retry_helps ? "waits" : "failed", failure_text(outcome));
  }
  return fmt::format("{}: error: {}; stored as before: {} on {}", outcome.project, failure_text(outcome),
                     counted(report.total->commits_all, "commit", "commits"),
                     counted(report.total->branches, "branch", "branches"));
}

}  // namespace cpsg::server
