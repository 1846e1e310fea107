// Protects: how many people worked, came for the first time and returned, how few made half of the commits, and who
// made most, equal a slow count over all commits.
#include "cpsg/history/contributor_activity.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/history/testing/random_commits.h"

namespace cpsg::history {
namespace {

using model::ContributorSummary;
using std::chrono::seconds;

UnixTime at(std::int64_t epoch_s) { return UnixTime(seconds(epoch_s)); }

struct Question {
  ActivityQuery query;
  bool of_branch = false;

  [[nodiscard]] bool allows(const RandomCommit& commit) const {
    return (query.with_bots || !commit.bot) && (!of_branch || commit.on_branch);
  }
  [[nodiscard]] bool has(const RandomCommit& commit) const {
    return commit.epoch_s >= 0 && allows(commit) && (!query.since || at(commit.epoch_s) >= *query.since) &&
           (!query.until || at(commit.epoch_s) < *query.until);
  }
  [[nodiscard]] CommitChoice choice(const RandomCommits& commits) const {
    CommitChoice choice;
    if (of_branch) choice.rows = commits.branch;
    return choice;
  }
};

Question random_question(std::mt19937& random, const TimeZone& zone) {
  Question question;
  question.query.interval = static_cast<Interval>(random() % 4);
  question.query.clocks.zone = zone;
  question.query.with_bots = random() % 3 != 0;
  if (random() % 2 == 0) question.query.since = at(random_epoch(random, zone));
  if (random() % 2 == 0) question.query.until = at(random_epoch(random, zone));
  question.of_branch = random() % 3 == 0;
  return question;
}

// Of the commits from `begin` on and before `end`.
ContributorSummary slow_summary(const RandomCommits& commits, const Question& question, UnixTime begin, UnixTime end) {
  std::map<std::uint64_t, std::int64_t> counts;
  std::set<std::uint64_t> before;
  ContributorSummary summary;
  for (const RandomCommit& commit : commits.list) {
    if (commit.epoch_s < 0 || !question.allows(commit)) continue;
    const std::uint64_t who = contributor_key_of(commit.person);
    const UnixTime time = at(commit.epoch_s);
    if (time < begin || (question.query.since && time < *question.query.since)) before.insert(who);
    if (!question.has(commit) || time < begin || time >= end) continue;
    ++counts[who];
    ++summary.commits;
  }
  std::multiset<std::int64_t, std::greater<>> by_size;
  for (const auto& [who, count] : counts) {
    ++summary.active;
    ++(before.contains(who) ? summary.returning : summary.first_time);
    by_size.insert(count);
  }
  std::int64_t sum = 0;
  std::int64_t people = 0;
  for (const std::int64_t count : by_size) {
    if (2 * sum >= summary.commits) break;
    sum += count;
    ++people;
  }
  if (summary.commits > 0) summary.half_of_commits = people;
  return summary;
}

TEST(ContributorActivity, SummariesEqualASlowCount) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const TimeZone zone = *TimeZone::find(random() % 2 == 0 ? "Europe/Berlin" : "Australia/Lord_Howe");
    const RandomCommits commits(random, 1 + random() % 150, zone);
    const Question question = random_question(random, zone);
    const auto series = summarize_contributors(commits.table, question.choice(commits), question.query);
    ASSERT_TRUE(series);
    ASSERT_EQ(series->whole, slow_summary(commits, question, UnixTime::min(), UnixTime::max()));
    std::int64_t counted = 0;
    CalendarPeriods periods(zone, question.query.interval);
    for (const model::ContributorBucket& bucket : series->buckets) {
      const CalendarPeriod period = periods.at(at(bucket.start.time.epoch_s));
      ASSERT_EQ(period.begin, at(bucket.start.time.epoch_s));
      // What is beyond the year 9999 counts in its last bucket.
      const bool is_last = period.end > at(253'402'300'799 - 86'400);
      ASSERT_EQ(bucket.summary, slow_summary(commits, question, period.begin, is_last ? UnixTime::max() : period.end));
      counted += bucket.summary.commits;
    }
    ASSERT_EQ(counted, series->whole.commits) << "every commit is in one bucket";
  }
}

TEST(ContributorActivity, CommitsByPersonEqualASlowCount) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const RandomCommits commits(random, 1 + random() % 150, TimeZone());
    const Question question = random_question(random, TimeZone());
    std::map<std::uint64_t, std::int64_t> slow;
    const bool has_range = question.query.since || question.query.until;
    for (const RandomCommit& commit : commits.list) {
      const bool undated = commit.epoch_s < 0 && !has_range && question.allows(commit);
      if (undated || question.has(commit)) ++slow[contributor_key_of(commit.person)];
    }
    const auto counts = commits_by_contributor(commits.table, question.choice(commits), question.query);
    ASSERT_EQ(counts.size(), commits.table.contributors().size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      ASSERT_EQ(counts[i], slow[commits.table.contributors()[i].key]);
    }
  }
}

