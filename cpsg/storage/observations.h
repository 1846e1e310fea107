// What the API's steps read from the store and write to it. Each observation is a row of its own that replaces the
// earlier one, so none of it needs a publication; what must not be done twice at once takes the project's lease.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/oid.h"
#include "cpsg/model/statistics.h"
#include "cpsg/model/work.h"

namespace cpsg::storage {

// Which of the due projects are meant.
enum class Due : std::uint8_t {
  kAny,
  kRefresh,  // the API is to be asked: all that are not due for kSync
  kSync,     // kLook is not set, and refs, pulls or an audit are to be done; or it has a source_url: there is no API
};

// What GitHub says that a project is.
struct Identity {
  std::int64_t github_id = 0;
  std::string node_id;
  std::string owner;
  std::string name;
};

// What became of a project when its identity was written.
struct Bound {
  std::string project_id;                   // under which the data is now: another one after a merge
  std::optional<std::string> removed;       // the id that is no more, after a merge; of two, the one asked for
  std::optional<std::string> renamed_from;  // the full name until now, if it changed
  friend bool operator==(const Bound&, const Bound&) = default;
};

// How far the API's steps have come with a project.
struct ApiProgress {
  std::optional<model::ProbeMark> mark;   // of the last probe
  std::optional<UnixTime> changed_at;     // when a probe last saw something move
  std::optional<UnixTime> statistics_at;  // the last full statistics
  std::optional<UnixTime> refs_at;        // when branches were last listed
  std::optional<UnixTime> audited_at;
  friend bool operator==(const ApiProgress&, const ApiProgress&) = default;
};

// What one probe or statistics query came to, for one project. Absent members leave what is stored.
struct Refreshed {
  std::string project_id;
  std::optional<model::ProbeMark> mark;
  std::optional<UnixTime> changed_at;
  std::optional<model::Statistics> statistics;  // also becomes the snapshot of its UTC day
  model::Work add = model::Work::kNothing;
  model::Work done = model::Work::kNothing;  // taken from the stored work unless more was added since work_version
  std::uint64_t work_version = 0;            // as it was when the query was made
  bool confirmed = false;                    // nothing moved: the project is as good as synced at `now`
  // Not set while work for a sync remains, which is due at once; and never later than the stored one if other work
  // than kEnrich remains, or was added since work_version.
  std::optional<UnixTime> next_sync_at;
};

// A walk through a project's pull requests by time of update, newest first, that can stop at any page.
struct PullWalk {
  std::optional<UnixTime> watermark;  // everything updated before it is stored; none: nothing was ever complete
  // Of a walk that is under way: where its next page begins, and the newest update that it saw, which becomes the
  // watermark when it ends.
  std::optional<std::string> cursor;
  std::optional<UnixTime> newest;
  std::int64_t seen = 0;      // pull requests on the pages so far
  bool short_before = false;  // a first walk ended with fewer stored than GitHub counts
  bool by_rest = false;       // the watermark is of a walk by REST, whose rows lack what only GraphQL tells

  friend bool operator==(const PullWalk&, const PullWalk&) = default;
};

// A published commit that has no lines and logins yet.
struct UnenrichedCommit {
  std::uint32_t row = 0;
  model::Oid oid;
};

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

// What a webhook's delivery means for a project, which becomes due at once.
struct DeliveredWork {
  std::string project_id;
  model::Work work = model::Work::kNothing;
};

// How many deliveries of an event came; `other` is everything that has no use here.
struct DeliveryCount {
  std::string event;
  std::int64_t count = 0;
};

}  // namespace cpsg::storage
