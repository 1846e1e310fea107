// Protects: many projects are read at once with their numbers by day: commits of the default branch by author's day,
// people by the day of their last commit, observed days from the last one before, and the stars before these, all in
// the order asked for.
#include <gmock/gmock.h>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr sys_days kDay = std::chrono::January / 1 / 2'026;

UnixTime hour_of(sys_days day, int hour) { return day + std::chrono::hours(hour); }

std::vector<std::string> ids_of(const std::vector<FleetRow>& rows) {
  std::vector<std::string> ids;
  for (const FleetRow& row : rows) ids.push_back(row.project.id);
  return ids;
}

void observe(Observations& observations, const std::string& id, sys_days day, std::int64_t stars) {
  model::Statistics statistics{.observed_at = hour_of(day, 5), .stars = stars, .forks = stars / 2};
  statistics.pulls.open = 7;
  const Refreshed seen{.project_id = id, .statistics = statistics};
  observations.record_refreshed(std::array{seen}, hour_of(day, 5));
}

TEST_P(FleetReaderConformance, RowsComeInTheOrderAskedForAndPagesByName) {
  const std::string b = add_project(projects(), "Owner", "b", "", at(1)).project.id;
  const std::string a = add_project(projects(), "owner", "A", "", at(2)).project.id;
  EXPECT_THAT(ids_of(fleet().fleet_rows(std::array<std::string, 3>{b, "nobody", a}, kDay)), ElementsAre(b, a));
  EXPECT_THAT(ids_of(fleet().fleet_page("", 10, kDay)), ElementsAre(a, b));
  EXPECT_THAT(ids_of(fleet().fleet_page("", 1, kDay)), ElementsAre(a));
  EXPECT_THAT(ids_of(fleet().fleet_page("OWNER/A", 10, kDay)), ElementsAre(b));
  EXPECT_THAT(fleet().fleet_page("owner/b", 10, kDay), IsEmpty());
  const FleetRow row = fleet().fleet_rows(std::array{a}, kDay).front();
  EXPECT_EQ(row.project.full_name(), "owner/A");
  EXPECT_THAT(row.commits, IsEmpty());
  EXPECT_THAT(row.people, IsEmpty());
  EXPECT_THAT(row.observed, IsEmpty());
  EXPECT_FALSE(row.pulls_were_listed);
}

