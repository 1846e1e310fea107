// What a sync reads before it starts and what it hands over: the values of HistoryWriter.
//
// Commits and people are numbered by the sync, from the published bounds up, and keep their numbers for ever.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/bitmap.h"
#include "cpsg/model/branch.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/project.h"
#include "cpsg/model/ref_oddity.h"
#include "cpsg/storage/graph_chunk.h"

namespace cpsg::storage {

// An object that a ref names and that is no commit: a later sync need not ask for it to know that.
struct OddObject {
  model::Oid oid;
  model::RefOddity kind = model::RefOddity::kTree;

  friend bool operator==(const OddObject&, const OddObject&) = default;
};

// How the remote was last reached, so that a later sync needs no discovery.
struct RemoteState {
  std::string configured_url;            // the URL it was reached by; another one makes the rest worthless
  std::string base_url;                  // after redirects
  std::string capabilities;              // the advertisement's lines, joined by LF
  std::vector<OddObject> odd_objects{};  // at most limits::kOddObjectsMax
};

// Where a sync starts from. For a project that was never synced: generation 0 and no rows.
struct PublishedState {
  std::uint64_t generation = 0;
  std::uint32_t rows = 0;               // commits are numbered 0 .. rows-1
  std::uint32_t people = 0;             // people are numbered 0 .. people-1
  model::Bitmap live;                   // by row: reached by a live branch
  model::Bitmap on_default;             // by row: reached by the default branch
  std::vector<model::Branch> branches;  // live ones
  // By branch: as in Publication. Nothing where it was not told.
  std::vector<std::optional<std::uint32_t>> tip_nodes;
  std::uint32_t graph_chunks = 0;  // how many there are
  model::ProjectCounts counts;
  std::optional<RemoteState> remote;
  // The rules for people and messages that all of it was written under, in the words of whoever published it. Nothing:
  // not known, because an earlier version of the program wrote it.
  std::optional<std::string> policy;
};

// Identifies a person within a project without keeping names in memory.
using PersonKey = std::array<std::uint8_t, 16>;
// Its first half, which is equal for people who are one contributor.
[[nodiscard]] inline std::uint64_t contributor_of(const PersonKey& key) {
  std::uint64_t contributor = 0;
  std::memcpy(&contributor, key.data(), sizeof contributor);
  return contributor;
}
struct StagedPerson {
  std::uint32_t number = 0;
  PersonKey key{};
  model::Person person;
};

// A commit on its way into the store. Views are valid during the call.
struct StagedCommit {
  std::uint32_t row = 0;
  model::Oid oid;
  std::span<const model::Oid> parents;
  std::uint32_t author = 0;  // person numbers
  std::uint32_t committer = 0;
  std::optional<model::GitTime> authored_at;
  std::optional<model::GitTime> committed_at;
  std::string_view message;  // at most limits::kMessageMaxBytes
  model::Altered altered = model::Altered::kNothing;
};

// What the rules for people and messages touch of a published commit.
struct CommitText {
  std::uint32_t row = 0;
  std::uint32_t author = 0;  // person numbers: where it is read, the published ones; where it is staged, the new ones
  std::uint32_t committer = 0;
  std::string message;  // at most limits::kMessageMaxBytes
  model::Altered altered = model::Altered::kNothing;

  friend bool operator==(const CommitText&, const CommitText&) = default;
};

// Where a commit stands in the order of commits: by committer time (none: last), then oid.
struct CommitPlace {
  std::optional<std::int64_t> committed_epoch_s;
  model::Oid oid;
};

// A contributor on its way into the store: the person's number stands for name, e-mail, login.
struct StagedContributor {
  std::uint32_t person = 0;  // whose newest commit names them
  std::int64_t commits = 0;
  std::int64_t commits_all = 0;
  std::optional<UnixTime> first_commit_at;
  std::optional<UnixTime> last_commit_at;

  friend bool operator==(const StagedContributor&, const StagedContributor&) = default;
};

// A whole new generation, except for the rows and people staged before.
struct Publication {
  UnixTime now{};
  std::uint32_t rows = 0;  // new bounds
  std::uint32_t people = 0;
  model::ProjectCounts counts;
  std::optional<RemoteState> remote;
  // All live ones; those missing here become tombstones: deleted_at = now, no longer the default, else as last known.
  std::vector<model::Branch> branches;
  // By branch: the number of its tip among the nodes of the graph's chunks, so that a later publication can add a chunk
  // without reading the others. Empty: not told.
  std::vector<std::uint32_t> tip_nodes;
  std::vector<GraphChunk> chunks;  // replace every stored chunk from the first one's first_node on; may be empty
  model::Bitmap live;              // by row
  model::Bitmap on_default;        // by row
  std::vector<std::uint32_t> newly_unreachable;  // rows: get unreachable_since = now
  std::vector<std::uint32_t> reachable_again;    // rows: lose it
  std::vector<model::ActivityYear> activity;     // years that differ; one without hours is removed
  // All of them, and the store writes those that differ. Or, where `contributors_gone` is there: only those that are
  // new or differ, and the numbers of the people who named a contributor before and do not any more.
  std::vector<StagedContributor> contributors;
  std::optional<std::vector<std::uint32_t>> contributors_gone;
  std::optional<UnixTime> next_sync_at;
  std::optional<std::string> policy;  // as in PublishedState
};

// What a rewritten history changes beside its commits and people. All else stays: branches, bitmaps, the graph, status.
struct RewrittenHistory {
  std::uint32_t people = 0;                     // the new bound
  std::vector<StagedContributor> contributors;  // all of them
  std::optional<std::string> policy;            // as in PublishedState
};

// A published commit that has no lines and logins yet.
struct UnenrichedCommit {
  std::uint32_t row = 0;
  model::Oid oid;
};

// What GitHub told of a published commit.
struct CommitDetail {
  std::uint32_t row = 0;
  // Null where GitHub does not know; the commit counts as enriched all the same.
  std::optional<std::int64_t> additions;
  std::optional<std::int64_t> deletions;
  std::optional<std::int64_t> changed_files;
  // Written to the commit's people where those have no login yet.
  std::optional<std::string> author_login;
  std::optional<std::string> committer_login;
};

}  // namespace cpsg::storage
