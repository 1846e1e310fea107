// The port that holds pull requests, and how far the walk through a project's list of them has come.
//
//   pulls.put_pull_requests(lease, page, walk, asked_at);  // a page, and where the next one begins
//   const std::vector<model::PullRequest> first = pulls.pull_requests(project_id, 0, 100);
//
// A pull request is as GitHub told it at its time of update: an older state never replaces a newer one, nor an answer
// that was asked for earlier one of the same time of update (observation_order.h). Counts by state are always those of
// the stored rows. Numbers go from 1 to 2^32 - 1 and are the order of every list. What GitHub failed to give is kept as
// a gap, until it comes or is known to be gone.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: Error(kNotFound) for an unknown project id, Error(kBusy) for a lease that is no
// longer held, and the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/pull_request.h"
#include "cpsg/model/statistics.h"
#include "cpsg/storage/lease.h"
#include "cpsg/storage/pull_facts.h"
#include "cpsg/storage/pull_query.h"

namespace cpsg::storage {

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

// Pull requests that GitHub lists, or counts, but failed to give when it was asked for each alone.
struct PullGap {
  std::int64_t number = 0;  // 0: not known, because the list itself failed there
  std::string after;        // where in the list: the cursor (or URL) behind which it failed; empty: at the front
  std::int64_t pulls = 1;   // how many; 1 where the number is known
  UnixTime found_at{};

  friend bool operator==(const PullGap&, const PullGap&) = default;
};

// How many more GitHub counts than are stored, by state, after the last list that could not settle it.
struct PullDifference {
  std::int64_t open = 0;
  std::int64_t closed = 0;
  std::int64_t merged = 0;
  UnixTime listed_at{};
  std::int64_t lists = 0;  // in a row that ended with this difference

  [[nodiscard]] bool same_counts(const PullDifference& other) const {
    return open == other.open && closed == other.closed && merged == other.merged;
  }
  friend bool operator==(const PullDifference&, const PullDifference&) = default;
};

// What a list is compared with: a stored pull request without the rest of it.
struct PullMark {
  std::int64_t number = 0;
  model::PullState state = model::PullState::kOpen;
  UnixTime updated_at{};
  friend bool operator==(const PullMark&, const PullMark&) = default;
};

// What is stored of a project's pull requests, without the rows.
struct PullProgress {
  PullWalk walk;
  model::PullCounts counts;
  std::optional<PullDifference> difference{};
  friend bool operator==(const PullProgress&, const PullProgress&) = default;
};

class PullRequests {
 public:
  virtual ~PullRequests() = default;

  // ---- writing ----

  // One page and where the walk stands after it, atomically; `observed_at` is when the page was asked for. A stored
  // pull request is replaced unless it was updated later than the new one, or at the same time and asked for later. If
  // both are of the same time of update, it leaves its value where the new one has null for what REST does not tell
  // (merged_by, lines, files, commits, comments, reviews). Returns how many were not stored before.
  // Error(kBadData) for a number that no pull request can have; then nothing is written. Project::revision grows if a
  // row differs, and where the watermark comes or goes. A pull request closes the gap of its number; `gaps` are added,
  // and of those that are known already the time stays. Documents: pulls, an upsert and an update each under the times,
  // then one update of projects, which holds the gaps, under the fence; 2.
  virtual std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls,
                                        const PullWalk& walk, std::span<const PullGap> gaps, UnixTime observed_at) = 0;
  std::size_t put_pull_requests(const Lease& lease, std::span<const model::PullRequest> pulls, const PullWalk& walk,
                                UnixTime observed_at) {
    return put_pull_requests(lease, pulls, walk, {}, observed_at);
  }
  // With the gaps of these numbers. Numbers that are not stored are passed over.
  // Documents: pulls by _id, projects under the fence; 2.
  virtual void remove_pull_requests(const Lease& lease, std::span<const std::int64_t> numbers) = 0;
  // What a comparison with GitHub's counts came to. Nothing: they agree, and so gaps without a number are closed too.
  // Documents: one update of projects under the fence; 1.
  virtual void settle_pull_requests(const Lease& lease, const std::optional<PullDifference>& difference) = 0;
  // Gives stored pull requests the title and the labels of these; all else of them stays, as do the walk and the gaps.
  // Numbers that are not stored are passed over. Project::revision grows.
  // Documents: pulls, an update each by _id, then one update of projects under the fence; 2.
  virtual void replace_titles(const Lease& lease, std::span<const model::PullRequest> pulls) = 0;
  // Writes whether addresses in the titles and labels of the stored rows are masked; false at first.
  // Documents: one update of projects under the fence; 1.
  virtual void set_titles_masked(const Lease& lease, bool masked) = 0;