TEST_P(FleetReaderConformance, CommitsOfTheDefaultBranchAreCountedByDay) {
  SampleProject project(stores());
  Publication publication = project.publication();
  const auto hour = [](int of_year, std::uint32_t all, std::uint32_t on_default) {
    return model::ActivityHour{.hour_of_year = static_cast<std::uint16_t>(of_year),
                               .counts = {.all = {all, 0, 0, 0}, .on_default = {on_default, 0, on_default, 0}}};
  };
  publication.activity = {{.year = 2'025, .hours = {hour(364 * 24, 9, 1), hour(364 * 24 + 23, 9, 2)}},
                          {.year = 2'026, .hours = {hour(0, 9, 3), hour(23, 9, 0), hour(24, 9, 0), hour(48, 9, 4)}}};
  project.publish(publication);
  const auto commits = [&](sys_days first) {
    return fleet().fleet_rows(std::array{project.id()}, first).front().commits;
  };
  const DayCount last_of_2025{kDay - days(1), 6};
  const DayCount first_of_2026{kDay, 6};
  const DayCount third{kDay + days(2), 8};
  EXPECT_THAT(commits(kDay - days(1)), ElementsAre(last_of_2025, first_of_2026, third));
  EXPECT_THAT(commits(kDay), ElementsAre(first_of_2026, third)) << "not the hours before it";
  EXPECT_THAT(commits(kDay + days(3)), IsEmpty());
  const auto before = [&](sys_days first) {
    return fleet().fleet_rows(std::array{project.id()}, first).front().commits_before;
  };
  EXPECT_EQ(before(kDay + days(900)), kDay + days(2)) << "years later";
  EXPECT_EQ(before(kDay + days(2)), kDay) << "not the day itself, nor one on other branches alone";
  EXPECT_EQ(before(kDay), kDay - days(1)) << "in the year before";
  EXPECT_EQ(before(kDay - days(1)), std::nullopt);
}

TEST_P(FleetReaderConformance, StarsBeforeTheFirstObservationComeAlong) {
  const SampleProject project(stores());
  DailyHistory& history = stores().daily_history;
  const auto before = [&](sys_days first) {
    return fleet().fleet_rows(std::array{project.id()}, first).front().stars_before;
  };
  history.put_star_page(project.lease, {kDay - days(7), kDay + days(7), {{kDay - days(2), 5}, {kDay, 1}}}, {});
  EXPECT_FALSE(before(kDay - days(3))) << "nothing to count back from";
  observe(stores().observations, project.id(), kDay, 100);
  const auto found = before(kDay - days(3));
  ASSERT_TRUE(found);
  EXPECT_LE(found->first, kDay - days(3));
  EXPECT_EQ(found->counted_on, kDay);
  EXPECT_EQ(found->stars, 100);
  EXPECT_THAT(found->gained, ElementsAre(model::StarDay{kDay - days(2), 5}, model::StarDay{kDay, 1}));
  EXPECT_FALSE(before(kDay)) << "the first day was observed";
}

TEST_P(FleetReaderConformance, PeopleAreCountedByTheDayOfTheirLastCommit) {
  SampleProject project(stores());
  project.stage_people(5);
  Publication publication = project.publication();
  const auto person = [](std::uint32_t number, std::optional<UnixTime> last) {
    return StagedContributor{
        .person = number, .commits = 1, .commits_all = 1, .first_commit_at = last, .last_commit_at = last};
  };
  publication.contributors = {person(0, hour_of(kDay, 23)), person(1, hour_of(kDay + days(40), 0)),
                              person(2, std::nullopt), person(3, hour_of(kDay - days(1), 23)),
                              person(4, hour_of(kDay, 0))};
  project.publish(publication);
  EXPECT_THAT(fleet().fleet_rows(std::array{project.id()}, kDay).front().people,
              ElementsAre(DayCount{kDay, 2}, DayCount{kDay + days(40), 1}));
}

TEST_P(FleetReaderConformance, ObservedDaysBeginWithTheLastOneBefore) {
  const std::string id = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const std::string other = add_project(projects(), "owner", "b", "", at(1)).project.id;
  for (const int day : {0, 2, 5}) observe(stores().observations, id, kDay + days(day), 10 + day);
  observe(stores().observations, other, kDay + days(3), 99);
  const auto stars = [&](sys_days first) {
    std::vector<std::int64_t> found;
    const std::vector<FleetRow> rows = fleet().fleet_rows(std::array{id}, first);
    for (const ObservedDay& day : rows.front().observed) {
      found.push_back(day.stars.value());
    }
    return found;
  };
  EXPECT_THAT(stars(kDay - days(9)), ElementsAre(10, 12, 15));
  EXPECT_THAT(stars(kDay), ElementsAre(10, 12, 15));
  EXPECT_THAT(stars(kDay + days(1)), ElementsAre(10, 12, 15));
  EXPECT_THAT(stars(kDay + days(3)), ElementsAre(12, 15));
  EXPECT_THAT(stars(kDay + days(500)), ElementsAre(15));
  const ObservedDay last = fleet().fleet_rows(std::array{id}, kDay).front().observed.back();
  EXPECT_EQ(last, (ObservedDay{.day = kDay + days(5), .stars = 15, .forks = 7, .pulls_open = 7}));
}

TEST_P(FleetReaderConformance, PullRequestsWereListedOnceAWalkHasEnded) {
  SampleProject project(stores());
  const auto listed = [&] { return fleet().fleet_rows(std::array{project.id()}, kDay).front().pulls_were_listed; };
  stores().pulls.put_pull_requests(project.lease, {}, {.cursor = "here"}, at(1));
  EXPECT_FALSE(listed());
  stores().pulls.put_pull_requests(project.lease, {}, {.watermark = at(5)}, at(2));
  EXPECT_TRUE(listed());
}

}  // namespace
}  // namespace cpsg::storage::conformance
