// Protects: pages continue exactly where the last one ended, and forged or foreign cursors are refused.
// How: round trips over the edges of every key, and malformed text.
#include "cpsg/api/cursor.h"

#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using std::string_literals::operator""s;

TEST(Cursor, OfTheEndsOfABatchIsOfThatBatchAndWidthAlone) {
  const UnixTime begin{std::chrono::seconds(1'800'000'000)};
  const auto decode = [](std::string_view batch, int width_s, const std::string& text) {
    return decode_batch_ends_cursor(batch, std::chrono::seconds(width_s), text);
  };
  const std::string text = encode_batch_ends_cursor("b12", std::chrono::seconds(60), begin);
  EXPECT_EQ(decode("b12", 60, text), begin);
  EXPECT_THROW((void)decode("b1", 60, text), http::FieldError);
  EXPECT_THROW((void)decode("b12", 3'600, text), http::FieldError);
  EXPECT_THROW((void)decode("b12", 60, text + "AA"), http::FieldError);
  const std::string early =
      encode_batch_ends_cursor("b12", std::chrono::seconds(60), UnixTime(std::chrono::seconds(-1)));
  EXPECT_THROW((void)decode("b12", 60, early), http::FieldError);
}

TEST(Cursor, RoundTripsCommits) {
  for (const std::optional<std::int64_t> epoch :
       {std::optional<std::int64_t>(), std::optional<std::int64_t>(0), std::optional<std::int64_t>(1'700'000'000),
        std::optional<std::int64_t>(model::kMaxEpochS)}) {
    storage::CommitCursor cursor{epoch, {}};
    cursor.oid.bytes.fill(0xFB);
    const storage::CommitCursor back = decode_commit_cursor(encode_cursor(cursor));
    EXPECT_EQ(back.committed_epoch_s, epoch);
    EXPECT_EQ(back.oid, cursor.oid);
  }
}

TEST(Cursor, RoundTripsNamesAndContributors) {
  for (const std::string& name : {"main"s, "r\xE9/\x00x"s, ""s, std::string(4'096, 'x')}) {
    EXPECT_EQ(decode_name_cursor(NameCursorKind::kBranch, encode_cursor(NameCursorKind::kBranch, name)), name);
    const storage::ContributorCursor cursor{123'456'789'012, "e" + name, name};
    const storage::ContributorCursor back = decode_contributor_cursor(encode_cursor(cursor));
    EXPECT_EQ(back.commits_all, cursor.commits_all);
    EXPECT_EQ(back.email, cursor.email);
    EXPECT_EQ(back.name, cursor.name);
    EXPECT_EQ(back.same, 1U);
  }
  const storage::ContributorCursor shared{.commits_all = 3, .email = "", .name = "", .same = 4'000'000'000};
  EXPECT_EQ(decode_contributor_cursor(encode_cursor(shared)).same, shared.same);
}

TEST(Cursor, RoundTripsNumbers) {
  for (const std::int64_t number : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, INT64_MAX, INT64_MIN}) {
    const std::string text = encode_cursor(NumberCursorKind::kPull, number);
    EXPECT_EQ(decode_number_cursor(NumberCursorKind::kPull, text), number);
    EXPECT_THROW((void)decode_number_cursor(NumberCursorKind::kDay, text), http::FieldError);
  }
}

TEST(Cursor, OfSortedPullRequestsIsGoodForItsOwnOrderAlone) {
  using storage::PullSort;
  const std::vector<std::optional<std::int64_t>> values = {std::nullopt, 0, -1, INT64_MAX, INT64_MIN};
  const std::array orders = {PullOrder{}, PullOrder{PullSort::kNumber, true}, PullOrder{PullSort::kLead, false},
                             PullOrder{PullSort::kLead, true}, PullOrder{PullSort::kSize, false}};
  for (const PullOrder& order : orders) {
    for (const auto& value : values) {
      const storage::PullCursor cursor{order == PullOrder() ? std::nullopt : value, 42};
      const std::string text = encode_cursor(order, cursor);
      for (const PullOrder& other : orders) {
        if (other == order) {
          EXPECT_EQ(decode_pull_cursor(other, text), cursor);
        } else {
          EXPECT_THROW((void)decode_pull_cursor(other, text), http::FieldError);
        }
      }
    }
  }
  EXPECT_EQ(encode_cursor(PullOrder(), {std::nullopt, 42}), encode_cursor(NumberCursorKind::kPull, 42))
      << "as clients have it from earlier versions";
}

TEST(Cursor, RoundTripsReleases) {
  for (const std::string& tag : {"v1.0"s, "r\xE9/\x00x"s, ""s, std::string(4'096, 'x')}) {
    const storage::ReleaseCursor cursor{UnixTime(std::chrono::seconds(model::kMaxEpochS)), tag};
    EXPECT_EQ(decode_release_cursor(encode_cursor(cursor)), cursor);
  }
  const std::string before_1970 = encode_cursor(storage::ReleaseCursor{UnixTime(std::chrono::seconds(-1)), "v"});
  EXPECT_THROW((void)decode_release_cursor(before_1970), http::FieldError);
  EXPECT_THROW((void)decode_release_cursor(encode_cursor(NameCursorKind::kBranch, "v")), http::FieldError);
}

TEST(Cursor, RoundTripsPlacesOfContributorsInTheirOwnOrderAlone) {
  using history::ContributorOrder;
  for (const bool is_known : {true, false}) {
    const history::ContributorPosition position{
        .is_known = is_known, .number = -123'456'789'012, .name = "n\xC3\xA4me", .key = UINT64_MAX};
    const std::string text = encode_cursor(position, ContributorOrder::kLast, true);
    EXPECT_EQ(decode_contributor_position(text, ContributorOrder::kLast, true), position);
    EXPECT_THROW((void)decode_contributor_position(text, ContributorOrder::kLast, false), http::FieldError);
    EXPECT_THROW((void)decode_contributor_position(text, ContributorOrder::kFirst, true), http::FieldError);
    EXPECT_THROW((void)decode_contributor_cursor(text), http::FieldError);
  }
}

TEST(Cursor, NeedsNoEncodingInUrls) {
  storage::CommitCursor cursor{0, {}};
  cursor.oid.bytes.fill(0xFF);
  EXPECT_THAT(encode_cursor(cursor), testing::MatchesRegex("[A-Za-z0-9_-]+"));
}

TEST(Cursor, RefusesWhatItDidNotMake) {
  const std::string good = encode_cursor(storage::CommitCursor{1, {}});
  const std::string branch = encode_cursor(NameCursorKind::kBranch, "main");
  for (const std::string& bad : {""s, "A"s, "!!!!"s, good + "A"s, good + "AAAA"s, good.substr(1), branch,
                                 good.substr(0, good.size() - 4), good + "="s}) {
    EXPECT_THROW((void)decode_commit_cursor(bad), http::FieldError) << bad;
  }
  EXPECT_THROW((void)decode_name_cursor(NameCursorKind::kProject, branch), http::FieldError);
  EXPECT_THROW((void)decode_contributor_cursor(good), http::FieldError);
}

TEST(Cursor, OfBranchesComesBackInItsOwnOrderAlone) {
  using storage::BranchSort;
  constexpr std::array kSorts{BranchSort::kName, BranchSort::kCommittedAt, BranchSort::kAhead, BranchSort::kBehind,
                              BranchSort::kCommits};
  for (const BranchSort sort : kSorts) {
    for (const bool descending : {false, true}) {
      storage::BranchCursor cursor{std::nullopt, "fix/\xFF"};
      for (const std::int64_t value : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1} << 62}) {
        const std::string text = encode_cursor(cursor, sort, descending);
        EXPECT_EQ(decode_branch_cursor(text, sort, descending), cursor);
        for (const BranchSort other : kSorts) {
          if (other == sort) continue;
          EXPECT_THROW((void)decode_branch_cursor(text, other, descending), http::FieldError);
        }
        EXPECT_THROW((void)decode_branch_cursor(text, sort, !descending), http::FieldError);
        if (sort != BranchSort::kName) cursor.value = value;
      }
    }
  }
  // Those of the order by name, which clients have kept since before there were others.
  EXPECT_EQ(encode_cursor(storage::BranchCursor{std::nullopt, "main"}, BranchSort::kName, false),
            encode_cursor(NameCursorKind::kBranch, "main"));
}

TEST(Cursor, ForgedOnesOfPlacesThatCannotBeAreRefused) {
  const std::string before_1970 = encode_cursor(storage::CommitCursor{-1, model::Oid()});
  EXPECT_THROW((void)decode_commit_cursor(before_1970), http::FieldError);
  const std::string last =
      encode_cursor(storage::CommitCursor{std::numeric_limits<std::int64_t>::min() + 1, model::Oid()});
  EXPECT_THROW((void)decode_commit_cursor(last), http::FieldError);
  const std::string later = encode_cursor(storage::CommitCursor{std::int64_t{1} << 60, model::Oid()});
  EXPECT_THROW((void)decode_commit_cursor(later), http::FieldError);
  const std::string below_none = encode_cursor(storage::ContributorCursor{.commits_all = -1});
  EXPECT_THROW((void)decode_contributor_cursor(below_none), http::FieldError);
}

}  // namespace
}  // namespace cpsg::api
