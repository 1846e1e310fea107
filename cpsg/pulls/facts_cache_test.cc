// Protects: facts are read once a revision, those of an earlier revision or of a removed project are never given, and
// what is kept is bounded.
#include "cpsg/pulls/facts_cache.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <variant>

#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::pulls {
namespace {

UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }

class PullFactsCache : public testing::Test {
 protected:
  PullFactsCache() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-pulls-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary directory");
    directory_ = name;
    store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    counting_.emplace(store_->stores());
  }
  ~PullFactsCache() override {
    counting_.reset();
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  void put(std::string_view name, std::int64_t first, std::int64_t last) {
    const auto project = store_->add_project("o", name, "", at(0), at(0), model::Priority::kRefresh).project;
    const auto lease =
        std::get<storage::Lease>(store_->acquire_lease(project.id, "test", at(0), std::chrono::seconds(60), {}));
    std::vector<model::PullRequest> pulls;
    for (std::int64_t number = first; number <= last; ++number) pulls.push_back({.number = number, .base_ref = "main"});
    store_->put_pull_requests(lease, pulls, {}, at(0));
    store_->release_lease(lease);
  }
  storage::ProjectRevision project(std::string_view name) { return store_->revision("o/" + std::string(name)).value(); }
  // How many times the store is asked for them.
  int reads(FactsCache& cache, std::string_view name, std::size_t pulls) {
    (void)counting_->take_calls();
    EXPECT_EQ(cache.read(project(name))->pulls.size(), pulls);
    const auto calls = counting_->take_calls();
    return calls.contains("pull_facts") ? calls.at("pull_facts") : 0;
  }

  std::filesystem::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::optional<storage::CountingStores> counting_;
};

TEST_F(PullFactsCache, ReadsOnceARevision) {
  FactsCache cache(counting_->stores().pulls);
  put("a", 1, 3);
  EXPECT_EQ(reads(cache, "a", 3), 1);
  EXPECT_EQ(reads(cache, "a", 3), 0);
  const storage::ProjectRevision before = project("a");
  put("a", 4, 4);
  EXPECT_EQ(reads(cache, "a", 4), 1);
  EXPECT_EQ(cache.read(before)->pulls.size(), 4U) << "later ones do for an earlier revision";
  EXPECT_EQ(cache.size_bytes(), 16U * 1'024);
}

TEST_F(PullFactsCache, NeverGivesThoseOfAnEarlierProjectOfThatId) {
  FactsCache cache(counting_->stores().pulls);
  put("a", 1, 3);
  EXPECT_EQ(reads(cache, "a", 3), 1);
  const std::string id = project("a").id;
  (void)store_->remove_project(id);
  put("a", 1, 1);
  ASSERT_EQ(project("a").id, id);
  EXPECT_EQ(reads(cache, "a", 1), 1);
}

TEST_F(PullFactsCache, KeepsWhatWasUsedLastWithinItsBound) {
  FactsCache cache(counting_->stores().pulls, 48 * 1'024);
  put("large", 1, 1'000);
  for (const std::string name : {"a", "b", "c", "d"}) put(name, 1, 1);
  EXPECT_EQ(reads(cache, "large", 1'000), 1);
  EXPECT_EQ(reads(cache, "large", 1'000), 1) << "larger than all that may be kept";
  for (const std::string name : {"a", "b", "c"}) EXPECT_EQ(reads(cache, name, 1), 1);
  EXPECT_EQ(reads(cache, "a", 1), 0);
  EXPECT_EQ(reads(cache, "d", 1), 1);
  EXPECT_EQ(reads(cache, "a", 1), 0);
  EXPECT_EQ(reads(cache, "b", 1), 1) << "the one that was not used for longest went";
  EXPECT_LE(cache.size_bytes(), 48U * 1'024);
  cache.forget(project("b").id);
  EXPECT_EQ(reads(cache, "b", 1), 1);
}

}  // namespace
}  // namespace cpsg::pulls
