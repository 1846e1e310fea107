// Protects: lists and counts of pull requests are those of the filter and in the order of the sort, whatever the pages;
// a row that does not change comes once while others change; and what statistics are made of is what the rows say.
// How: made-up pull requests with many equal and missing values, and the same answers computed from all of them.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/page_bounds.h"

namespace cpsg::storage::conformance {
namespace {

using model::PullRequest;
using model::PullState;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::array kSorts = {PullSort::kNumber, PullSort::kCreated, PullSort::kUpdated,
                               PullSort::kMerged, PullSort::kLead,    PullSort::kSize};

// Draws from few values, so that many rows are equal in each.
class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  template <typename Value>
  Value one_of(std::initializer_list<Value> values) {
    return *(values.begin() + below(static_cast<int>(values.size())));
  }

  PullRequest pull(std::int64_t number, std::int64_t updated_s) {
    PullRequest made{.number = number, .state = one_of({PullState::kOpen, PullState::kClosed, PullState::kMerged})};
    made.title = one_of<std::string>({"Fix the parser", "Speed up PARSING", "Bump x from 1 to 2", "\xC3\x84ndern"});
    made.draft = below(4) == 0;
    if (below(5) > 0) made.author = one_of<std::string>({"ada", "Ada", "bob", "dependabot[bot]"});
    made.bot = made.author == "dependabot[bot]";
    made.base_ref = one_of<std::string>({"main", "release/1.0"});
    made.created_at = at(100 + below(6) * 100);
    made.updated_at = at(updated_s);
    if (made.state != PullState::kOpen) made.closed_at = made.created_at + std::chrono::seconds(below(4) * 50);
    if (made.state == PullState::kMerged) made.merged_at = made.closed_at;
    if (below(3) > 0) {
      made.additions = below(4);
      made.deletions = below(2);
    }
    if (below(2) == 0) made.first_review_at = made.created_at + std::chrono::seconds(below(100));
    if (below(2) == 0) made.review_decision = one_of<std::string>({"approved", "changes_requested"});
    if (below(2) == 0) made.labels = {"Bug"};
    if (below(3) == 0) made.labels.emplace_back("kind/fix");
    return made;
  }

  PullFilter filter() {
    PullFilter made;
    if (below(3) == 0) made.state = one_of({PullState::kOpen, PullState::kClosed, PullState::kMerged});
    if (below(4) == 0) made.author = one_of<std::string>({"ADA", "bob", "nobody"});
    if (below(5) == 0) made.label = one_of<std::string>({"bug", "kind/fix"});
    if (below(5) == 0) made.base = "main";
    if (below(5) == 0) made.draft = below(2) == 0;
    if (below(5) == 0) made.bot = below(2) == 0;
    if (below(5) == 0) made.reviewed = below(2) == 0;
    if (below(6) == 0) made.decision = one_of<std::string>({"approved", ""});
    if (below(5) == 0)
      made.words = pull_words(one_of<std::string>({"parser", "pars UP", "#7", "\xC3\xA4nd", "dependa"}));
    made.by = one_of({PullTime::kCreated, PullTime::kUpdated, PullTime::kMerged});
    if (below(3) == 0) made.since = at(100 + below(8) * 100);
    if (below(3) == 0) made.until = at(100 + below(8) * 100);
    return made;
  }

 private:
  std::mt19937 random_;
};

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  const std::size_t umlaut = text.find("\xC3\x84");
  return umlaut == std::string::npos ? text : text.replace(umlaut, 2, "\xC3\xA4");
}

std::optional<UnixTime> time_of(PullTime by, const PullRequest& pull) {
  if (by == PullTime::kMerged) return pull.merged_at;
  return by == PullTime::kCreated ? pull.created_at : pull.updated_at;
}

