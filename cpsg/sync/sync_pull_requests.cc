#include "cpsg/sync/sync_pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/pull_titles.h"

namespace cpsg::sync {
namespace {

// Pages may repeat pull requests that moved while the walk was under way, but not many.
constexpr std::int64_t kRepeatsMax = 100;

constexpr std::size_t kGapsMax = 1'000;  // of one project
constexpr std::chrono::seconds kLookAgainAfter{3};
constexpr std::chrono::seconds kWalkAgainAfter{7 * 24 * 3'600};  // by REST, where GitHub cut the list
// Servers may be a little behind each other.
constexpr std::chrono::seconds kServersDiffer{1};
constexpr std::chrono::seconds kClocksDifferMost{60};  // beyond that the time of an update means nothing

// Where pages come from. A stored cursor can be used only by the source that gave it. `known`: gaps by number.
struct PageSource {
  std::function<github::wire::PullPage(std::string_view after, const github::client::Client::KnownFailures& known)>
      read;
  std::function<bool(std::string_view after)> knows;
  bool by_rest = false;
};

github::wire::PullPage with_privacy(github::wire::PullPage page, MessagePrivacy titles) {
  for (model::PullRequest& pull : page.pulls) apply_title_privacy(pull, titles);
  return page;
}

bool is_url(std::string_view cursor) { return cursor.starts_with("http"); }

class PullWalker {
 public:
  PullWalker(const PullWalkContext& context, PageSource source, PullReport& report)
      : pulls_(context.pulls),
        source_(std::move(source)),
        project_(context.project),
        lease_(context.lease),
        clock_(context.clock),
        on_progress_(context.on_progress),
        report_(report),
        walk_(pulls_.pull_walk(project_.id)),
        gaps_(pulls_.pull_gaps(project_.id)) {}

  void run() {
    if (walk_.cursor && !source_.knows(*walk_.cursor)) reset_walk();
    if (source_.by_rest && was_cut_long_ago()) begin_anew();
    const bool first = !watermark();
    const bool resumed = walk_.cursor.has_value();
    walk_down();
    // What was updated since the walk began is at the front of the list. If it began in an earlier sync, the front is
    // read now, because that may be the very reason for this sync. After a first walk, only if something is missing.
    if (resumed || (first && is_incomplete())) walk_down();
    if (first && is_incomplete()) end_short();
    report_.from_the_front_to_the_end = first;
    // Gaps that a walk by REST left, or that are filled by now, are the audit's to close.
    if (first && !source_.by_rest && !gaps_.empty()) report_.cut_short = true;
  }

 private:
  // Without an audit, which needs GraphQL, a list that was cut is walked again from time to time.
  [[nodiscard]] bool was_cut_long_ago() const {
    return std::any_of(gaps_.begin(), gaps_.end(), [this](const storage::PullGap& gap) {
      return gap.number == 0 && clock_() - gap.found_at > kWalkAgainAfter;
    });
  }

  void begin_anew() {
    walk_ = {.by_rest = true};
    pulls_.put_pull_requests(lease_, {}, walk_, started_at_);
    pulls_.settle_pull_requests(lease_, std::nullopt);
    gaps_ = pulls_.pull_gaps(project_.id);
  }

  // After a first walk that ended with fewer than GitHub counts, and than the gaps explain. The first time it is an
  // error, and the list is read again. The second time it is taken as it is, so that the whole list is not read for
  // ever.
  void end_short() {
    const std::string found = fmt::format("the list ended after {} of {}", stored(), total_);
    if (!walk_.short_before) {
      walk_ = {.short_before = true};
      pulls_.put_pull_requests(lease_, {}, walk_, started_at_);
      throw broken(found);
    }
    log::warning("{}: GitHub does not give all of its pull requests: {}", project_.full_name(), found);
    report_.cut_short = true;
  }

  // Page by page from the stored cursor, or from the front, to the watermark or the end.
  void walk_down() {
    std::unordered_set<std::string> cursors_seen;
    bool resumed = walk_.cursor.has_value();
    for (bool ended = false; !ended;) {
      const bool front = !walk_.cursor;
      const std::optional<github::wire::PullPage> page = read_page(resumed);
      resumed = false;
      if (!page) continue;
      ended = !page->has_next || reaches_watermark(*page);
      if (front) note_second_of(*page);
      store_page(*page, front, ended, cursors_seen);
    }
  }

  // Nothing if a cursor of an earlier sync was refused: then the walk begins anew.
  std::optional<github::wire::PullPage> read_page(bool resumed) {
    try {
      return source_.read(walk_.cursor.value_or(""), known_failures());
    } catch (const Error& e) {
      const bool refused = e.code() == ErrorCode::kBadData || e.code() == ErrorCode::kNotFound;
      if (!resumed || !refused) throw;
      reset_walk();
      return std::nullopt;
    }
  }

  void store_page(const github::wire::PullPage& page, bool front, bool ended,
                  std::unordered_set<std::string>& cursors_seen) {
    total_ = page.total;
    report_.counted = std::max(report_.counted, std::max(page.total, page.total_at_least));
    const bool whole = !watermark();
    const std::vector<storage::PullGap> gaps = new_gaps(page);
    walk_.seen += static_cast<std::int64_t>(page.pulls.size() + page.failed.size()) + page.unreadable;
    if (front || !walk_.newest) walk_.newest = newest_of(page);
    const std::int64_t seen = walk_.seen;
    const std::string_view contradiction = ended ? "" : contradiction_in(page, cursors_seen);
    if (!contradiction.empty()) {
      reset_walk();
    } else if (ended) {
      // An empty list has been read to its end too.
      raise_watermark(walk_.newest.value_or(UnixTime{}));
      reset_walk();
    } else {
      walk_.cursor = page.end_cursor;
    }
    report_.new_pulls += pulls_.put_pull_requests(lease_, page.pulls, walk_, gaps, started_at_);
    gaps_.insert(gaps_.end(), gaps.begin(), gaps.end());
    ++report_.pages;
    on_progress_({Phase::kPulls,
                  static_cast<std::uint64_t>(seen),
                  whole ? static_cast<std::uint64_t>(std::max<std::int64_t>(page.total, 0)) : 0,
                  0,
                  {}});
    if (!contradiction.empty()) throw broken(contradiction);
  }

  // ---- what GitHub does not give ----

  [[nodiscard]] github::client::Client::KnownFailures known_failures() const {
    github::client::Client::KnownFailures known;
    for (const storage::PullGap& gap : gaps_) {
      if (gap.number != 0) known.emplace(gap.number, gap.found_at);
    }
    return known;
  }

  // Those of this page that are not known yet. Each is logged once.
  std::vector<storage::PullGap> new_gaps(const github::wire::PullPage& page) {
    std::vector<storage::PullGap> gaps;
    const std::string after = walk_.cursor.value_or("");
    const auto is_known = [&](std::int64_t number, std::string_view place) {
      return std::any_of(gaps_.begin(), gaps_.end(), [&](const storage::PullGap& gap) {
        return gap.number == number && (number != 0 || gap.after == place);
      });
    };
    for (const github::wire::PullHandle& failed : page.failed) {
      if (is_known(failed.number, after)) continue;
      gaps.push_back({.number = failed.number, .after = after, .pulls = 1, .found_at = clock_()});
      log::warning("{}: GitHub fails to give pull request {}; the next audit tries again", project_.full_name(),
                   failed.number);
    }
    // Where the list was cut, all behind it is missing.
    const std::int64_t behind = page.cut.empty() ? 0 : std::max<std::int64_t>(page.total - walk_.seen, 1);
    const std::int64_t unknown = std::max(page.unreadable, behind);
    if (unknown > 0 && !is_known(0, after)) {
      gaps.push_back({.number = 0, .after = after, .pulls = unknown, .found_at = clock_()});
      log::warning("{}: GitHub's list of pull requests has a gap{}{}", project_.full_name(),
                   page.cut.empty() ? "" : ": ", page.cut);
    }
    report_.cut_short = report_.cut_short || !gaps.empty();
    // Those beyond are missing too; only the audit's count tells of them.
    for (; !gaps.empty() && gaps_.size() + gaps.size() > kGapsMax; gaps.pop_back()) unrecorded_ += gaps.back().pulls;
    return gaps;
  }

  // How many of those that are not stored the gaps stand for.
  [[nodiscard]] std::int64_t missing_in_gaps() const {
    std::int64_t missing = unrecorded_;
    for (const storage::PullGap& gap : gaps_) {
      if (gap.number == 0 || !pulls_.pull_request(project_.id, gap.number)) missing += gap.pulls;
    }
    return missing;
  }

  // Whether the newest update may have been followed by another one in its second when GitHub made this page.
  void note_second_of(const github::wire::PullPage& page) {
    const std::optional<UnixTime> newest = newest_of(page);
    const UnixTime seen_at = page.seen_at.value_or(clock_());
    if (!newest || *newest < seen_at - kServersDiffer || *newest > seen_at + kClocksDifferMost) {
      report_.look_again_at.reset();
    } else {
      report_.look_again_at = clock_() + kLookAgainAfter;
    }
  }

  // Why the walk cannot go on from this page. Empty: it can.
  std::string_view contradiction_in(const github::wire::PullPage& page,
                                    std::unordered_set<std::string>& cursors_seen) const {
    const bool empty = page.pulls.empty() && page.failed.empty() && page.unreadable == 0;
    if (empty || page.end_cursor.empty()) return "more were promised without a way to them";
    if (page.end_cursor == walk_.cursor || !cursors_seen.insert(page.end_cursor).second)
      return "the same page came twice";
    const bool counted = page.total >= 0;
    if (counted && walk_.seen > 2 * page.total + kRepeatsMax) return "there are more pages than it can have";
    if (walk_.seen > static_cast<std::int64_t>(limits::kPullsMax)) return "there are more than fit";
    return {};
  }

  // The watermark that ends this walk.
  [[nodiscard]] std::optional<UnixTime> watermark() const {
    return walk_.by_rest && !source_.by_rest ? std::nullopt : walk_.watermark;
  }

  void raise_watermark(UnixTime newest) {
    const std::optional<UnixTime> before = watermark();
    if (before && newest <= *before) return;
    walk_.watermark = newest;
    walk_.by_rest = source_.by_rest;
  }

  // Pull requests that were updated in the very second of the watermark may be new.
  [[nodiscard]] bool reaches_watermark(const github::wire::PullPage& page) const {
    const std::optional<UnixTime> end = watermark();
    const auto is_older = [&](const auto& pull) { return pull.updated_at < *end; };
    return end && (std::any_of(page.pulls.begin(), page.pulls.end(), is_older) ||
                   std::any_of(page.failed.begin(), page.failed.end(), is_older));
  }

  static std::optional<UnixTime> newest_of(const github::wire::PullPage& page) {
    std::optional<UnixTime> newest;
    const auto take = [&](const auto& pull) { newest = std::max(newest.value_or(pull.updated_at), pull.updated_at); };
    std::for_each(page.pulls.begin(), page.pulls.end(), take);
    std::for_each(page.failed.begin(), page.failed.end(), take);
    return newest;
  }

  void reset_walk() {
    walk_.cursor.reset();
    walk_.newest.reset();
    walk_.seen = 0;
  }

  [[nodiscard]] std::int64_t stored() const { return pulls_.count_pull_requests(project_.id).total().value_or(0); }
  [[nodiscard]] bool is_incomplete() const { return stored() + missing_in_gaps() < total_; }

  [[nodiscard]] Error broken(std::string_view why) const {
    return {ErrorCode::kBadData,
            fmt::format("{}: GitHub's list of pull requests contradicts itself: {}; it will be read anew",
                        project_.full_name(), why)};
  }

  storage::PullRequests& pulls_;
  const PageSource source_;
  const model::Project& project_;
  const storage::Lease& lease_;
  const Clock& clock_;
  const UnixTime started_at_ = clock_();  // all pages count as asked for then
  const ProgressSink& on_progress_;
  PullReport& report_;
  storage::PullWalk walk_;
  std::vector<storage::PullGap> gaps_;  // as stored
  std::int64_t unrecorded_ = 0;         // pull requests in gaps beyond kGapsMax
  std::int64_t total_ = 0;              // how many there are, by the last page; -1: it does not say
};

// A walk that this resets begins anew.
void bring_titles(const PullWalkContext& context) {
  static_cast<void>(bring_titles_to(context.pulls, context.project.id, context.lease, context.titles, context.clock()));
}

}  // namespace

void sync_pull_requests(const PullWalkContext& context, PullReport& report) {
  const model::Project& project = context.project;
  bring_titles(context);
  PageSource source{.read =
                        [&](std::string_view after, const github::client::Client::KnownFailures& known) {
                          return with_privacy(
                              context.client.pulls(project.node_id, project.owner, after, known, context.call),
                              context.titles);
                        },
                    .knows = [](std::string_view cursor) { return !is_url(cursor); },
                    .by_rest = false};
  PullWalker(context, std::move(source), report).run();
}

void sync_pull_requests_by_rest(const PullWalkContext& context, PullReport& report) {
  const model::Project& project = context.project;
  bring_titles(context);
  PageSource source{.read =
                        [&](std::string_view page_url, const github::client::Client::KnownFailures&) {
                          return with_privacy(
                              context.client.rest_pulls({project.owner, project.name}, page_url, context.call),
                              context.titles);
                        },
                    .knows = is_url,
                    .by_rest = true};
  PullWalker(context, std::move(source), report).run();
}

}  // namespace cpsg::sync
