// Protects the roll-ups: which hour and kind a commit counts in, who is one contributor, and that years are replaced
// only when they differ. The graph is small and made by hand; the counts are done by hand.
#include "cpsg/sync/roll_up.h"

namespace cpsg::sync {
namespace {

using model::ActivityCounts;
using model::ActivityYear;

model::Oid oid_of(std::uint8_t number) {
  model::Oid oid;
  oid.bytes[0] = number;
  return oid;
}

git::Signature jane(std::string name = "Jane") { return {std::move(name), "jane@example.com", {}}; }

// Builds a graph commit by commit.
struct Fixture {
  Privacy privacy;
  PersonRegistry people{privacy, {}};
  git::CommitGraph graph;
  std::vector<git::Node> nodes;
  model::Bitmap live{64};
  model::Bitmap on_default{64};

  git::Node add(const git::Signature& author, std::int64_t authored_s, std::vector<git::Node> parents,
                bool is_default) {
    const git::Node node = graph.intern(oid_of(static_cast<std::uint8_t>(nodes.size() + 1)));
    const PersonRegistry::Entry person = people.number_of(author);
    graph.add(node, parents,
              {.committed_epoch_s = authored_s,
               .authored_epoch_s = authored_s,
               .row = static_cast<std::uint32_t>(nodes.size()),
               .author = person.number,
               .bot = person.bot});
    nodes.push_back(node);
    live.set(node);
    if (is_default) on_default.set(node);
    return node;
  }
};

constexpr std::int64_t kHour = 3600;

TEST(RollUpActivity, CountsByHourOfTheYearKindAndBranch) {
  Fixture f;
  const git::Node root = f.add(jane(), 0, {}, true);                        // 1970, hour 0
  const git::Node side = f.add(jane(), kHour - 1, {root}, false);           // hour 0, another branch
  const git::Node bot = f.add({"x[bot]", "b@c", {}}, kHour, {root}, true);  // hour 1
  f.add(jane(), 366 * 24 * kHour, {bot, side}, true);                       // 1971, hour 24: a merge
  f.add(jane(), -1, {root}, true);                                          // no date: in no hour

  const std::vector<ActivityYear> years = roll_up_activity(f.graph, f.nodes, f.live, f.on_default);
  ASSERT_EQ(years.size(), 2U);
  EXPECT_EQ(years[0].year, 1970);
  ASSERT_EQ(years[0].hours.size(), 2U);
  EXPECT_EQ(years[0].hours[0].hour_of_year, 0);
  EXPECT_EQ(years[0].hours[0].counts.all[ActivityCounts::kPlain], 2U);
  EXPECT_EQ(years[0].hours[0].counts.on_default[ActivityCounts::kPlain], 1U);
  EXPECT_EQ(years[0].hours[1].hour_of_year, 1);
  EXPECT_EQ(years[0].hours[1].counts.all[ActivityCounts::kBot], 1U);
  EXPECT_EQ(years[1].year, 1971);
  ASSERT_EQ(years[1].hours.size(), 1U);
  EXPECT_EQ(years[1].hours[0].hour_of_year, 24);
  EXPECT_EQ(years[1].hours[0].counts.on_default[ActivityCounts::kMerge], 1U);
}

TEST(RollUpActivity, LeavesOutWhatNoBranchReaches) {
  Fixture f;
  f.add(jane(), 0, {}, true);
  EXPECT_TRUE(roll_up_activity(f.graph, f.nodes, model::Bitmap(64), model::Bitmap(64)).empty());
}

TEST(ChangedYears, AreThoseThatDifferAndThoseThatAreGone) {
  const ActivityYear same{2001, {{5, {}}}};
  const ActivityYear before{2002, {{5, {}}}};
  const ActivityYear after{2002, {{6, {}}}};
  const ActivityYear gone{2003, {{1, {}}}};
  const ActivityYear added{2004, {{1, {}}}};
  EXPECT_THAT(changed_years({same, after, added}, {same, before, gone}),
              testing::ElementsAre(after, added, ActivityYear{2003, {}}));
  EXPECT_THAT(changed_years({same}, {same}), testing::IsEmpty());
}

TEST(RollUpContributors, OneEmailIsOneContributorNamedByTheNewestCommit) {
  Fixture f;
  const git::Node root = f.add(jane("J. Doe"), 100, {}, true);
  const git::Node second = f.add(jane("Jane Doe"), 300, {root}, true);
  const git::Node third = f.add(jane("jdoe"), 200, {second}, false);
  f.add({"Max", "max@example.com", {}}, -1, {third}, true);

  auto contributors = roll_up_contributors(f.graph, f.nodes, f.live, f.on_default, f.people);
  std::sort(contributors.begin(), contributors.end(),
            [](const auto& a, const auto& b) { return a.commits_all > b.commits_all; });
  ASSERT_EQ(contributors.size(), 2U);
  EXPECT_EQ(contributors[0].person, f.people.number_of(jane("Jane Doe")).number);
  EXPECT_EQ(contributors[0].commits_all, 3);
  EXPECT_EQ(contributors[0].commits, 2);
  EXPECT_EQ(contributors[0].first_commit_at, UnixTime{std::chrono::seconds{100}});
  EXPECT_EQ(contributors[0].last_commit_at, UnixTime{std::chrono::seconds{300}});
  EXPECT_EQ(contributors[1].first_commit_at, std::nullopt);
}

TEST(PersonRegistry, GivesTheSameNumbersAgainWithoutKeepingNames) {
  const Privacy privacy;
  PersonRegistry first(privacy, {});
  const auto number = first.number_of(jane()).number;
  const auto other = first.number_of({"Max", "max@example.com", {}}).number;
  EXPECT_EQ(first.number_of(jane()).number, number);
  const std::vector<storage::StagedPerson> staged = first.take_new();
  ASSERT_EQ(staged.size(), 2U);
  EXPECT_TRUE(first.take_new().empty());

  PersonRegistry second(privacy, {{staged[0].key, staged[0].number}, {staged[1].key, staged[1].number}});
  EXPECT_EQ(second.number_of({"Max", "MAX@example.com", {}}).number, other);  // one hash, one person
  EXPECT_EQ(second.number_of(jane()).number, number);
  EXPECT_TRUE(second.take_new().empty());
  EXPECT_NE(second.number_of(jane("Other spelling")).number, number);
  EXPECT_EQ(second.contributor(2), second.contributor(number));
}

}  // namespace
}  // namespace cpsg::sync
