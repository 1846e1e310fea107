#include "cpsg/pulls/summary.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace cpsg::pulls {
namespace {

using model::PullFlow;
using model::PullState;
using storage::PullFacts;
using Values = std::vector<std::int64_t>;

constexpr std::int64_t kDayS = 24 * 60 * 60;
constexpr std::array<std::int64_t, 5> kAgesS = {0, kDayS, 7 * kDayS, 30 * kDayS, 90 * kDayS};

// What is collected of one period before it is counted.
struct Events {
  Period period;
  std::int64_t opened = 0;
  std::int64_t closed = 0;
  Values leads_s;
  Values first_reviews_s;
  Values sizes;
};

// Changes the order of the values.
std::optional<std::int64_t> percentile(Values& values, std::size_t percent) {
  if (values.empty()) return std::nullopt;
  const std::size_t rank = (percent * values.size() + 99) / 100;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

PullFlow flow_of(Events& events) {
  const auto merged = static_cast<std::int64_t>(events.leads_s.size());
  return {.opened = events.opened,
          .closed = events.closed,
          .merged = merged,
          .n = merged,
          .lead_p50_s = percentile(events.leads_s, 50),
          .lead_p75_s = percentile(events.leads_s, 75),
          .lead_p95_s = percentile(events.leads_s, 95),
          .first_review_p50_s = percentile(events.first_reviews_s, 50),
          .first_review_p75_s = percentile(events.first_reviews_s, 75),
          .no_review = events.opened - static_cast<std::int64_t>(events.first_reviews_s.size()),
          .size_p50 = percentile(events.sizes, 50)};
}

void append(Events& all, const Events& part) {
  all.opened += part.opened;
  all.closed += part.closed;
  all.leads_s.insert(all.leads_s.end(), part.leads_s.begin(), part.leads_s.end());
  all.first_reviews_s.insert(all.first_reviews_s.end(), part.first_reviews_s.begin(), part.first_reviews_s.end());
  all.sizes.insert(all.sizes.end(), part.sizes.begin(), part.sizes.end());
}

enum class Event : std::uint8_t { kCreation, kMerge, kClosing };
constexpr std::size_t kEvents = 3;

// The periods that have events, by their begin. Facts come about in the order of their creation, so that an event is
// often in the period of the last one of its kind, which is found without a search.
class Periods {
 public:
  explicit Periods(const SummaryQuery& query) : query_(query) {}

  // Null for a time outside since and until.
  Events* at(Event event, UnixTime time) {
    if ((query_.since && time < *query_.since) || (query_.until && time >= *query_.until)) return nullptr;
    Events*& last = last_.at(static_cast<std::size_t>(event));
    if (last == nullptr || !has(*last, time)) last = find(time);
    return last;
  }
  [[nodiscard]] std::size_t size() const { return periods_.size(); }
  [[nodiscard]] std::map<UnixTime, Events>& all() { return periods_; }

 private:
  static bool has(const Events& events, UnixTime time) {
    return time >= events.period.begin && time < events.period.end;
  }

  Events* find(UnixTime time) {
    const auto behind = periods_.upper_bound(time);
    if (behind != periods_.begin() && has(std::prev(behind)->second, time)) return &std::prev(behind)->second;
    const Period period = query_.period_of(time);
    return &periods_.emplace_hint(behind, period.begin, Events{.period = period})->second;
  }

  const SummaryQuery& query_;
  std::map<UnixTime, Events> periods_;
  std::array<Events*, kEvents> last_{};
};

void add_creation(Periods& periods, const PullFacts& pull) {
  Events* const events = periods.at(Event::kCreation, pull.created_at);
  if (events == nullptr) return;
  ++events->opened;
  if (pull.first_review_at == PullFacts::kNever) return;
  events->first_reviews_s.push_back((pull.first_review_at - pull.created_at).count());
}

void add_end(Periods& periods, const PullFacts& pull) {
  if (pull.state == PullState::kMerged && pull.merged_at != PullFacts::kNever) {
    Events* const events = periods.at(Event::kMerge, pull.merged_at);
    if (events == nullptr) return;
    events->leads_s.push_back((pull.merged_at - pull.created_at).count());
    if (pull.size_lines != PullFacts::kNoSize) events->sizes.push_back(pull.size_lines);
  } else if (pull.state == PullState::kClosed && pull.closed_at != PullFacts::kNever) {
    if (Events* const events = periods.at(Event::kClosing, pull.closed_at)) ++events->closed;
  }
}

class Filter {
 public:
  Filter(const storage::PullFactsSet& facts, const SummaryQuery& query) : query_(query) {
    if (!query.base) return;
    const auto found = std::ranges::find(facts.bases, *query.base);
    base_ = static_cast<std::size_t>(found - facts.bases.begin());
  }

  [[nodiscard]] bool passes(const PullFacts& pull) const {
    return (query_.bots || !pull.bot) && (!query_.draft || pull.draft == *query_.draft) &&
           (!query_.base || pull.base == base_);
  }

 private:
  const SummaryQuery& query_;
  std::size_t base_ = 0;  // the number of bases where there is none of that name
};

std::vector<model::PullAge> empty_ages() {
  std::vector<model::PullAge> ages;
  for (std::size_t i = 0; i < kAgesS.size(); ++i) {
    ages.push_back(
        {.from_s = kAgesS[i], .before_s = i + 1 < kAgesS.size() ? std::optional(kAgesS[i + 1]) : std::nullopt});
  }
  return ages;
}

void note_change(model::PullSummary& summary, UnixTime at) {
  summary.changes_at = std::min(summary.changes_at.value_or(at), at);
}

// One that was created after `now`, by another clock, is of the least age.
void add_age(model::PullSummary& summary, UnixTime created_at, UnixTime now) {
  const std::int64_t age_s = (now - created_at).count();
  std::size_t place = summary.open_by_age.size() - 1;
  while (place > 0 && age_s < summary.open_by_age[place].from_s) --place;
  model::PullAge& age = summary.open_by_age[place];
  ++age.pulls;
  if (age.before_s) note_change(summary, created_at + std::chrono::seconds(*age.before_s));
}

// Whether it is not over yet, or cut by since or until.
bool is_partial(const Period& period, const SummaryQuery& query) {
  return period.end > query.now || (query.since && period.begin < *query.since) ||
         (query.until && period.end > *query.until);
}

}  // namespace

std::optional<model::PullSummary> summarize(const storage::PullFactsSet& facts, const SummaryQuery& query) {
  model::PullSummary summary{.periods = {}, .range = {}, .open_by_age = empty_ages(), .changes_at = {}};
  const Filter filter(facts, query);
  Periods periods(query);
  for (const PullFacts& pull : facts.pulls) {
    if (!filter.passes(pull)) continue;
    add_creation(periods, pull);
    add_end(periods, pull);
    if (pull.state == PullState::kOpen) add_age(summary, pull.created_at, query.now);
    if (periods.size() > kSummaryPeriodsMax) return std::nullopt;
  }
  Events range;
  summary.periods.reserve(periods.size());
  for (auto& [begin, events] : periods.all()) {
    append(range, events);
    if (events.period.end > query.now) note_change(summary, events.period.end);
    summary.periods.push_back({.start = {begin.time_since_epoch().count(), events.period.offset_minutes},
                               .flow = flow_of(events),
                               .partial = is_partial(events.period, query)});
  }
  summary.range = flow_of(range);
  return summary;
}

}  // namespace cpsg::pulls
