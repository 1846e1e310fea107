// Protects: the statistics of pull requests are those that the definitions give: each event in its period, percentiles
// by nearest rank, null over nothing.
// How: made-up pull requests against the same numbers computed one by one, and single cases at the edges.
#include "cpsg/pulls/summary.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg::pulls {
namespace {

using model::PullFlow;
using model::PullState;
using storage::PullFacts;
using storage::PullFactsSet;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::int64_t kDayS = 86'400;

UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }
std::int64_t s(UnixTime time) { return time.time_since_epoch().count(); }

// Days of 23 hours' difference to UTC, so that they are none of UTC's.
Period day_of(UnixTime time) {
  const std::int64_t begin = (s(time) + 3'600) / kDayS * kDayS - 3'600;
  return {at(begin), at(begin + kDayS), 60};
}

SummaryQuery by_day(std::int64_t now_s) { return {.period_of = &day_of, .now = at(now_s)}; }

PullFacts merged(std::int64_t created_s, std::int64_t merged_s) {
  return {
      .created_at = at(created_s), .closed_at = at(merged_s), .merged_at = at(merged_s), .state = PullState::kMerged};
}
PullFacts open(std::int64_t created_s) { return {.created_at = at(created_s)}; }

PullFactsSet set_of(std::vector<PullFacts> pulls) { return {.pulls = std::move(pulls), .bases = {"main", "old"}}; }

// ---- the slow computation ----

std::optional<std::int64_t> slow_percentile(std::vector<std::int64_t> values, double percent) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  return values.at(static_cast<std::size_t>(std::ceil(percent * static_cast<double>(values.size()) / 100)) - 1);
}

PullFlow slow_flow(const std::vector<PullFacts>& pulls, UnixTime from, UnixTime before) {
  const auto is_in = [&](UnixTime time) { return time >= from && time < before; };
  PullFlow flow;
  std::vector<std::int64_t> leads_s;
  std::vector<std::int64_t> reviews_s;
  std::vector<std::int64_t> sizes;
  for (const PullFacts& pull : pulls) {
    if (is_in(pull.created_at)) {
      ++flow.opened;
      if (pull.first_review_at == PullFacts::kNever) {
        ++flow.no_review;
      } else {
        reviews_s.push_back(s(pull.first_review_at) - s(pull.created_at));
      }
    }
    if (pull.state == PullState::kClosed && is_in(pull.closed_at)) ++flow.closed;
    if (pull.state != PullState::kMerged || !is_in(pull.merged_at)) continue;
    ++flow.merged;
    leads_s.push_back(s(pull.merged_at) - s(pull.created_at));
    if (pull.size_lines >= 0) sizes.push_back(pull.size_lines);
  }
  flow.n = flow.merged;
  flow.lead_p50_s = slow_percentile(leads_s, 50);
  flow.lead_p75_s = slow_percentile(leads_s, 75);
  flow.lead_p95_s = slow_percentile(leads_s, 95);
  flow.first_review_p50_s = slow_percentile(reviews_s, 50);
  flow.first_review_p75_s = slow_percentile(reviews_s, 75);
  flow.size_p50 = slow_percentile(sizes, 50);
  return flow;
}

std::vector<PullFacts> random_pulls(std::mt19937& random) {
  const auto below = [&](std::int64_t bound) {
    return std::uniform_int_distribution<std::int64_t>(0, bound - 1)(random);
  };
  std::vector<PullFacts> pulls(static_cast<std::size_t>(below(300)));
  for (PullFacts& pull : pulls) {
    pull.created_at = at(100 * kDayS + below(20 * kDayS));
    pull.state = static_cast<PullState>(below(3));
    if (pull.state != PullState::kOpen) pull.closed_at = pull.created_at + std::chrono::seconds(below(5 * kDayS));
    if (pull.state == PullState::kMerged) pull.merged_at = pull.closed_at;
    if (below(3) > 0) pull.first_review_at = pull.created_at + std::chrono::seconds(below(kDayS));
    if (below(3) > 0) pull.size_lines = below(50);
    pull.draft = below(3) == 0;
    pull.bot = below(3) == 0;
    pull.base = static_cast<std::uint32_t>(below(2));
  }
  return pulls;
}