// Bounds by the authors' own clocks are a slow look at each commit's clock: as if all had been made in UTC by it.
TEST(ContributorActivity, DatesOfTheAuthorsClocksBoundWhatIsCounted) {
  for (const std::uint32_t seed : random_seeds(100)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const RandomCommits commits(random, 1 + random() % 150, TimeZone());
    const Question question = random_question(random, TimeZone());
    const auto shown_at = [](const RandomCommit& commit) {
      return LocalTime(seconds(commit.epoch_s) + std::chrono::minutes(commit.offset_minutes));
    };
    ActivityQuery query = question.query;
    query.clocks.of_authors = true;
    query.since = query.until = std::nullopt;
    const auto near_a_commit = [&] {
      return shown_at(commits.list[random() % commits.list.size()]) + std::chrono::hours(random() % 3) -
             std::chrono::hours(1);
    };
    if (random() % 3 > 0) query.local_since = near_a_commit();
    if (random() % 3 > 0) query.local_until = near_a_commit();
    std::map<std::uint64_t, std::int64_t> slow;
    std::set<std::uint64_t> before;
    for (const RandomCommit& commit : commits.list) {
      if (commit.epoch_s < 0 || !question.allows(commit)) continue;
      if (query.local_since && shown_at(commit) < *query.local_since) before.insert(contributor_key_of(commit.person));
      if (query.has_local(shown_at(commit))) ++slow[contributor_key_of(commit.person)];
    }
    const auto series = summarize_contributors(commits.table, question.choice(commits), query);
    ASSERT_TRUE(series);
    ASSERT_EQ(series->whole.active, static_cast<std::int64_t>(slow.size()));
    ASSERT_EQ(series->whole.returning,
              std::ranges::count_if(slow, [&](const auto& each) { return before.contains(each.first); }));
    if (!query.has_bounds()) continue;  // undated commits count too
    const auto counts = commits_by_contributor(commits.table, question.choice(commits), query);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      ASSERT_EQ(counts[i], slow[commits.table.contributors()[i].key]);
    }
  }
}

TEST(ContributorActivity, TheTopAreThoseWithMostCommits) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const TimeZone zone = *TimeZone::find("Europe/Berlin");
    const RandomCommits commits(random, 1 + random() % 150, zone);
    const Question question = random_question(random, zone);
    const CommitChoice choice = question.choice(commits);
    const auto top = top_contributors(commits.table, choice, question.query, 4);
    ASSERT_TRUE(top);
    std::map<std::uint64_t, std::map<UnixTime, std::int64_t>> slow;
    Buckets buckets(question.query.clocks, question.query.interval);
    std::map<std::uint64_t, std::int64_t> totals;
    for (const RandomCommit& commit : commits.list) {
      if (!question.has(commit)) continue;
      const std::size_t number = buckets.of(at(commit.epoch_s), 0);
      ++slow[contributor_key_of(commit.person)][at(buckets.start(number, {}).time.epoch_s)];
      ++totals[contributor_key_of(commit.person)];
    }
    std::vector<std::pair<std::int64_t, std::uint64_t>> ranking;
    for (const auto& [who, total] : totals) ranking.emplace_back(-total, who);
    std::sort(ranking.begin(), ranking.end());
    ranking.resize(std::min<std::size_t>(ranking.size(), 4));
    ASSERT_EQ(top->size(), ranking.size());
    for (std::size_t i = 0; i < ranking.size(); ++i) {
      const std::uint64_t who = commits.table.contributors()[(*top)[i].contributor].key;
      ASSERT_EQ(who, ranking[i].second);
      ASSERT_EQ((*top)[i].commits, -ranking[i].first);
      std::map<UnixTime, std::int64_t> found;
      for (const auto& bucket : (*top)[i].buckets) found[at(bucket.start.time.epoch_s)] += bucket.commits;
      ASSERT_EQ(found.size(), (*top)[i].buckets.size()) << "each bucket once";
      ASSERT_EQ(found, slow[who]);
    }
  }
}

TEST(ContributorActivity, NobodyMakesHalfOfNothing) {
  std::mt19937 random(1);
  const RandomCommits commits(random, 20, TimeZone());
  const auto series = summarize_contributors(commits.table, {}, {.until = at(0)});
  EXPECT_EQ(series->whole, ContributorSummary{});
  EXPECT_EQ(series->whole.half_of_commits, std::nullopt);
  EXPECT_TRUE(series->buckets.empty());
}

}  // namespace
}  // namespace cpsg::history
