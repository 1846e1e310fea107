#include "cpsg/sync/repair_pull_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {
namespace {

using github::wire::PullHandle;
using github::wire::PullOrder;

constexpr std::size_t kFetchAtOnce = 500;  // pull requests that are held in memory
constexpr std::size_t kGapsMax = 1'000;    // of one project
constexpr std::int64_t kOpenMax = 10'000;  // open ones are listed before all others up to so many
constexpr std::chrono::hours kListAgainAfter{7 * 24};
constexpr std::int64_t kDoublingsMax = 5;

class PullRepair {
 public:
  PullRepair(const PullRepairContext& context, const model::PullCounts& counted)
      : context_(context), pulls_(context.pulls), counted_(counted) {}

  PullRepairReport run() {
    report_.counted = counted_.total().value_or(0);
    const storage::PullProgress before = progress();
    if (before.walk.watermark && !before.walk.cursor) repair(before.difference);
    report_.missing = missing();
    return report_;
  }

 private:
  void repair(const std::optional<storage::PullDifference>& remembered) {
    std::vector<std::int64_t> failed_before;
    for (const storage::PullGap& gap : gaps()) {
      if (gap.number != 0) failed_before.push_back(gap.number);
    }
    fetch(failed_before);
    std::optional<storage::PullDifference> left = difference();
    if (!left) return pulls_.settle_pull_requests(context_.lease, std::nullopt);
    const bool is_remembered = remembered && left->same_counts(*remembered);
    if (!context_.list_again && (is_remembered ? !list_is_due(*remembered) : is_explained(*left))) {
      return is_remembered ? void() : remember(*left, 0);
    }
    if (left->open != 0 && *counted_.open <= kOpenMax) {
      settle_open();
      left = difference();
    }
    if (left) {
      list_all();
      left = difference();
    }
    if (!left) return pulls_.settle_pull_requests(context_.lease, std::nullopt);
    remember(*left, is_remembered && left->same_counts(*remembered) ? remembered->lists + 1 : 1);
  }

  void remember(storage::PullDifference left, std::int64_t lists) {
    left.listed_at = context_.now;
    left.lists = lists;
    pulls_.settle_pull_requests(context_.lease, left);
    log::warning("{}: GitHub counts {} pull requests, of which {} are not to be had", context_.project.full_name(),
                 report_.counted, std::max<std::int64_t>(left.open + left.closed + left.merged, 0));
  }

  [[nodiscard]] bool list_is_due(const storage::PullDifference& remembered) const {
    const std::int64_t doublings = std::clamp<std::int64_t>(remembered.lists - 1, 0, kDoublingsMax);
    return context_.now - remembered.listed_at >= kListAgainAfter * (std::int64_t{1} << doublings);
  }

  // Whether just those are missing that GitHub failed to give, so that a list would tell nothing new.
  [[nodiscard]] bool is_explained(const storage::PullDifference& left) const {
    if (left.open < 0 || left.closed < 0 || left.merged < 0) return false;
    std::int64_t known = 0;
    for (const storage::PullGap& gap : gaps()) {
      if (gap.number == 0) return false;
      if (!pulls_.pull_request(context_.project.id, gap.number)) ++known;
    }
    return known == left.open + left.closed + left.merged;
  }

  // ---- lists ----

  struct Listed {
    std::vector<PullHandle> pulls;
    bool whole = false;  // false: GitHub left some out
  };

  // The open ones of either side are compared, and what differs is fetched by number. Of a list that breaks off, only
  // what it has tells something.
  void settle_open() {
    std::vector<std::int64_t> wanted;
    std::unordered_set<std::int64_t> open;
    Listed listed;
    const bool to_the_end = read_list(PullOrder::kLatestUpdateOpen, listed);
    for (const PullHandle& pull : listed.pulls) open.insert(pull.number);
    for (const storage::PullMark& mark : pulls_.pull_request_marks(context_.project.id)) {
      const bool open_there = open.erase(mark.number) > 0;
      const bool open_here = mark.state == model::PullState::kOpen;
      if (open_there != open_here && (open_there || to_the_end)) wanted.push_back(mark.number);
    }
    wanted.insert(wanted.end(), open.begin(), open.end());
    fetch(wanted);
  }