void expect_changes_only_at(const PullFactsSet& facts, SummaryQuery query, const model::PullSummary& summary) {
  query.now = summary.changes_at ? *summary.changes_at - std::chrono::seconds(1) : at(10'000 * kDayS);
  const auto before = summarize(facts, query);
  EXPECT_EQ(before->periods, summary.periods);
  EXPECT_EQ(before->open_by_age, summary.open_by_age);
  if (!summary.changes_at) return;
  query.now = *summary.changes_at;
  const auto after = summarize(facts, query);
  EXPECT_TRUE(after->periods != summary.periods || after->open_by_age != summary.open_by_age);
}

TEST(PullSummary, IsWhatCountingOneByOneGives) {
  for (const std::uint32_t seed : random_seeds(60)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    std::vector<PullFacts> pulls = random_pulls(random);
    SummaryQuery query = by_day(112 * kDayS);
    if (seed % 2 == 0) query.since = at(103 * kDayS + 777);
    if (seed % 3 == 0) query.until = at(115 * kDayS + 333);
    if (seed % 3 == 1) query.until = at(110 * kDayS - 3'600);  // where a day ends
    query.bots = seed % 4 != 0;
    if (seed % 5 < 2) query.draft = seed % 5 == 0;
    if (seed % 7 == 0) query.base = "old";
    const auto summary = summarize(set_of(pulls), query);
    ASSERT_TRUE(summary);

    const std::vector<PullFacts> pulls_before = pulls;
    std::erase_if(pulls, [&](const PullFacts& pull) {
      return (!query.bots && pull.bot) || (query.draft && pull.draft != *query.draft) || (query.base && pull.base != 1);
    });
    const UnixTime since = query.since.value_or(UnixTime::min());
    const UnixTime until = query.until.value_or(at(1'000 * kDayS));
    EXPECT_EQ(summary->range, slow_flow(pulls, since, until));
    std::size_t place = 0;
    for (std::int64_t day = 99; day < 130; ++day) {
      const UnixTime begin = at(day * kDayS - 3'600);
      const UnixTime end = at((day + 1) * kDayS - 3'600);
      const PullFlow flow = slow_flow(pulls, std::max(begin, since), std::min(end, until));
      if (flow.opened + flow.closed + flow.merged == 0) continue;
      ASSERT_LT(place, summary->periods.size());
      const bool partial = end > query.now || begin < since || end > until;
      EXPECT_EQ(summary->periods[place],
                (model::PullPeriod{.start = {s(begin), 60}, .flow = flow, .partial = partial}));
      ++place;
    }
    EXPECT_EQ(place, summary->periods.size());
    expect_changes_only_at(set_of(pulls_before), query, *summary);
  }
}

TEST(PullSummary, OfNothingIsNull) {
  const auto summary = summarize(set_of({}), by_day(0));
  EXPECT_THAT(summary->periods, IsEmpty());
  EXPECT_EQ(summary->range, PullFlow());
  EXPECT_EQ(summary->range.lead_p50_s, std::nullopt);
}

TEST(PullSummary, PercentilesAreTheNearestRank) {
  std::vector<PullFacts> pulls;
  for (std::int64_t lead = 20; lead >= 1; --lead) pulls.push_back(merged(0, lead));
  const PullFlow of_20 = summarize(set_of(pulls), by_day(0))->range;
  EXPECT_EQ(of_20.lead_p50_s, 10);
  EXPECT_EQ(of_20.lead_p75_s, 15);
  EXPECT_EQ(of_20.lead_p95_s, 19);
  pulls.resize(1);
  const PullFlow of_one = summarize(set_of(pulls), by_day(0))->range;
  EXPECT_EQ(of_one.lead_p50_s, 20);
  EXPECT_EQ(of_one.lead_p95_s, 20);
}

TEST(PullSummary, AgesHaveTheirLowerBound) {
  const std::int64_t now = 1'000 * kDayS;
  std::vector<PullFacts> pulls;
  for (const std::int64_t age : {-5L, 0L, kDayS - 1, kDayS, 7 * kDayS, 30 * kDayS, 90 * kDayS - 1, 90 * kDayS}) {
    pulls.push_back(open(now - age));
  }
  pulls.push_back(merged(0, 1));
  SummaryQuery query = by_day(now);
  query.until = at(0);  // what is open now does not depend on it
  std::vector<std::int64_t> counts;
  const auto summary = summarize(set_of(pulls), query);
  for (const model::PullAge& age : summary->open_by_age) counts.push_back(age.pulls);
  EXPECT_THAT(counts, ElementsAre(3, 1, 1, 2, 1));
}

TEST(PullSummary, AnUnknownBaseHasNone) {
  SummaryQuery query = by_day(0);
  query.base = "gone";
  EXPECT_EQ(summarize(set_of({merged(0, 1)}), query)->range.merged, 0);
}

TEST(PullSummary, MorePeriodsThanItsBoundAreRefused) {
  std::vector<PullFacts> pulls;
  for (std::size_t day = 0; day <= kSummaryPeriodsMax; ++day)
    pulls.push_back(open(static_cast<std::int64_t>(day) * kDayS));
  EXPECT_FALSE(summarize(set_of(pulls), by_day(0)));
  pulls.pop_back();
  EXPECT_TRUE(summarize(set_of(pulls), by_day(0)));
}

}  // namespace
}  // namespace cpsg::pulls
