#include "cpsg/sync/sync_pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_set>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/pull_titles.h"

namespace cpsg::sync {
namespace {

// Pages may repeat pull requests that moved while the walk was under way, but not many.
constexpr std::int64_t kRepeatsMax = 100;

// Where pages come from. A stored cursor can be used only by the source that gave it.
struct PageSource {
  std::function<github::wire::PullPage(std::string_view after)> read;
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
  PullWalker(storage::PullRequests& pulls, PageSource source, const model::Project& project,
             const storage::Lease& lease, const ProgressSink& on_progress, PullReport& report)
      : pulls_(pulls),
        source_(std::move(source)),
        project_(project),
        lease_(lease),
        on_progress_(on_progress),
        report_(report),
        walk_(pulls.pull_walk(project.id)) {}

  void run() {
    if (walk_.cursor && !source_.knows(*walk_.cursor)) reset_walk();
    const bool first = !watermark();
    const bool resumed = walk_.cursor.has_value();
    walk_down();
    // What was updated since the walk began is at the front of the list. If it began in an earlier sync, the front is
    // read now, because that may be the very reason for this sync. After a first walk, only if something is missing.
    if (resumed || (first && is_incomplete())) walk_down();
    if (first && is_incomplete()) end_short();
  }

 private:
  // After a first walk that ended with fewer than GitHub counts. The first time it is an error, and the list is read
  // again. The second time it is taken as it is, so that the whole list is not read for ever.
  void end_short() {
    const std::string found = fmt::format("the list ended after {} of {}", stored(), total_);
    if (!walk_.short_before && stored() + unreadable_ < total_) {
      walk_ = {.short_before = true};
      pulls_.put_pull_requests(lease_, {}, walk_);
      throw broken(found);
    }
    log::warning("{}: GitHub does not give all of its pull requests: {}", project_.full_name(), found);
    report_.cut_short = true;
  }

  // Page by page from the stored cursor, or from the front, to the watermark or the end.
  void walk_down() {
    std::unordered_set<std::string> cursors_seen;
    bool resumed = walk_.cursor.has_value();
    std::int64_t unreadable = 0;
    for (bool ended = false; !ended;) {
      const bool front = !walk_.cursor;
      const std::optional<github::wire::PullPage> page = read_page(resumed);
      resumed = false;
      if (!page) continue;
      ended = !page->has_next || reaches_watermark(*page);
      unreadable = (front ? 0 : unreadable) + page->unreadable;
      store_page(*page, front, ended, cursors_seen);
    }
    unreadable_ = std::max(unreadable_, unreadable);
  }

  // Nothing if a cursor of an earlier sync was refused: then the walk begins anew.
  std::optional<github::wire::PullPage> read_page(bool resumed) {
    try {
      return source_.read(walk_.cursor.value_or(""));
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
    const bool whole = !watermark();
    walk_.seen += static_cast<std::int64_t>(page.pulls.size()) + page.unreadable;
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
    report_.new_pulls += pulls_.put_pull_requests(lease_, page.pulls, walk_);
    ++report_.pages;
    on_progress_({Phase::kPulls,
                  static_cast<std::uint64_t>(seen),
                  whole ? static_cast<std::uint64_t>(std::max<std::int64_t>(page.total, 0)) : 0,
                  0,
                  {}});
    if (!contradiction.empty()) throw broken(contradiction);
  }

  // Why the walk cannot go on from this page. Empty: it can.
  std::string_view contradiction_in(const github::wire::PullPage& page,
                                    std::unordered_set<std::string>& cursors_seen) const {
    const bool empty = page.pulls.empty() && page.unreadable == 0;
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
    return end && std::any_of(page.pulls.begin(), page.pulls.end(),
                              [&](const model::PullRequest& pull) { return pull.updated_at < *end; });
  }

  static std::optional<UnixTime> newest_of(const github::wire::PullPage& page) {
    const auto newest = std::max_element(page.pulls.begin(), page.pulls.end(),
                                         [](const auto& a, const auto& b) { return a.updated_at < b.updated_at; });
    return newest == page.pulls.end() ? std::nullopt : std::optional(newest->updated_at);
  }

  void reset_walk() {
    walk_.cursor.reset();
    walk_.newest.reset();
    walk_.seen = 0;
  }

  [[nodiscard]] std::int64_t stored() const { return pulls_.count_pull_requests(project_.id).total().value_or(0); }
  [[nodiscard]] bool is_incomplete() const { return stored() < total_; }

  [[nodiscard]] Error broken(std::string_view why) const {
    return {ErrorCode::kBadData,
            fmt::format("{}: GitHub's list of pull requests contradicts itself: {}; it will be read anew",
                        project_.full_name(), why)};
  }

  storage::PullRequests& pulls_;
  const PageSource source_;
  const model::Project& project_;
  const storage::Lease& lease_;
  const ProgressSink& on_progress_;
  PullReport& report_;
  storage::PullWalk walk_;
  std::int64_t total_ = 0;       // how many there are, by the last page; -1: it does not say
  std::int64_t unreadable_ = 0;  // of those, how many GitHub would not give
};

}  // namespace

void sync_pull_requests(storage::PullRequests& pulls, github::client::Client& client, const model::Project& project,
                        const storage::Lease& lease, MessagePrivacy titles, const github::client::Call& call,
                        const ProgressSink& on_progress, PullReport& report) {
  (void)bring_titles_to(pulls, project.id, lease, titles);  // a walk that was reset begins anew here
  PageSource source{.read =
                        [&](std::string_view after) {
                          return with_privacy(client.pulls(project.node_id, project.owner, after, call), titles);
                        },
                    .knows = [](std::string_view cursor) { return !is_url(cursor); },
                    .by_rest = false};
  PullWalker(pulls, std::move(source), project, lease, on_progress, report).run();
}

void sync_pull_requests_by_rest(storage::PullRequests& pulls, github::client::Client& client,
                                const model::Project& project, const storage::Lease& lease, MessagePrivacy titles,
                                const github::client::Call& call, const ProgressSink& on_progress, PullReport& report) {
  (void)bring_titles_to(pulls, project.id, lease, titles);
  PageSource source{.read =
                        [&](std::string_view page_url) {
                          return with_privacy(client.rest_pulls({project.owner, project.name}, page_url, call), titles);
                        },
                    .knows = is_url,
                    .by_rest = true};
  PullWalker(pulls, std::move(source), project, lease, on_progress, report).run();
}

}  // namespace cpsg::sync