  // Makes the stored pull requests those that GitHub lists.
  void list_all() {
    Listed listed = list_from_both_ends();
    const auto by_number = [](const auto& a, const auto& b) { return a.number < b.number; };
    std::sort(listed.pulls.begin(), listed.pulls.end(), by_number);
    std::vector<std::int64_t> wanted;
    std::vector<std::int64_t> surplus;
    auto next = listed.pulls.begin();
    for (const storage::PullMark& mark : pulls_.pull_request_marks(context_.project.id)) {
      for (; next != listed.pulls.end() && next->number < mark.number; ++next) wanted.push_back(next->number);
      if (next == listed.pulls.end() || next->number != mark.number) {
        surplus.push_back(mark.number);
        continue;
      }
      if (next->updated_at > mark.updated_at || next->state != mark.state) wanted.push_back(mark.number);
      ++next;
    }
    for (; next != listed.pulls.end(); ++next) wanted.push_back(next->number);
    if (listed.whole && !surplus.empty()) {
      pulls_.remove_pull_requests(context_.lease, surplus);
      report_.removed += surplus.size();
    }
    fetch(wanted);
  }

  // The whole list, or what GitHub gives of it from both of its ends.
  Listed list_from_both_ends() {
    Listed listed;
    const bool to_the_end = read_list(PullOrder::kOldest, listed);
    if (!to_the_end) {
      read_list(PullOrder::kNewest, listed);
      // Some came twice, and were counted twice.
      const auto by_number = [](const PullHandle& a, const PullHandle& b) { return a.number < b.number; };
      std::stable_sort(listed.pulls.begin(), listed.pulls.end(), by_number);
      const auto same = [](const PullHandle& a, const PullHandle& b) { return a.number == b.number; };
      listed.pulls.erase(std::unique(listed.pulls.begin(), listed.pulls.end(), same), listed.pulls.end());
      listed.whole = listed.whole && static_cast<std::int64_t>(listed.pulls.size()) >= report_.counted;
    }
    if (!listed.whole) {
      log::warning("{}: GitHub lists {} of its {} pull requests", context_.project.full_name(), listed.pulls.size(),
                   report_.counted);
    }
    return listed;
  }

  // False if GitHub fails before the end. `listed.whole` is set if nothing is missing.
  bool read_list(PullOrder order, Listed& listed) {
    std::unordered_set<std::string> cursors_seen;
    std::string cursor;
    std::int64_t unreadable = 0;
    for (bool more = true; more;) {
      github::wire::PullHandlePage page;
      try {
        page = context_.client.pull_handles(context_.project.node_id, context_.project.owner, cursor, order,
                                            context_.call);
      } catch (const Error& error) {
        const bool both_ends_fail = order == PullOrder::kNewest && listed.pulls.empty();
        if (!concerns_one_alone(current_failure()) || both_ends_fail) throw;
        log::debug("{}: a list of pull requests broke off: {}", context_.project.full_name(), error.what());
        return false;
      }
      listed.pulls.insert(listed.pulls.end(), page.pulls.begin(), page.pulls.end());
      unreadable += page.unreadable;
      const bool empty = page.pulls.empty() && page.unreadable == 0;
      cursor = page.end_cursor;
      more = page.has_next;
      if (more && (empty || !cursors_seen.insert(cursor).second || listed.pulls.size() > limits::kPullsMax)) {
        throw broken("it does not end");
      }
      listed.whole = !more && unreadable == 0 && static_cast<std::int64_t>(listed.pulls.size()) >= page.total;
      if (order != PullOrder::kLatestUpdateOpen) report_.counted = page.total;
    }
    return true;
  }

  // ---- single pull requests ----

