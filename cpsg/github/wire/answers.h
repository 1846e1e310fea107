// What GitHub's responses say, as values. readers.h, rest.h and app_answers.h read them out of JSON.
//
//   for (const Lookup<RepositoryProbe>& found : read_probe(body, node_ids))
//     if (found.value) keep(*found.value);
//
// Plain values. Source: GitHub's public GraphQL schema; REST description 2022-11-28.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/model/oid.h"
#include "cpsg/model/pull_request.h"
#include "cpsg/model/release.h"
#include "cpsg/model/star_history.h"
#include "cpsg/model/statistics.h"

namespace cpsg::github::wire {

// What a refusal is about, beside the thing that was asked for. Another token, or none, may get it.
enum class Wall : std::uint8_t {
  kNone,
  kOwner,       // all that its owner has: single sign-on, a list of addresses, the kind of token
  kPermission,  // what the token lacks a permission for
};

// One of several things that a query asked for: its value, or why there is none.
template <typename T>
struct Lookup {
  std::optional<T> value;
  std::optional<Failure> failure;  // exactly one of the two
  bool retry_smaller = false;      // a query for fewer things may get it, or more of it
  bool resource_limited = false;   // GitHub ran out of time or resources before it
  Wall wall = Wall::kNone;         // of the failure
  std::string refused_field{};     // the field that the failure is about: without it the rest can be had
  std::optional<Failure> gap{};    // beside a value: why a part of it is missing
};

struct RepositoryName {
  std::string owner;
  std::string name;

  friend bool operator==(const RepositoryName&, const RepositoryName&) = default;
};

struct RepositoryProbe {
  std::int64_t github_id = 0;
  std::string node_id;
  RepositoryName name;  // as it is now
  model::ProbeMark mark;
};

struct Repository {
  std::int64_t github_id = 0;
  std::string node_id;
  RepositoryName name;
  model::ProbeMark mark;
  model::Statistics statistics;  // observed_at is the caller's to set
};

struct PullHandle {
  std::int64_t number = 0;
  model::PullState state = model::PullState::kOpen;
  UnixTime updated_at{};
};

struct PullPage {
  std::vector<model::PullRequest> pulls;
  std::vector<PullHandle> failed;  // entries that GitHub lists, but failed to give when asked for each alone
  std::int64_t unreadable = 0;     // entries of which not even the number could be read, however few were asked for
  std::int64_t total = 0;
  bool has_next = false;
  std::string end_cursor;
  // Not empty: there is more, but no way to it, for this reason. Then has_next is false.
  std::string cut{};
  std::int64_t total_at_least = 0;    // where `total` is not told
  std::optional<UnixTime> seen_at{};  // the server's time, not later than when the page was made
};

struct PullHandlePage {
  std::vector<PullHandle> pulls;
  std::int64_t unreadable = 0;  // as of PullPage
  std::int64_t total = 0;
  bool has_next = false;
  std::string end_cursor;
};

struct ReleasePage {
  std::vector<model::Release> releases;  // without drafts
  std::int64_t unreadable = 0;           // as of PullPage
  std::int64_t total = 0;                // with the drafts that the token may see
  bool has_next = false;
  std::string end_cursor;
};

struct StarWeeks {
  std::size_t weeks = 0;
  model::StarPage days;  // of all weeks, where there are any
};

struct CommitFacts {
  model::Oid oid;
  bool exists = true;  // false: GitHub has no such commit
  std::optional<std::int64_t> additions;
  std::optional<std::int64_t> deletions;
  std::optional<std::int64_t> changed_files;
  std::optional<std::string> author_login;
  std::optional<std::string> committer_login;
};

struct AuditCounts {
  std::optional<std::int64_t> commits;  // on the default branch; null for an empty repository, and if not asked for
  std::optional<model::Oid> default_tip;
  std::int64_t branches = 0;
  model::PullCounts pulls;
};

}  // namespace cpsg::github::wire