// As the header says it, part by part.
bool passes(const PullFilter& filter, const PullRequest& pull) {
  const auto time = time_of(filter.by, pull);
  const auto has_word = [&](const std::string& word) {
    return lower(pull.title).find(word) != std::string::npos ||
           lower(pull.author.value_or("")).find(word) != std::string::npos || std::to_string(pull.number) == word;
  };
  const auto is_label = [&](const std::string& label) { return lower(label) == lower(*filter.label); };
  return (!filter.state || pull.state == *filter.state) &&
         (!filter.author || (pull.author && lower(*pull.author) == lower(*filter.author))) &&
         (!filter.label || std::ranges::any_of(pull.labels, is_label)) &&
         (!filter.base || pull.base_ref == *filter.base) && (!filter.draft || pull.draft == *filter.draft) &&
         (!filter.bot || pull.bot == *filter.bot) &&
         (!filter.reviewed || pull.first_review_at.has_value() == *filter.reviewed) &&
         (!filter.decision || pull.review_decision.value_or("") == *filter.decision) &&
         std::ranges::all_of(filter.words, has_word) && (!filter.since || (time && *time >= *filter.since)) &&
         (!filter.until || (time && *time < *filter.until));
}

bool is_listed_before(const PullQuery& query, const PullRequest& a, const PullRequest& b) {
  const auto x = sort_value(query.sort, a);
  const auto y = sort_value(query.sort, b);
  if (x.has_value() != y.has_value()) return x.has_value();
  const auto order = std::pair(x, a.number) <=> std::pair(y, b.number);
  return query.descending ? order > 0 : order < 0;
}

std::vector<std::int64_t> numbers_of(const std::vector<PullRequest>& pulls) {
  std::vector<std::int64_t> numbers;
  for (const PullRequest& each : pulls) numbers.push_back(each.number);
  return numbers;
}

std::vector<std::int64_t> expected_numbers(const std::vector<PullRequest>& all, const PullQuery& query) {
  std::vector<PullRequest> passing;
  std::ranges::copy_if(all, std::back_inserter(passing), [&](const auto& pull) { return passes(query.filter, pull); });
  std::ranges::sort(passing, [&](const auto& a, const auto& b) { return is_listed_before(query, a, b); });
  return numbers_of(passing);
}

std::vector<PullRequest> read_pages(PullRequests& pulls, std::string_view id, PullQuery query) {
  std::vector<PullRequest> all;
  do {
    PullPage page = pulls.list_pulls(id, query);
    EXPECT_LE(page.pulls.size(), query.limit);
    std::ranges::move(page.pulls, std::back_inserter(all));
    query.after = page.next;
  } while (query.after);
  return all;
}

