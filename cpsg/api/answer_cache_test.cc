// Protects: no answer is used that may be older than what is stored. It is used while the mark stands that was read
// before the store was, or while the project's row says that it is the same; never without a mark, nor past the time
// for which it was made. And what is kept is bounded in bytes, the last used ones staying.
// How: a mark and rows that the test moves.
#include "cpsg/api/answer_cache.h"

#include <gtest/gtest.h>

#include <map>

namespace cpsg::api {
namespace {

using namespace std::chrono_literals;

const Instant kNow{24h};
const UnixTime kTime{1'000'000s};

class FakeChanges final : public storage::ChangeMark {
 public:
  std::optional<std::uint64_t> current(Instant /*now*/) noexcept override { return mark; }
  std::optional<storage::ProjectRevision> revision_now(std::string_view full_name) noexcept override {
    ++looks;
    const auto found = rows.find(std::string(full_name));
    return found == rows.end() ? std::nullopt : std::optional(found->second);
  }

  std::optional<model::ApiKey> key_now(const Sha256Digest& /*digest*/) noexcept override { return std::nullopt; }

  std::optional<std::uint64_t> mark = 1;
  std::map<std::string, storage::ProjectRevision> rows;
  int looks = 0;
};

storage::ProjectRevision row(std::uint64_t revision, std::uint64_t version) {
  return {.id = "p1", .owner = "octo", .name = "demo", .revision = revision, .version = version};
}

class AnswerCacheTest : public testing::Test {
 protected:
  static constexpr std::size_t kMaxBytes = 200'000;

  std::shared_ptr<KeptAnswer> answer(std::string body, AnswerBasis basis = {}) {
    auto made = std::make_shared<KeptAnswer>();
    made->whole.rest = std::move(body);
    made->basis = std::move(basis);
    if (made->basis.made_at == UnixTime()) made->basis.made_at = kTime;
    made->mark = changes_.mark.value();
    return made;
  }
  AnswerBasis of_project(bool revision_decides) {
    changes_.rows["octo/demo"] = row(3, 7);
    return {.project = row(3, 7), .revision_decides = revision_decides, .made_at = kTime, .valid_until = {}};
  }
  std::string found(const AnswerKey& key, UnixTime time = kTime) {
    const auto kept = cache_.find(key, kNow, time);
    return kept ? kept->whole.rest : "none";
  }

