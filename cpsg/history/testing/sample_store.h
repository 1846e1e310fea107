// For tests: a store in a directory of its own with one small project, published in two generations.
//
//   main     a --- b --- c --- m     m merges d; c is a bot's
//             \     \         /
//   (gone)     u     d ------+
//   feature    c --- f               on top of c
//
// The first generation had main at a and the branch `old` at u; the second deleted `old`.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/sqlite/sqlite_store.h"

namespace cpsg::history {

[[nodiscard]] inline UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }

// 2026-01-05T10:00:00Z, a Monday.
inline constexpr std::int64_t kSampleStart = 1'767'607'200;
inline constexpr std::int64_t kHourS = 3'600;
inline constexpr std::int64_t kDayS = 24 * kHourS;

// The id of the commit with that letter: its byte, twenty times.
[[nodiscard]] inline model::Oid sample_oid(char letter) {
  model::Oid oid;
  oid.bytes.fill(static_cast<std::uint8_t>(letter));
  return oid;
}

class SampleStore {
 public:
  SampleStore();
  ~SampleStore();
  SampleStore(const SampleStore&) = delete;
  SampleStore& operator=(const SampleStore&) = delete;

  [[nodiscard]] storage::sqlite::SqliteStore& store() { return *store_; }

  // The same database, as another process would have it.
  [[nodiscard]] std::unique_ptr<storage::sqlite::SqliteStore> open_again() const;

  // A project that is due and was never synced.
  model::Project add(std::string_view owner, std::string_view name);

  // As a walk that has ended with these.
  void put_pulls(std::string_view id, const std::vector<model::PullRequest>& pulls);
  void put_pulls(std::string_view id, const std::vector<model::PullRequest>& pulls, const storage::PullWalk& walk);
  void put_releases(const std::string& id, const std::vector<model::Release>& releases);
  void put_star_page(const std::string& id, const model::StarPage& page);

  // Publishes the sample under this name; its id.
  std::string publish_sample(std::string_view owner = "Octo", std::string_view name = "Demo");
  // Publishes a project whose commits all begin with abcd: the next byte is their number.
  void publish_alike(std::uint32_t commits);
  // The same history as one more generation.
  void publish_again(std::string_view id);

 private:
  void publish_generation(const std::string& id, std::size_t first, std::size_t last,
                          std::vector<model::Branch> branches, std::string_view live, std::string_view on_default);
  void stage(const storage::Lease& lease, std::size_t first, std::size_t last);

  std::filesystem::path directory_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
};

}  // namespace cpsg::history
