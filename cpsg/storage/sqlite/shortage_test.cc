// Protects: a lock that never goes and a disk that is full are told by their codes, leave the data as it was, and pass
// when the cause does; the write-ahead log stays bounded while writers and readers go on; and memory can be given back
// at any time.
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <atomic>
#include <thread>

#include "cpsg/base/limits.h"
#include "cpsg/storage/conformance/sample.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using conformance::at;
using conformance::expect_whole_generation;
using conformance::generation_publication;
using conformance::sample_oid;
using conformance::SampleProject;
using conformance::stage_generation;
using conformance::throws_error;
using std::chrono::milliseconds;
using testing::HasSubstr;

void stage_and_publish(HistoryWriter& writer, const Lease& lease, std::uint64_t generation) {
  stage_generation(writer, lease, generation);
  writer.publish(lease, generation_publication(generation));
}

// Rows of about 1 KiB, from the row on.
void stage_bulk(HistoryWriter& writer, const Lease& lease, std::uint32_t row, std::uint32_t rows) {
  const std::string message(1'000, 'm');
  std::vector<StagedCommit> commits;
  for (std::uint32_t i = 0; i < rows; ++i) {
    commits.push_back({.row = row + i, .oid = sample_oid(row + i), .message = message});
  }
  writer.stage(lease, {}, commits);
}

TEST(SqliteShortage, ReadersGoOnWhileAnotherProgramHoldsTheWriteLock) {
  SqliteHome home;
  const auto store = home.open({.busy_timeout = milliseconds(50)});
  SampleProject project(store->stores());
  stage_and_publish(*store, project.lease, 1);
  RawConnection other(home.path());
  other.execute("BEGIN IMMEDIATE");

  const auto result = throws_error(ErrorCode::kStoreLocked, [&] { stage_generation(*store, project.lease, 2); });
  EXPECT_TRUE(result);
  EXPECT_THAT(result.message(), HasSubstr("locked by another process for more than 0.05 s"));
  EXPECT_TRUE(throws_error(ErrorCode::kStoreLocked,
                           [&] { store->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh); }));
  EXPECT_EQ(expect_whole_generation(store->stores(), project.id()), 1U);

  other.execute("COMMIT");
  stage_and_publish(*store, project.lease, 2);
  EXPECT_EQ(expect_whole_generation(store->stores(), project.id()), 2U);
}

TEST(SqliteShortage, ExclusiveLockIsToldAtOpening) {
  SqliteHome home;
  {
    home.open()->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh);
  }
  RawConnection other(home.path());
  other.execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
  EXPECT_TRUE(throws_error(ErrorCode::kStoreLocked, [&] { (void)home.open({.busy_timeout = milliseconds(50)}); }));
}

TEST(SqliteShortage, WriterWaitsForAnotherToFinish) {
  SqliteHome home;
  const auto store = home.open();
  RawConnection other(home.path());
  other.execute("BEGIN IMMEDIATE");
  std::thread release([&] {
    std::this_thread::sleep_for(milliseconds(100));
    other.execute("COMMIT");
  });
  EXPECT_TRUE(store->add_project("o", "n", "", at(0), at(0), model::Priority::kRefresh).created);
  release.join();
}