  // ---- reading ----

  // Ascending, after `after`; bounded in bytes too, as page_bounds.h says.
  // Documents: pulls by _id, one range; 1.
  [[nodiscard]] virtual std::vector<model::PullRequest> pull_requests(std::string_view project_id, std::int64_t after,
                                                                      std::size_t limit) = 0;
  // Those that pass the query's filter, in its order. Ends at its limit, after kPullLooksMax were looked at, or at the
  // bound in bytes of page_bounds.h; PullPage::next says where it goes on.
  // Documents: pulls by (project, state, sort value, number), by (project, author, number) or by _id, one range for
  // each state, what remains of the filter as a condition beside; 1, or 3 where all states are asked for.
  [[nodiscard]] virtual PullPage list_pulls(std::string_view project_id, const PullQuery& query) = 0;
  // How many pass the filter, exactly: counted on an index where one part of the filter is set (state, author, period)
  // or state and period are, else by looking at each that these leave. Nothing where that would be more than
  // kPullCountLooksMax.
  // Documents: as list_pulls(), counted with that limit; 1, or 3.
  [[nodiscard]] virtual std::optional<std::int64_t> count_pulls(std::string_view project_id,
                                                                const PullFilter& filter) = 0;
  // Of all of them.
  // Documents: pulls by (project, state, time of creation), whose index holds these fields, 1 a MB; projects by _id, 1.
  [[nodiscard]] virtual PullFactsSet pull_facts(std::string_view project_id) = 0;
  // Those that were merged at `since` or later, of each of these projects, by time of merge; projects that are gone are
  // left out, and those without any have an empty list. All are of one moment. How many are open says
  // pull_progress().
  // Documents: pulls by (project, state, time of merge), a list of projects and one range; 1 a thousand ids.
  using MergedPullsById = std::map<std::string, std::vector<MergedPull>, std::less<>>;
  [[nodiscard]] virtual MergedPullsById merged_since(std::span<const std::string> project_ids, UnixTime since) = 0;
  // Documents: pulls by _id; 1.
  [[nodiscard]] virtual std::optional<model::PullRequest> pull_request(std::string_view project_id,
                                                                       std::int64_t number) = 0;
  // Of all of them, ascending.
  // Documents: pulls by _id, one range, these fields alone; 1 for 10,000.
  [[nodiscard]] virtual std::vector<PullMark> pull_request_marks(std::string_view project_id) = 0;
  // Ascending by number, then by place.
  // Documents: projects by _id, this field alone; 1.
  [[nodiscard]] virtual std::vector<PullGap> pull_gaps(std::string_view project_id) = 0;

  // ---- how far it has come ----

  // As set_titles_masked() wrote it.
  // Documents: projects by _id, this field alone; 1.
  [[nodiscard]] virtual bool titles_masked(std::string_view project_id) = 0;

  // Documents: projects by _id, these fields alone; 1.
  [[nodiscard]] virtual PullWalk pull_walk(std::string_view project_id) = 0;
  // Documents: pulls by (project, state), counted on the index; 1.
  [[nodiscard]] virtual model::PullCounts count_pull_requests(std::string_view project_id) = 0;
  // Both for each of these projects, by id; those that are gone are left out. All are of one moment.
  // Documents: projects by _id, pulls by (project, state) grouped; 2 a thousand ids.
  using PullProgressById = std::map<std::string, PullProgress, std::less<>>;
  [[nodiscard]] virtual PullProgressById pull_progress(std::span<const std::string> project_ids) = 0;
};

}  // namespace cpsg::storage
