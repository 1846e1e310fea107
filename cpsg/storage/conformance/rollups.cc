// Protects: activity is replaced year by year, contributors as a whole, and people are found by what names them.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

model::ActivityYear year_of(int year, std::uint32_t commits) {
  return {.year = year,
          .hours = {{.hour_of_year = 0, .counts = {.all = {commits, 1, 2, 3}, .on_default = {1, 0, 0, 0}}},
                    {.hour_of_year = 8'783, .counts = {.all = {0, 0, 0, commits}}}}};
}

TEST_P(HistoryReaderConformance, YearsThatDifferAreReplacedAndEmptyOnesRemoved) {
  SampleProject project(stores());
  Publication publication = project.publication();
  publication.activity = {year_of(2'001, 1), year_of(1'999, 2), year_of(1, 3), year_of(9'999, 4)};
  project.publish(publication);
  publication.activity = {year_of(2'001, 9), {.year = 1'999, .hours = {}}, {.year = 1'980, .hours = {}}};
  project.publish(publication);

  EXPECT_THAT(history().activity(project.id(), -10, 100'000),
              ElementsAre(year_of(1, 3), year_of(2'001, 9), year_of(9'999, 4)));
  EXPECT_THAT(history().activity(project.id(), 2'001, 2'001), ElementsAre(year_of(2'001, 9)));
  EXPECT_THAT(history().activity(project.id(), 2'002, 9'998), IsEmpty());
  EXPECT_THAT(history().activity(project.id(), 2'001, 2'000), IsEmpty());
}

StagedContributor contributor(std::uint32_t person, std::int64_t commits_all) {
  return {.person = person,
          .commits = commits_all - 1,
          .commits_all = commits_all,
          .first_commit_at = at(100 + person),
          .last_commit_at = person % 2 == 0 ? std::optional(at(200)) : std::nullopt};
}

// "name commits_all" of every contributor, read in pages.
std::vector<std::string> ranking(HistoryReader& history, const std::string& id, std::size_t limit) {
  std::vector<std::string> all;
  std::optional<ContributorCursor> after;
  while (true) {
    const auto page = history.contributors(id, after, limit);
    for (const auto& one : page) {
      all.push_back(one.person.name.value_or("nobody") + " " + std::to_string(one.commits_all));
      after = cursor_behind(after, one);
    }
    if (is_last(page, limit)) return all;
  }
}

TEST_P(HistoryReaderConformance, ContributorsWhoMayNotBeNamedAreAllGiven) {
  SampleProject project(stores());
  std::vector<StagedPerson> people;
  for (std::uint32_t i = 0; i < 20; ++i) {
    people.push_back(sample_person(i));
    people.back().person = {.name = std::nullopt, .email = std::nullopt, .login = std::nullopt, .bot = false};
  }
  writer().stage(project.lease, people, {});
  project.people = 20;
  Publication publication = project.publication();
  for (std::uint32_t person = 0; person < 20; ++person) publication.contributors.push_back(contributor(person, 1));
  project.publish(publication);
  for (const std::size_t limit : {1U, 7U, 20U, 100U}) {
    EXPECT_EQ(ranking(history(), project.id(), limit), std::vector<std::string>(20, "nobody 1")) << limit;
  }
}

TEST_P(HistoryReaderConformance, ContributorsAreRankedThenOrderedByEmailAndName) {
  SampleProject project(stores());
  std::vector<StagedPerson> people;
  const auto add = [&](std::string name, std::optional<std::string> email) {
    StagedPerson staged = sample_person(static_cast<std::uint32_t>(people.size()));
    staged.person.name = std::move(name);
    staged.person.email = std::move(email);
    people.push_back(std::move(staged));
  };
  add("Zoe", "a1");
  add("Ann", "b2");
  add("nameless b", std::nullopt);
  add("nameless a", std::nullopt);
  add("Top", "zz");
  writer().stage(project.lease, people, {});
  project.people = 5;
  Publication publication = project.publication();
  publication.contributors = {contributor(1, 7), contributor(4, 9), contributor(0, 7), contributor(2, 7),
                              contributor(3, 7)};
  project.publish(publication);

  for (const std::size_t limit : {1, 2, 3, 10}) {
    EXPECT_THAT(ranking(history(), project.id(), limit),
                ElementsAre("Top 9", "nameless a 7", "nameless b 7", "Zoe 7", "Ann 7"))
        << "in pages of " << limit;
  }
  const model::Contributor top = history().contributors(project.id(), std::nullopt, 1).at(0);
  EXPECT_EQ(top, (model::Contributor{.person = people[4].person,
                                     .commits = 8,
                                     .commits_all = 9,
                                     .first_commit_at = at(104),
                                     .last_commit_at = at(200)}));
}

TEST_P(HistoryReaderConformance, ContributorsBecomeThosePublished) {
  SampleProject project(stores());
  project.stage_people(4);
  Publication publication = project.publication();
  publication.contributors = {contributor(0, 5), contributor(1, 4), contributor(2, 3)};
  project.publish(publication);
  publication.contributors = {contributor(0, 5), contributor(2, 30), contributor(3, 1)};
  project.publish(publication);
  EXPECT_THAT(ranking(history(), project.id(), 10), ElementsAre("Person 2 30", "Person 0 5", "Person 3 1"));
  publication.contributors = {};
  project.publish(publication);
  EXPECT_THAT(ranking(history(), project.id(), 10), IsEmpty());
}

TEST_P(HistoryReaderConformance, OnlyTheContributorsThatChangedNeedBePublished) {
  SampleProject project(stores());
  project.stage_people(4);
  Publication publication = project.publication();
  publication.contributors = {contributor(0, 5), contributor(1, 4), contributor(2, 3)};
  project.publish(publication);
  publication.contributors = {contributor(3, 6), contributor(2, 30)};
  publication.contributors_gone = {1};
  project.publish(publication);
  EXPECT_THAT(ranking(history(), project.id(), 10), ElementsAre("Person 2 30", "Person 3 6", "Person 0 5"));

  EXPECT_THAT(writer().contributors_named_by(project.id(), std::array{0U, 1U, 2U, 9U}),
              testing::UnorderedElementsAre(contributor(0, 5), contributor(2, 30)));
  EXPECT_THAT(writer().contributors_named_by(project.id(), {}), IsEmpty());
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)writer().contributors_named_by("nobody", {}); }));
}

TEST_P(HistoryReaderConformance, PeopleWhoAreOneContributorHaveOneKey) {
  SampleProject project(stores());
  std::vector<StagedPerson> people;
  for (std::uint32_t i = 0; i < 6; ++i) {
    people.push_back(sample_person(i));
    people.back().key = {static_cast<std::uint8_t>(i % 3)};
    people.back().key.back() = static_cast<std::uint8_t>(i);  // the second half tells spellings apart
  }
  writer().stage(project.lease, people, {});
  project.people = 5;  // the last one is not published
  project.publish(project.publication());
  const auto keys = history().contributor_keys(history().commit_view(project.id()));
  ASSERT_EQ(keys.size(), 5U);
  EXPECT_EQ(keys[0], keys[3]);
  EXPECT_EQ(keys[1], keys[4]);
  EXPECT_NE(keys[0], keys[1]);
  EXPECT_NE(keys[1], keys[2]);
  EXPECT_NE(keys[0], keys[2]);
}

TEST_P(HistoryReaderConformance, PeopleAreReadByNumberInTheOrderAsked) {
  SampleProject project(stores());
  project.stage_people(5);
  project.publish(project.publication());
  const CommitView view = history().commit_view(project.id());
  EXPECT_THAT(history().people(view, std::array<std::uint32_t, 3>{4, 0, 4}),
              ElementsAre(sample_person(4).person, sample_person(0).person, sample_person(4).person));
  EXPECT_THAT(history().people(view, {}), IsEmpty());
  EXPECT_TRUE(
      throws_error(ErrorCode::kStoreCorrupt, [&] { (void)history().people(view, std::array<std::uint32_t, 1>{5}); }));
}

TEST_P(HistoryReaderConformance, PeopleAreFoundByNameLoginAndStoredEmail) {
  SampleProject project(stores());
  project.stage_people(30);
  project.publish(project.publication());
  const auto matching = [&](std::vector<std::string> texts) { return history().people_matching(project.id(), texts); };

  EXPECT_THAT(matching({"person 3"}), ElementsAre(3)) << "names without regard to case";
  EXPECT_THAT(matching({"LOGIN4"}), ElementsAre(4)) << "logins without regard to case";
  EXPECT_THAT(matching({"hash5"}), ElementsAre(5));
  EXPECT_THAT(matching({"HASH5"}), IsEmpty()) << "stored e-mails are opaque";
  EXPECT_THAT(matching({"hash7", "Person 2", "login2", "nobody"}), ElementsAre(2, 7)) << "each once";
  EXPECT_THAT(matching({"person"}), IsEmpty());
  EXPECT_THAT(matching({}), IsEmpty());
}

TEST_P(HistoryReaderConformance, ContributorsOfEqualRankGoByTheBytesOfEmailAndName) {
  const std::vector<std::pair<std::optional<std::string>, std::string>> in_order{{std::nullopt, "Zoe"},
                                                                                 {std::nullopt, "\xC3\x84nne"},
                                                                                 {"A", "a"},
                                                                                 {"a", "B"},
                                                                                 {"a", "B-b"},
                                                                                 {"a", "Bb"},
                                                                                 {"a", "b"},
                                                                                 {"a", "\xC3\xA4"},
                                                                                 {"a-b", "a"},
                                                                                 {"a.b", "a"},
                                                                                 {"ab", "a"},
                                                                                 {"\xC3\xA4", "a"}};
  SampleProject project(stores());
  std::vector<StagedPerson> people;
  for (std::size_t i = 0; i < in_order.size(); ++i) {
    StagedPerson staged = sample_person(static_cast<std::uint32_t>(i));
    std::tie(staged.person.email, staged.person.name) = in_order[in_order.size() - 1 - i];
    people.push_back(std::move(staged));
  }
  writer().stage(project.lease, people, {});
  project.people = static_cast<std::uint32_t>(people.size());
  Publication publication = project.publication();
  for (std::uint32_t person = 0; person < project.people; ++person) {
    publication.contributors.push_back(contributor(person, 7));
  }
  project.publish(publication);

  std::vector<std::string> expected;
  for (const auto& [email, name] : in_order) expected.push_back(name + " 7");
  for (const std::size_t limit : {1U, 5U, 100U}) {
    EXPECT_THAT(ranking(history(), project.id(), limit), testing::ElementsAreArray(expected))
        << "in pages of " << limit;
  }
}

TEST_P(HistoryReaderConformance, CaseOfPeopleIsThatOfAsciiAlone) {
  SampleProject project(stores());
  StagedPerson staged = sample_person(0);
  staged.person.name = "\xC3\x84nne B";
  writer().stage(project.lease, std::array{staged}, {});
  project.people = 1;
  project.publish(project.publication());
  const auto matching = [&](std::string text) { return history().people_matching(project.id(), std::array{text}); };
  EXPECT_THAT(matching("\xC3\x84NNE b"), ElementsAre(0));
  EXPECT_THAT(matching("\xC3\xA4nne b"), IsEmpty());
}

}  // namespace
}  // namespace cpsg::storage::conformance