  FakeChanges changes_;
  AnswerCache cache_{changes_, {.max_bytes = kMaxBytes}};
};

TEST_F(AnswerCacheTest, AListStandsWhileItsMarkDoes) {
  cache_.keep({.target = "/list"}, answer("list"), kNow);
  EXPECT_EQ(found({.target = "/list"}), "list");
  changes_.mark = 2;
  EXPECT_EQ(found({.target = "/list"}), "none");
  EXPECT_EQ(cache_.size_bytes(), 0U);
  changes_.mark = 1;
  EXPECT_EQ(found({.target = "/list"}), "none") << "it is not only hidden";
  EXPECT_EQ(changes_.looks, 0);
}

TEST_F(AnswerCacheTest, AProjectIsLookedAtWhenTheMarkMoved) {
  cache_.keep({.target = "/demo"}, answer("demo", of_project(false)), kNow);
  EXPECT_EQ(found({.target = "/demo"}), "demo");
  EXPECT_EQ(changes_.looks, 0);
  changes_.mark = 2;
  EXPECT_EQ(found({.target = "/demo"}), "demo");
  EXPECT_EQ(found({.target = "/demo"}), "demo");
  EXPECT_EQ(changes_.looks, 1) << "once a mark";
  changes_.mark = 3;
  changes_.rows["octo/demo"].version = 8;
  EXPECT_EQ(found({.target = "/demo"}), "none");
}

TEST_F(AnswerCacheTest, WhatOnlyTheRevisionCountsOutlivesOtherChangesOfTheProject) {
  cache_.keep({.target = "/demo/commits"}, answer("commits", of_project(true)), kNow);
  changes_.mark = 2;
  changes_.rows["octo/demo"].version = 8;
  EXPECT_EQ(found({.target = "/demo/commits"}), "commits");
  changes_.mark = 3;
  changes_.rows["octo/demo"].revision = 4;
  EXPECT_EQ(found({.target = "/demo/commits"}), "none");
}

TEST_F(AnswerCacheTest, AnotherProjectOfTheSameNameIsAnotherAnswer) {
  for (const int change : {0, 1, 2}) {
    cache_.keep({.target = "/demo"}, answer("demo", of_project(true)), kNow);
    changes_.mark = *changes_.mark + 1;
    if (change == 0) changes_.rows["octo/demo"].id = "p2";
    if (change == 1) changes_.rows["octo/demo"].moved = true;
    if (change == 2) changes_.rows.clear();
    EXPECT_EQ(found({.target = "/demo"}), "none") << change;
  }
}

TEST_F(AnswerCacheTest, WithoutAMarkNothingIsUsedOrKept) {
  cache_.keep({.target = "/demo"}, answer("demo", of_project(false)), kNow);
  changes_.mark.reset();
  EXPECT_EQ(found({.target = "/demo"}), "none");
  EXPECT_EQ(cache_.mark_before_reading(kNow), std::nullopt);
  changes_.mark = 1;
  EXPECT_EQ(found({.target = "/demo"}), "demo") << "a moment without a mark is no change";
}

TEST_F(AnswerCacheTest, AFillThatRacedAWriteIsNotKeptAsNew) {
  auto list = answer("old list");
  auto demo = answer("old demo", of_project(false));
  changes_.mark = 2;
  changes_.rows["octo/demo"].version = 8;
  cache_.keep({.target = "/list"}, std::move(list), kNow);
  cache_.keep({.target = "/demo"}, std::move(demo), kNow);
  EXPECT_EQ(found({.target = "/list"}), "none");
  EXPECT_EQ(found({.target = "/demo"}), "none");
}

TEST_F(AnswerCacheTest, EndsWithTheTimeItWasMadeFor) {
  const AnswerBasis basis{.project = {}, .revision_decides = false, .made_at = kTime, .valid_until = kTime + 60s};
  cache_.keep({.target = "/list"}, answer("list", basis), kNow);
  EXPECT_EQ(found({.target = "/list"}, kTime + 59s), "list");
  EXPECT_EQ(found({.target = "/list"}, kTime + 60s), "none");
  cache_.keep({.target = "/list"}, answer("list", basis), kNow);
  EXPECT_EQ(found({.target = "/list"}, kTime - 1s), "none") << "the machine's clock was set back";
}

TEST_F(AnswerCacheTest, TellsRequestsApartByAllThatAnAnswerMayDependOn) {
  const std::vector<AnswerKey> keys = {
      {.target = "/list"},
      {.target = "/list?limit=1"},
      {.target = "/list", .accept = "gzip"},
      {.target = "/list", .accept_encoding = "gzip"},
      {.target = "/list", .accept = "", .accept_encoding = "", .with_credentials = true},
  };
  for (std::size_t i = 0; i < keys.size(); ++i) cache_.keep(keys[i], answer(std::to_string(i)), kNow);
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(found(keys[i]), std::to_string(i));
}

TEST_F(AnswerCacheTest, HoldsNoMoreBytesThanItMay) {
  const std::string body(20'000, 'x');
  for (int i = 0; i < 100; ++i) {
    const std::string target = "/" + std::to_string(i);
    cache_.keep({.target = target}, answer(body), kNow);
    EXPECT_EQ(found({.target = "/0"}), body) << "it is used all the time";
    EXPECT_LE(cache_.size_bytes(), kMaxBytes);
  }
  EXPECT_GT(cache_.size_bytes(), kMaxBytes - 2 * body.size());
  EXPECT_EQ(found({.target = "/99"}), body);
  EXPECT_EQ(found({.target = "/50"}), "none");
}

TEST_F(AnswerCacheTest, CountsKeysAndReplacedAnswers) {
  const std::string target(5'000, 't');
  cache_.keep({.target = target}, answer("one"), kNow);
  const std::size_t size_bytes = cache_.size_bytes();
  EXPECT_GT(size_bytes, target.size());
  cache_.keep({.target = target}, answer("two"), kNow);
  EXPECT_EQ(cache_.size_bytes(), size_bytes);
  EXPECT_EQ(found({.target = target}), "two");
}

TEST_F(AnswerCacheTest, LeavesOutWhatIsTooLong) {
  cache_.keep({.target = "/long"}, answer(std::string(AnswerCache::kAnswerMaxBytes, 'x')), kNow);
  EXPECT_EQ(found({.target = "/long"}), "none");
  AnswerCache off{changes_, {.max_bytes = 0}};
  EXPECT_EQ(off.mark_before_reading(kNow), std::nullopt);
  off.keep({.target = "/list"}, answer("list"), kNow);
  EXPECT_EQ(off.find({.target = "/list"}, kNow, kTime), nullptr);
}

}  // namespace
}  // namespace cpsg::api
