// Protects: titles and labels of stored pull requests follow the rule for messages, and are read again from GitHub only
// where nothing stored can say them.
#include "cpsg/sync/pull_titles.h"

#include "cpsg/sync/sync_pull_requests.h"
#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

class PullTitlesTest : public ApiStepFixture {
 protected:
  PullTitlesTest() : lease_(take_lease()) {}

  void put(std::int64_t number, std::string title, std::vector<std::string> labels = {}) {
    model::PullRequest pull;
    pull.number = number;
    pull.title = std::move(title);
    pull.labels = std::move(labels);
    pull.updated_at = now();
    store_->put_pull_requests(lease_, std::array{pull}, {.watermark = now()}, now());
  }
  [[nodiscard]] std::string title(std::int64_t number) const { return store_->pull_request(id_, number)->title; }
  bool bring(MessagePrivacy rule) { return bring_titles_to(*store_, id_, lease_, rule, now()); }

  const storage::Lease lease_;
};

TEST_F(PullTitlesTest, AreMaskedInPlace) {
  put(1, "by jane@example.com", {"a", "owner jane@example.com", "z"});
  put(2, "plain");
  EXPECT_FALSE(bring(MessagePrivacy::kMask));
  EXPECT_EQ(title(1), "by <address removed>");
  EXPECT_EQ(store_->pull_request(id_, 1)->labels, (std::vector<std::string>{"a", "owner <address removed>", "z"}));
  EXPECT_EQ(title(2), "plain");
  EXPECT_TRUE(store_->titles_masked(id_));
  EXPECT_TRUE(store_->pull_walk(id_).watermark) << "nothing has to be read again";
}

TEST_F(PullTitlesTest, AreMaskedWhateverTheClockSaysAndGapsStay) {
  put(1, "by jane@example.com");
  const storage::PullGap gap{.number = 1, .after = "", .pulls = 1, .found_at = now()};
  store_->put_pull_requests(lease_, {}, {}, std::array{gap}, now());
  EXPECT_FALSE(bring_titles_to(*store_, id_, lease_, MessagePrivacy::kMask, UnixTime{}));
  EXPECT_EQ(title(1), "by <address removed>");
  EXPECT_EQ(store_->pull_gaps(id_).size(), 1U) << "GitHub fails to give the newest state of it still";
}

TEST_F(PullTitlesTest, AreMaskedBehindAPageThatEndsEarly) {
  const std::string long_title = "by jane@example.com " + std::string(100'000, 'x');
  for (std::int64_t number = 1; number <= 30; ++number) put(number, long_title);
  EXPECT_FALSE(bring(MessagePrivacy::kMask));
  for (std::int64_t number = 1; number <= 30; ++number) {
    EXPECT_EQ(title(number).find('@'), std::string::npos) << number;
  }
}

TEST_F(PullTitlesTest, ThatWereMaskedAreReadAgain) {
  put(1, "by jane@example.com");
  EXPECT_FALSE(bring(MessagePrivacy::kMask));
  EXPECT_TRUE(bring(MessagePrivacy::kSubject));
  EXPECT_FALSE(store_->titles_masked(id_));
  EXPECT_FALSE(store_->pull_walk(id_).watermark) << "the next walk reads the whole list";
  EXPECT_FALSE(bring(MessagePrivacy::kKeep));
  put(1, "by jane@example.com");
  EXPECT_EQ(title(1), "by jane@example.com");
}

TEST_F(PullTitlesTest, OfNothingStoredNeedNothing) {
  EXPECT_FALSE(bring(MessagePrivacy::kMask));
  EXPECT_FALSE(bring(MessagePrivacy::kKeep));
  EXPECT_FALSE(store_->titles_masked(id_));
}

TEST_F(PullTitlesTest, AreMaskedAsTheyCome) {
  model::PullRequest pull;
  pull.title = "for o'brien@example.com";
  pull.labels = {"zoe@example.com", "a"};
  model::PullRequest kept = pull;
  apply_title_privacy(kept, MessagePrivacy::kSubject);
  EXPECT_EQ(kept, pull);
  apply_title_privacy(pull, MessagePrivacy::kMask);
  EXPECT_EQ(pull.title, "for <address removed>");
  EXPECT_EQ(pull.labels, (std::vector<std::string>{"<address removed>", "a"}));
}

}  // namespace
}  // namespace cpsg::sync