// Fills the disk while staging and while publishing, then makes room again.
void expect_full_disk_is_survived(SqliteHome& home, const std::function<void()>& fill,
                                  const std::function<void()>& make_room) {
  const auto store = home.open();
  SampleProject project(store->stores());
  stage_and_publish(*store, project.lease, 1);
  stage_generation(*store, project.lease, 2);
  fill();

  EXPECT_TRUE(throws_error(ErrorCode::kStoreFull, [&] {
    for (std::uint32_t row = 1'000;; row += 500) stage_bulk(*store, project.lease, row, 500);
  }));
  Publication large = generation_publication(2);
  large.chunks.front().bytes.resize(16 * limits::kMiB);
  EXPECT_TRUE(throws_error(ErrorCode::kStoreFull, [&] { project.publish(large); }));
  EXPECT_EQ(expect_whole_generation(store->stores(), project.id()), 1U);
  EXPECT_EQ(expect_whole_generation(home.open()->stores(), project.id()), 1U) << "also for who comes now";

  make_room();
  store->discard_staged(project.lease);
  stage_and_publish(*store, project.lease, 2);
  EXPECT_EQ(expect_whole_generation(store->stores(), project.id()), 2U);
  EXPECT_EQ(RawConnection(home.path()).text("PRAGMA integrity_check"), "ok");
}

// A small file system in place of a directory.
class SmallDisk {
 public:
  explicit SmallDisk(const std::filesystem::path& directory) : directory_(directory) {
    mounted_ = ::mount("tmpfs", directory_.c_str(), "tmpfs", 0, "size=12m") == 0;
  }
  ~SmallDisk() {
    if (mounted_) ::umount2(directory_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool mounted() const { return mounted_; }
  void grow() { EXPECT_EQ(::mount("tmpfs", directory_.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0); }

 private:
  std::filesystem::path directory_;
  bool mounted_;
};

// A limit on the size of files that this process writes.
class FileSizeLimit {
 public:
  FileSizeLimit() {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, SIG_IGN);
  }
  ~FileSizeLimit() {
    lift();
    ::signal(SIGXFSZ, SIG_DFL);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  void tighten() {
    rlimit tight = before_;
    tight.rlim_cur = 6 * limits::kMiB;
    EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
  }
  void lift() { EXPECT_EQ(::setrlimit(RLIMIT_FSIZE, &before_), 0); }

 private:
  rlimit before_{};
};

TEST(SqliteShortage, FullDiskIsSurvived) {
  SqliteHome home;
  SmallDisk disk(home.directory());
  if (!disk.mounted()) GTEST_SKIP() << "NOT TESTED: a full disk needs the right to mount a small one";
  expect_full_disk_is_survived(home, [] {}, [&] { disk.grow(); });
}

TEST(SqliteShortage, FileSizeLimitIsSurvived) {
  SqliteHome home;
  FileSizeLimit limit;
  expect_full_disk_is_survived(home, [&] { limit.tighten(); }, [&] { limit.lift(); });
}

TEST(SqliteShortage, LogStaysBoundedUnderReadersWithoutAPause) {
  SqliteHome home;
  const auto store = home.open();
  SampleProject project(store->stores());
  stage_and_publish(*store, project.lease, 1);
  std::atomic<bool> done = false;
  std::vector<std::thread> readers;
  for (int i = 0; i < 2; ++i) {
    readers.emplace_back([&] {
      while (!done) (void)store->branches(project.id(), "", 10);
    });
  }
  std::uintmax_t most = 0;
  for (std::uint32_t batch = 0; batch < 60; ++batch) {  // 60 MiB of rows
    stage_bulk(*store, project.lease, 1'000 + 1'000 * batch, 1'000);
    most = std::max(most, std::filesystem::file_size(home.path().string() + "-wal"));
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_LT(most, 40 * limits::kMiB);
}

TEST(SqliteShortage, MemoryIsReleasedBesideReadersAndAWriter) {
  SqliteHome home;
  const auto store = home.open();
  SampleProject project(store->stores());
  stage_and_publish(*store, project.lease, 1);
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) expect_whole_generation(store->stores(), project.id());
  });
  std::thread releaser([&] {
    while (!done) store->release_memory();
  });
  constexpr std::uint64_t kGenerations = 20;
  for (std::uint64_t generation = 2; generation <= kGenerations; ++generation) {
    stage_and_publish(*store, project.lease, generation);
  }
  done = true;
  reader.join();
  releaser.join();
  store->release_memory();
  EXPECT_EQ(expect_whole_generation(store->stores(), project.id()), kGenerations);
}

}  // namespace
}  // namespace cpsg::storage::sqlite
