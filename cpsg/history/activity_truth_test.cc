// Protects: activity by hour, day, week and month and by the hour of the week, in zones whose clocks are moved and in
// the authors' own clocks, on branches and by people, equals a slow count of what each commit's clock showed; buckets
// are partial exactly where a part of them is not counted; and roll-ups answer as the table does.
#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/history/activity.h"
#include "cpsg/history/testing/random_commits.h"
#include "cpsg/model/git_time.h"

namespace cpsg::history {
namespace {

using model::ActivityBucket;
using model::ScopeCounts;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array kZones = {
    "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "+05:30", "UTC"};
constexpr UnixTime kNow{seconds(1'600'000'000)};

struct Question {
  ActivityQuery query;
  bool of_branch = false;
  std::optional<std::uint32_t> person;
};

Question random_question(std::mt19937& random, const TimeZone& zone) {
  Question question;
  question.query.interval = static_cast<Interval>(random() % 4);
  question.query.clocks = {.zone = zone, .of_authors = random() % 4 == 0};
  question.query.with_bots = random() % 3 != 0;
  question.query.now = kNow;
  // Moments, many of which begin or end a bucket; with the authors' own clocks also dates.
  const auto bound = [&](std::optional<UnixTime>& moment, std::optional<LocalTime>& date) {
    const UnixTime any{seconds(random_epoch(random, zone))};
    switch (random() % 6) {
      case 0:
        moment = any;
        return;
      case 1:
        moment = zone.first_at(std::chrono::floor<std::chrono::days>(zone.local(any)));
        return;
      case 2:
        moment = std::chrono::floor<std::chrono::hours>(any);
        return;
      case 3:
        if (question.query.clocks.of_authors) date = std::chrono::floor<std::chrono::days>(zone.local(any));
        return;
      default:
        return;
    }
  };
  bound(question.query.since, question.query.local_since);
  bound(question.query.until, question.query.local_until);
  question.of_branch = random() % 3 == 0;
  if (random() % 3 == 0) question.person = static_cast<std::uint32_t>(random() % kRandomPeople);
  return question;
}

CommitChoice choice_of(const Question& question, const RandomCommits& commits) {
  CommitChoice choice;
  if (question.of_branch) choice.rows = commits.branch;
  if (question.person) {
    choice.people = model::Bitmap(*question.person + std::size_t{1});
    choice.people->set(*question.person);
  }
  return choice;
}

bool is_counted(const RandomCommit& commit, const Question& question) {
  const UnixTime time{seconds(commit.epoch_s)};
  const ActivityQuery& query = question.query;
  const LocalTime own(time.time_since_epoch() + minutes(commit.offset_minutes));
  if ((query.local_since && own < *query.local_since) || (query.local_until && own >= *query.local_until)) return false;
  return commit.epoch_s >= 0 && (!query.since || time >= *query.since) && (!query.until || time < *query.until) &&
         (query.with_bots || !commit.bot) && (!question.of_branch || commit.on_branch) &&
         (!question.person || commit.person == *question.person);
}

void add(ScopeCounts& sum, const RandomCommit& commit) {
  ++sum.commits;
  sum.merges += commit.merge ? 1 : 0;
  sum.bots += commit.bot ? 1 : 0;
}

// The local time that the commit's clock showed, with its offset. A year beyond 9999 is shown as its last second.
std::pair<LocalTime, seconds> shown(const RandomCommit& commit, const Clocks& clocks) {
  const UnixTime time{seconds(commit.epoch_s)};
  const seconds offset = clocks.of_authors ? minutes(commit.offset_minutes) : clocks.zone.span_at(time).offset;
  const LocalTime local(time.time_since_epoch() + offset);
  return {std::min(local, LocalTime(seconds(model::kMaxEpochS))), offset};
}

// By what the clocks showed, and for hours of a zone by the offset too: then the hour that comes first has the greater.
using SlowKey = std::pair<LocalTime, std::int64_t>;
std::map<SlowKey, ActivityBucket> slow_buckets(const RandomCommits& commits, const Question& question) {
  std::map<SlowKey, ActivityBucket> buckets;
  for (const RandomCommit& commit : commits.list) {
    if (!is_counted(commit, question)) continue;
    const Clocks& clocks = question.query.clocks;
    const auto [local, offset] = shown(commit, clocks);
    const bool by_offset = question.query.interval == Interval::kHour && !clocks.of_authors;
    ActivityBucket& bucket = buckets[{floor_local(local, question.query.interval), by_offset ? -offset.count() : 0}];
    if (question.of_branch || commit.on_default) add(bucket.branch, commit);
    if (question.of_branch) continue;
    if (!bucket.all) bucket.all.emplace();
    add(*bucket.all, commit);
  }
  return buckets;
}

// The local time at which a bucket says that it begins.
LocalTime shown_start(const ActivityBucket& bucket, const Clocks& clocks) {
  const UnixTime start{seconds(bucket.start.time.epoch_s)};
  return clocks.of_authors ? LocalTime(start.time_since_epoch()) : clocks.zone.local(start);
}

// When the bucket ends in the zone: hours also where the clocks are moved.
UnixTime slow_end(const ActivityBucket& bucket, const TimeZone& zone, Interval interval) {
  UnixTime time{seconds(bucket.start.time.epoch_s)};
  const LocalTime begin = floor_local(zone.local(time), interval);
  if (interval != Interval::kHour) return zone.first_at(next_local(begin, interval));
  const seconds offset = zone.span_at(time).offset;
  while (floor_local(zone.local(time), interval) == begin && zone.span_at(time).offset == offset) time += minutes(1);
  return time;
}

// Whether a part of the bucket lies outside the query's time or after `now`; of the authors' own clocks, on any clock
// on earth.
bool slow_partial(const ActivityBucket& bucket, const ActivityQuery& query) {
  UnixTime begin{seconds(bucket.start.time.epoch_s)};
  if (!query.clocks.of_authors) {
    const UnixTime end = slow_end(bucket, query.clocks.zone, query.interval);
    return end > query.now || (query.since && begin < *query.since) || (query.until && end > *query.until);
  }
  const LocalTime shown(begin.time_since_epoch());
  const LocalTime shown_end = next_local(shown, query.interval);
  if ((query.local_since && shown < *query.local_since) || (query.local_until && shown_end > *query.local_until)) {
    return true;
  }
  begin -= std::chrono::hours(14);
  const UnixTime end = UnixTime(shown_end.time_since_epoch()) + std::chrono::hours(12);
  return end > query.now || (query.since && begin < *query.since) || (query.until && end > *query.until);
}

void expect_slow_answer(const RandomCommits& commits, const Question& question) {
  const auto found = activity_from_table(commits.table, choice_of(question, commits), question.query);
  const auto slow = slow_buckets(commits, question);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), slow.size());
  auto expected = slow.begin();
  for (const ActivityBucket& bucket : *found) {
    const LocalTime begin = expected->first.first;
    ASSERT_EQ(floor_local(shown_start(bucket, question.query.clocks), question.query.interval), begin);
    ASSERT_EQ(bucket.branch, expected->second.branch);
    ASSERT_EQ(bucket.all, expected->second.all);
    ASSERT_EQ(bucket.start.partial, slow_partial(bucket, question.query)) << bucket.start.time.epoch_s;
    ++expected;
  }
}

TEST(ActivityTruth, BucketsCountWhatEachClockShowed) {
  for (const std::uint32_t seed : random_seeds(300)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const TimeZone zone = *TimeZone::find(kZones[random() % kZones.size()]);
    SCOPED_TRACE(zone.name());
    const RandomCommits commits(random, 1 + random() % 200, zone);
    for (int i = 0; i < 5; ++i) ASSERT_NO_FATAL_FAILURE(expect_slow_answer(commits, random_question(random, zone)));
  }
}

TEST(ActivityTruth, HoursOfTheWeekCountWhatEachClockShowed) {
  for (const std::uint32_t seed : random_seeds(200)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const TimeZone zone = *TimeZone::find(kZones[random() % kZones.size()]);
    const RandomCommits commits(random, 1 + random() % 200, zone);
    const Question question = random_question(random, zone);
    const auto week = hours_of_week_from_table(commits.table, choice_of(question, commits), question.query);
    ASSERT_EQ(week.size(), 168U);
    std::map<std::pair<unsigned, std::int64_t>, std::pair<ScopeCounts, ScopeCounts>> slow;
    for (const RandomCommit& commit : commits.list) {
      if (!is_counted(commit, question)) continue;
      const Clocks& clocks = question.query.clocks;
      const UnixTime time{seconds(commit.epoch_s)};
      const seconds offset = clocks.of_authors ? minutes(commit.offset_minutes) : clocks.zone.span_at(time).offset;
      const LocalTime local(time.time_since_epoch() + offset);
      const auto day = std::chrono::floor<std::chrono::days>(local);
      auto& [branch, all] = slow[{std::chrono::weekday(day).iso_encoding(), (local - day) / std::chrono::hours(1)}];
      if (question.of_branch || commit.on_default) add(branch, commit);
      add(all, commit);
    }
    for (std::size_t i = 0; i < week.size(); ++i) {
      ASSERT_EQ(week[i].weekday, static_cast<int>(i / 24) + 1);
      ASSERT_EQ(week[i].hour, static_cast<int>(i % 24));
      const auto& [branch, all] = slow[{week[i].weekday, week[i].hour}];
      ASSERT_EQ(week[i].branch, branch);
      ASSERT_EQ(week[i].all, question.of_branch ? std::nullopt : std::optional(all));
    }
  }
}

TEST(ActivityTruth, RollUpsAnswerAsTheTableDoes) {
  std::size_t answered = 0;
  for (const std::uint32_t seed : random_seeds(300)) {
    SCOPED_TRACE(seed_text(seed));
    std::mt19937 random(seed);
    const TimeZone zone = *TimeZone::find(kZones[random() % kZones.size()]);
    const RandomCommits commits(random, 1 + random() % 200, zone);
    Question question = random_question(random, zone);
    if (question.query.since) question.query.since = std::chrono::floor<std::chrono::hours>(*question.query.since);
    if (!roll_ups_answer(commits.roll_ups, question.query)) continue;
    ++answered;
    ASSERT_EQ(activity_from_roll_ups(commits.roll_ups, question.query),
              activity_from_table(commits.table, {}, question.query));
    ASSERT_EQ(hours_of_week_from_roll_ups(commits.roll_ups, question.query),
              hours_of_week_from_table(commits.table, {}, question.query));
  }
  EXPECT_GT(answered, 30U);
}

TEST(ActivityTruth, RollUpsAnswerWhereClocksAreWholeHoursFromUtc) {
  const std::vector<model::ActivityYear> year = {{2020, {{.hour_of_year = 5, .counts = {}}}}};
  const auto answers = [&](const char* zone, std::optional<const char*> since = {},
                           std::optional<const char*> until = {}) {
    ActivityQuery query{.clocks = {.zone = *TimeZone::find(zone)}};
    if (since) query.since = model::parse_time(*since);
    if (until) query.until = model::parse_time(*until);
    return roll_ups_answer(year, query);
  };
  EXPECT_TRUE(answers("UTC"));
  EXPECT_TRUE(answers("-03:00"));
  EXPECT_TRUE(answers("Europe/Berlin"));
  EXPECT_FALSE(answers("Asia/Kathmandu"));
  EXPECT_FALSE(answers("Australia/Lord_Howe"));
  EXPECT_TRUE(answers("Australia/Lord_Howe", "2020-01-01", "2020-02-01")) << "in summer it is eleven hours ahead";
  EXPECT_FALSE(answers("UTC", "2020-01-01T00:00:01Z"));
  ActivityQuery own;
  own.clocks.of_authors = true;
  EXPECT_FALSE(roll_ups_answer(year, own));
}

}  // namespace
}  // namespace cpsg::history
