// Readers of what GraphQL says of pull requests.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::wire {
namespace {

model::PullState read_state(const JsonValue& state) {
  const auto name = read_lower_case(state);
  const auto found = name ? model::pull_state_from_name(*name) : std::nullopt;
  if (!found) state.refuse("no state of a pull request");
  return *found;
}

std::vector<std::string> read_labels(const JsonValue& labels) {
  std::vector<std::string> found;
  for (const JsonValue& label : labels["nodes"].elements(kPageMost)) {
    found.push_back(label["name"].text(limits::kShortTextMaxBytes));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::optional<UnixTime> read_first_review(const JsonValue& reviews) {
  std::optional<UnixTime> first;
  for (const JsonValue& review : reviews["nodes"].elements(kPageMost)) {
    const auto submitted = review["submittedAt"].optional_time();
    if (submitted && (!first || *submitted < *first)) first = submitted;
  }
  return first;
}

void read_branches(const JsonValue& pull, model::PullRequest& found) {
  found.base_ref = read_asked_text(pull["baseRefName"], limits::kRefNameMaxBytes).value_or("");
  found.base_oid = pull["baseRefOid"].optional_oid();
  found.head_ref = read_asked_text(pull["headRefName"], limits::kRefNameMaxBytes).value_or("");
  found.head_oid = pull["headRefOid"].optional_oid();
  found.head_repo = pull["headRepository"]["nameWithOwner"].optional_text(limits::kShortTextMaxBytes);
}

void read_sizes(const JsonValue& pull, model::PullRequest& found) {
  found.additions = pull["additions"].optional_count();
  found.deletions = pull["deletions"].optional_count();
  found.changed_files = pull["changedFiles"].optional_count();
  found.commits = pull["commits"]["totalCount"].optional_count();
  found.comments = pull["comments"]["totalCount"].optional_count();
  found.reviews = pull["reviews"]["totalCount"].optional_count();
}

model::PullRequest read_pull(const JsonValue& pull) {
  Actor author = read_actor(pull["author"]);
  model::PullRequest found;
  found.number = read_github_id(pull["number"]);
  found.title = pull["title"].text(limits::kTitleMaxBytes);
  found.state = read_state(pull["state"]);
  found.draft = read_asked_flag(pull["isDraft"]).value_or(false);
  found.author = std::move(author.login);
  found.bot = author.bot;
  read_branches(pull, found);
  found.created_at = pull["createdAt"].time();
  found.updated_at = pull["updatedAt"].time();
  found.closed_at = pull["closedAt"].optional_time();
  found.merged_at = pull["mergedAt"].optional_time();
  found.merged_by = read_login(pull["mergedBy"]);
  read_sizes(pull, found);
  found.review_decision = read_lower_case(pull["reviewDecision"]);
  found.labels = read_labels(pull["labels"]);
  found.first_review_at = read_first_review(pull["reviews"]);
  return found;
}

PullHandle read_handle(const JsonValue& pull) {
  return {read_github_id(pull["number"]), read_state(pull["state"]), pull["updatedAt"].time()};
}

// A page of a repository's pull requests, each by `read`. Those that are null or cannot be read are counted. `listed`:
// whether it has its entries.
template <typename Page, typename Read>
Lookup<Page> read_page(std::string_view body, const Read& read, bool listed = true) {
  auto page = read_node<Page>(body, [&](const JsonValue& repository) {
    const JsonValue connection = repository["pullRequests"];
    const bool turned_off = connection.is_null() && !connection.is_missing() && GraphqlAnswer(body).errors().empty();
    if (turned_off) return Page();
    const JsonValue info = connection["pageInfo"];
    const std::vector<JsonValue> nodes = connection["nodes"].elements(kPageMost);
    Page found;
    found.total = connection["totalCount"].count();
    found.has_next = info["hasNextPage"].boolean();
    if (found.has_next) {
      if (nodes.empty() && listed) info["hasNextPage"].refuse("true on an empty page");
      found.end_cursor = info["endCursor"].handle();
    }
    found.pulls.reserve(nodes.size());
    for (const JsonValue& node : nodes) {
      try {
        found.pulls.push_back(read(node));
      } catch (const Error&) {
        ++found.unreadable;
      }
    }
    return found;
  });
  // The repository has them turned off: it is there, and has none.
  if (page.failure && page.wall == Wall::kNone && page.refused_field == "pullRequests") page = {Page(), std::nullopt};
  page.retry_smaller = page.retry_smaller || (page.value && page.value->unreadable > 0);
  return page;
}

}  // namespace

Lookup<PullPage> read_pulls(std::string_view body) { return read_page<PullPage>(body, read_pull); }

Lookup<PullHandlePage> read_pull_handles(std::string_view body) { return read_page<PullHandlePage>(body, read_handle); }

Lookup<PullHandlePage> read_pull_place(std::string_view body) {
  return read_page<PullHandlePage>(body, read_handle, false);
}

std::vector<Lookup<model::PullRequest>> read_pulls_by_number(std::string_view body,
                                                             std::span<const std::int64_t> numbers) {
  return read_aliases<model::PullRequest>(
      body, 'p', numbers, [](const JsonValue& entry, const EntryErrorSet& errors, std::int64_t number) {
        if (entry.is_null() && errors.resource_limit == nullptr && errors.reason() == nullptr) {
          return failed<model::PullRequest>({ErrorCode::kNotFound, "GitHub has no such pull request", {}}, false);
        }
        return read_one_of_many<model::PullRequest>(entry, errors, [&](const JsonValue& pull) {
          model::PullRequest found = read_pull(pull);
          if (found.number != number) pull["number"].refuse("not the one that was asked for");
          return found;
        });
      });
}

}  // namespace cpsg::github::wire