  void fetch(std::span<const std::int64_t> numbers) {
    for (std::size_t done = 0; done < numbers.size(); done += kFetchAtOnce) {
      fetch_some(numbers.subspan(done, std::min(kFetchAtOnce, numbers.size() - done)));
    }
  }

  void fetch_some(std::span<const std::int64_t> numbers) {
    std::vector<model::PullRequest> found;
    std::vector<storage::PullGap> failed;
    std::vector<std::int64_t> gone;
    std::optional<Failure> failure;
    const model::Project& project = context_.project;
    auto lookups = context_.client.pulls_by_number(project.node_id, project.owner, numbers, context_.call);
    for (std::size_t i = 0; i < lookups.size(); ++i) {
      if (lookups[i].value) {
        apply_title_privacy(found.emplace_back(*std::move(lookups[i].value)), context_.titles);
      } else if (lookups[i].failure->code == ErrorCode::kNotFound) {
        // It was deleted. Where it is stored, that takes a list of all without it.
        if (!pulls_.pull_request(project.id, numbers[i])) gone.push_back(numbers[i]);
      } else if (concerns_one_alone(*lookups[i].failure) && !lookups[i].retry_smaller) {
        failed.push_back({.number = numbers[i], .after = "", .pulls = 1, .found_at = context_.now});
      } else if (!failure) {
        failure = lookups[i].failure;
      }
    }
    if (!failed.empty()) {
      log::warning("{}: GitHub fails to give {} of its pull requests, one of them {}", project.full_name(),
                   failed.size(), failed.front().number);
    }
    failed.resize(std::min(failed.size(), kGapsMax - std::min(kGapsMax, gaps().size())));
    report_.repaired +=
        pulls_.put_pull_requests(context_.lease, found, pulls_.pull_walk(project.id), failed, context_.now);
    if (!gone.empty()) pulls_.remove_pull_requests(context_.lease, gone);
    if (failure) throw error_of(*failure);
  }

  // ---- what is stored ----

  [[nodiscard]] storage::PullProgress progress() const {
    const std::string& id = context_.project.id;
    return {pulls_.pull_walk(id), pulls_.count_pull_requests(id), pulls_.pull_progress({&id, 1}).at(id).difference};
  }
  [[nodiscard]] std::vector<storage::PullGap> gaps() const { return pulls_.pull_gaps(context_.project.id); }
  [[nodiscard]] std::optional<storage::PullDifference> difference() const {
    return difference_of(counted_, pulls_.count_pull_requests(context_.project.id));
  }

  // Of those that GitHub counts. A gap may also stand for one that is stored as it was before.
  [[nodiscard]] std::int64_t missing() const {
    const std::int64_t stored = pulls_.count_pull_requests(context_.project.id).total().value_or(0);
    std::int64_t outdated = 0;
    for (const storage::PullGap& gap : gaps()) {
      if (gap.number != 0 && pulls_.pull_request(context_.project.id, gap.number)) ++outdated;
    }
    return std::max<std::int64_t>(report_.counted - stored, 0) + outdated;
  }

  [[nodiscard]] Error broken(std::string_view why) const {
    return {ErrorCode::kBadData, fmt::format("{}: GitHub's list of pull requests contradicts itself: {}",
                                             context_.project.full_name(), why)};
  }

  const PullRepairContext& context_;
  storage::PullRequests& pulls_;
  const model::PullCounts counted_;
  PullRepairReport report_;
};

}  // namespace

PullRepairReport repair_pull_requests(const PullRepairContext& context, const model::PullCounts& counted) {
  return PullRepair(context, counted).run();
}

std::optional<storage::PullDifference> difference_of(const model::PullCounts& counted,
                                                     const model::PullCounts& stored) {
  if (!counted.total() || !stored.total()) return std::nullopt;
  const storage::PullDifference found{.open = *counted.open - *stored.open,
                                      .closed = *counted.closed - *stored.closed,
                                      .merged = *counted.merged - *stored.merged};
  return found.same_counts({}) ? std::nullopt : std::optional(found);
}

}  // namespace cpsg::sync