TEST_P(PullRequestsConformance, ListsAndCountsAreThoseOfAllThatPassInTheirOrder) {
  for (const std::uint32_t seed : random_seeds(2)) {
    SCOPED_TRACE(seed_text(seed));
    Maker maker(seed);
    SampleProject project(stores(), "p" + std::to_string(seed));
    SampleProject neighbour(stores(), "n" + std::to_string(seed));
    std::vector<PullRequest> all;
    for (int i = 1; i <= 120; ++i) all.push_back(maker.pull(i, 100 + maker.below(8) * 100));
    pulls().put_pull_requests(neighbour.lease, all, {}, at(5'000));
    std::erase_if(all, [&](const auto&) { return maker.below(4) == 0; });
    pulls().put_pull_requests(project.lease, all, {}, at(5'000));
    for (int round = 0; round < 120; ++round) {
      PullQuery query{.filter = round < 12 ? PullFilter() : maker.filter(),
                      .sort = kSorts[round % kSorts.size()],
                      .descending = maker.below(2) == 0};
      query.limit = static_cast<std::size_t>(1 + maker.below(40));
      const auto expected = expected_numbers(all, query);
      EXPECT_EQ(numbers_of(read_pages(pulls(), project.id(), query)), expected) << "round " << round;
      EXPECT_EQ(pulls().count_pulls(project.id(), query.filter), expected.size()) << "round " << round;
    }
  }
}

// Rows are updated, added and removed after each page; what is not touched must come once, wherever that happens.
TEST_P(PullRequestsConformance, RowsThatDoNotChangeComeOnceWhileOthersDo) {
  for (const std::uint32_t seed : random_seeds(2)) {
    SCOPED_TRACE(seed_text(seed));
    Maker maker(seed);
    for (const PullSort sort : kSorts) {
      SampleProject project(stores(), "s" + std::to_string(seed) + "-" + std::to_string(static_cast<int>(sort)));
      std::vector<PullRequest> all;
      for (int i = 1; i <= 90; ++i) all.push_back(maker.pull(i, 100 + maker.below(8) * 100));
      pulls().put_pull_requests(project.lease, all, {}, at(5'000));
      PullQuery query{.sort = sort, .descending = maker.below(2) == 0, .limit = 7};
      std::vector<std::int64_t> seen;
      std::int64_t updated_s = 1'000;
      do {
        const PullPage page = pulls().list_pulls(project.id(), query);
        for (const std::int64_t number : numbers_of(page.pulls)) {
          if (number <= 60) seen.push_back(number);
        }
        query.after = page.next;
        std::vector<PullRequest> changed;
        for (int i = 0; i < 5; ++i) changed.push_back(maker.pull(61 + maker.below(60), updated_s += 10));
        pulls().put_pull_requests(project.lease, changed, {}, at(5'000));
        pulls().remove_pull_requests(project.lease, std::array<std::int64_t, 1>{61 + maker.below(60)});
      } while (query.after);
      all.resize(60);
      EXPECT_EQ(seen, expected_numbers(all, query)) << "sort " << static_cast<int>(sort);
    }
  }
}

TEST_P(PullRequestsConformance, APlaceThatIsNoneOfTheListIsOnlyAPlace) {
  SampleProject project(stores());
  Maker maker(1);
  std::vector<PullRequest> all;
  for (int i = 1; i <= 20; ++i) all.push_back(maker.pull(i, 100 * i));
  pulls().put_pull_requests(project.lease, all, {}, at(5'000));
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  for (const PullSort sort : kSorts) {
    for (const bool descending : {false, true}) {
      for (const auto& value : {std::optional<std::int64_t>(), std::optional(kLeast), std::optional(kGreatest)}) {
        for (const std::int64_t number : {kLeast, std::int64_t{0}, kGreatest}) {
          PullQuery query{.filter = {.since = at(300), .until = at(900)}, .sort = sort, .descending = descending};
          query.after = PullCursor{value, number};
          EXPECT_LE(read_pages(pulls(), project.id(), query).size(), 20U);
        }
      }
    }
  }
  PullQuery query{.filter = {.since = at(300)}, .sort = PullSort::kCreated, .after = PullCursor{-5, 1}};
  EXPECT_EQ(numbers_of(read_pages(pulls(), project.id(), query)),
            expected_numbers(all, {.filter = query.filter, .sort = query.sort}))
      << "a place before the period is its begin";
}

TEST_P(PullRequestsConformance, AListThatFewPassEndsEarlyAndSaysWhereItGoesOn) {
  SampleProject project(stores());
  std::vector<PullRequest> all;
  for (std::size_t i = 1; i <= kPullLooksMax + 5; ++i) {
    all.push_back({.number = static_cast<std::int64_t>(i), .draft = i == kPullLooksMax + 1});
  }
  pulls().put_pull_requests(project.lease, all, {}, at(5'000));
  PullQuery query{.filter = {.draft = true}};
  const PullPage first = pulls().list_pulls(project.id(), query);
  EXPECT_THAT(first.pulls, IsEmpty());
  EXPECT_EQ(first.next, (PullCursor{std::nullopt, kPullLooksMax}));
  EXPECT_THAT(numbers_of(read_pages(pulls(), project.id(), query)), ElementsAre(kPullLooksMax + 1));
  EXPECT_EQ(pulls().count_pulls(project.id(), query.filter), 1) << "which looks at more";
}

TEST_P(PullRequestsConformance, AListOfLongTextsEndsEarly) {
  SampleProject project(stores());
  std::vector<PullRequest> all(3);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].number = static_cast<std::int64_t>(i + 1);
    all[i].title = std::string(kBlockMaxBytes / 2 + 1, 't');
  }
  pulls().put_pull_requests(project.lease, all, {}, at(5'000));
  const PullPage first = pulls().list_pulls(project.id(), {});
  EXPECT_THAT(numbers_of(first.pulls), ElementsAre(1, 2));
  EXPECT_EQ(first.next, (PullCursor{std::nullopt, 2}));
}

TEST_P(PullRequestsConformance, FactsAreThoseOfTheRows) {
  Maker maker(7);
  SampleProject project(stores());
  SampleProject neighbour(stores(), "neighbour");
  std::vector<PullRequest> all;
  for (int i = 1; i <= 60; ++i) all.push_back(maker.pull(i, 1'000));
  pulls().put_pull_requests(neighbour.lease, std::array{maker.pull(1, 1)}, {}, at(5'000));
  pulls().put_pull_requests(project.lease, all, {}, at(5'000));
  PullFactsSet set = pulls().pull_facts(project.id());
  const model::Project read = projects().project(project.id());
  EXPECT_EQ(set.incarnation, read.incarnation);
  EXPECT_EQ(set.revision, read.revision);
  EXPECT_THAT(set.bases, testing::UnorderedElementsAre("main", "release/1.0"));
  ASSERT_EQ(set.pulls.size(), all.size());
  std::ranges::sort(set.pulls, {}, &PullFacts::number);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const PullFacts& facts = set.pulls[i];
    const PullRequest& pull = all[i];
    EXPECT_EQ(set.bases.at(facts.base), pull.base_ref);
    EXPECT_EQ(facts, (PullFacts{.created_at = pull.created_at,
                                .closed_at = pull.closed_at.value_or(PullFacts::kNever),
                                .merged_at = pull.merged_at.value_or(PullFacts::kNever),
                                .first_review_at = pull.first_review_at.value_or(PullFacts::kNever),
                                .size_lines = pull.size_lines().value_or(PullFacts::kNoSize),
                                .number = static_cast<std::uint32_t>(pull.number),
                                .base = facts.base,
                                .state = pull.state,
                                .draft = pull.draft,
                                .bot = pull.bot}));
  }
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().pull_facts("nobody"); }));
}

TEST_P(PullRequestsConformance, MergedSinceIsReadForManyAtOnce) {
  SampleProject project(stores());
  const SampleProject empty(stores(), "empty");
  const auto merged = [](std::int64_t number, std::int64_t created_s, std::int64_t merged_s) {
    return PullRequest{.number = number,
                       .state = PullState::kMerged,
                       .created_at = at(created_s),
                       .closed_at = at(merged_s),
                       .merged_at = at(merged_s)};
  };
  PullRequest closed = merged(5, 10, 900);
  closed.state = PullState::kClosed;
  closed.merged_at.reset();
  pulls().put_pull_requests(
      project.lease, std::array{merged(1, 10, 800), merged(2, 20, 499), merged(3, 30, 500), closed}, {}, at(5'000));
  const auto found =
      pulls().merged_since(std::array{empty.id(), std::string("nobody"), project.id(), empty.id()}, at(500));
  EXPECT_EQ(found.size(), 2U) << "those that are gone are left out";
  EXPECT_THAT(found.at(project.id()), ElementsAre(MergedPull{at(500), 470}, MergedPull{at(800), 790}));
  EXPECT_THAT(found.at(empty.id()), IsEmpty());
}

TEST_P(PullRequestsConformance, AnUnknownProjectHasNoLists) {
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().list_pulls("nobody", {}); }));
  EXPECT_TRUE(throws_error(ErrorCode::kNotFound, [&] { (void)pulls().count_pulls("nobody", {}); }));
}

}  // namespace
}  // namespace cpsg::storage::conformance
