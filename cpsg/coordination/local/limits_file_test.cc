// Protects: the limits file shares what it holds between processes, keeps to its size, tells nothing of whose limits
// they are, and is never more than a loss of sharing where it is damaged, full, locked, of another version or not ours.
#include "cpsg/coordination/local/limits_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sstream>
#include <vector>

#include "cpsg/coordination/local/file_layout.h"
#include "cpsg/coordination/local/testing/database.h"

namespace cpsg::coordination::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class LimitsFileTest : public testing::Test {
 protected:
  // Adds to a number in the record; nothing if the file is out of reach.
  std::optional<std::int32_t> count(LimitsFile& file, std::string_view key = "user-alice", bool concerns = false) {
    std::int32_t counted = 0;
    const auto updated = file.update(key, now, [&](AccountRecord& record, const Owner&) {
      counted = ++record.facts.refusals;
      return concerns;
    });
    return updated ? std::optional(counted) : std::nullopt;
  }
  [[nodiscard]] std::string content() const {
    std::stringstream text;
    text << std::ifstream(database.limits(), std::ios::binary).rdbuf();
    return text.str();
  }
  void write(const std::string& text, std::int64_t at = 0) const {
    std::fstream file(database.limits(), std::ios::binary | std::ios::in | std::ios::out);
    if (!file) file.open(database.limits(), std::ios::binary | std::ios::out);
    file.seekp(at);
    file << text;
  }
  // Changes the header as another program would write it.
  void change_header(const std::function<void(Header&)>& change) const {
    Sealed<Header> sealed;
    const std::string text = content();
    std::memcpy(&sealed, text.data(), sizeof sealed);
    Header header;
    ASSERT_TRUE(sealed.open(header));
    change(header);
    sealed.seal(header);
    std::string bytes(sizeof sealed, '\0');
    std::memcpy(bytes.data(), &sealed, sizeof sealed);
    write(bytes);
  }

  TestDatabase database;
  Instant now = std::chrono::steady_clock::now();
};

TEST_F(LimitsFileTest, IsSharedAndOutlivesItsProcesses) {
  {
    LimitsFile one(database.path());
    LimitsFile other(database.path());
    EXPECT_EQ(count(one), 1);
    EXPECT_EQ(count(other), 2);
    EXPECT_EQ(count(one, "user-bob"), 1);
  }
  LimitsFile later(database.path());
  EXPECT_EQ(count(later), 3);
}

TEST_F(LimitsFileTest, RevisionGrowsForAllWhenAnUpdateSaysSo) {
  LimitsFile one(database.path());
  LimitsFile other(database.path());
  count(one);
  count(other);
  const std::uint64_t before = one.revision();
  count(other);
  EXPECT_EQ(one.revision(), before);
  count(other, "user-alice", true);
  EXPECT_EQ(one.revision(), before + 1);
}

TEST_F(LimitsFileTest, HasTheDatabasesModeAFixedSizeAndNoNames) {
  ASSERT_EQ(::chmod(database.path().c_str(), 0640), 0);
  LimitsFile file(database.path());
  for (std::size_t i = 0; i < kAccountsMax; ++i) EXPECT_EQ(count(file, "user-" + std::to_string(i)), 1);
  EXPECT_EQ(count(file, "user-too-many"), std::nullopt) << "it has no place";
  EXPECT_EQ(count(file, "user-1"), 2) << "which costs the others nothing";
  struct stat status{};
  ASSERT_EQ(::stat(database.limits().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0640U);
  EXPECT_EQ(status.st_size, kFileSize);
  EXPECT_EQ(content().find("user-"), std::string::npos);
  now += std::chrono::hours(2);
  EXPECT_EQ(count(file, "user-too-many"), 1) << "in the place of one that was long idle";
}

TEST_F(LimitsFileTest, WithoutADatabaseNoFileIsMade) {
  std::filesystem::remove(database.path());
  LimitsFile file(database.path());
  EXPECT_EQ(count(file), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(database.limits()));
  std::ofstream(database.path()) << "database";
  now += seconds(5);
  EXPECT_EQ(count(file), 1);
}

TEST_F(LimitsFileTest, WhatIsNotOursIsLeftAlone) {
  write("the diary of somebody");
  LimitsFile file(database.path());
  EXPECT_EQ(count(file), std::nullopt);
  EXPECT_EQ(content(), "the diary of somebody");
  std::filesystem::remove(database.limits());
  const auto elsewhere = database.path().parent_path() / "elsewhere";
  std::filesystem::create_symlink(elsewhere, database.limits());
  now += seconds(5);
  EXPECT_EQ(count(file), std::nullopt);
  EXPECT_FALSE(std::filesystem::exists(elsewhere));
  std::filesystem::remove(database.limits());
  std::filesystem::create_directory(database.limits());
  now += seconds(5);
  EXPECT_EQ(count(file), std::nullopt);
  std::filesystem::remove(database.limits());
  ASSERT_EQ(::mkfifo(database.limits().c_str(), 0600), 0);
  now += seconds(5);
  EXPECT_EQ(count(file), std::nullopt);
}

TEST_F(LimitsFileTest, DamageBeginsAnew) {
  LimitsFile file(database.path());
  count(file);
  count(file, "user-bob");
  write("damaged", kRecordsAt + 100);
  EXPECT_EQ(count(file), 1) << "the damaged record";
  EXPECT_EQ(count(file, "user-bob"), 2) << "and no other";
  write("damaged", 100);
  EXPECT_EQ(count(file, "user-bob"), 1);
  for (const std::int64_t size : {std::int64_t{0}, kPage, kRecordsAt, kFileSize - 1}) {
    count(file);
    std::filesystem::resize_file(database.limits(), static_cast<std::uintmax_t>(size));
    EXPECT_EQ(count(file), 1) << size;
  }
  write(std::string(kPage, '\0'));  // a crash, before the header reached the disk
  EXPECT_EQ(count(file), 1);
}

TEST_F(LimitsFileTest, RemovedFileIsMadeAgainForAll) {
  LimitsFile one(database.path());
  LimitsFile other(database.path());
  count(one);
  count(other);
  std::filesystem::remove(database.limits());
  EXPECT_EQ(count(one), 1);
  EXPECT_EQ(count(other), 2);
}

TEST_F(LimitsFileTest, AnotherVersionIsReplacedOnlyWhenNobodyUsesIt) {
  auto older = std::make_unique<LimitsFile>(database.path());
  count(*older);
  change_header([](Header& header) { header.version = kVersion + 1; });
  const std::string before = content();
  LimitsFile file(database.path());
  EXPECT_EQ(count(file), std::nullopt);
  EXPECT_EQ(content(), before);
  older.reset();
  now += seconds(5);
  EXPECT_EQ(count(file), 1);
}

TEST_F(LimitsFileTest, RestartOfTheMachineBeginsAnew) {
  {
    LimitsFile file(database.path());
    count(file);
  }
  change_header([](Header& header) { header.boot.fill('x'); });
  LimitsFile file(database.path());
  EXPECT_EQ(count(file), 1);
}

TEST_F(LimitsFileTest, LockThatIsHeldTooLongCostsAtMostATenthOfASecond) {
  LimitsFile file(database.path());
  count(file);
  const int holder = ::open(database.limits().c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(holder, LOCK_EX), 0);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(count(file), std::nullopt);
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_GE(took, milliseconds(70)) << "it was tried";
  EXPECT_LT(took, milliseconds(500)) << "on a machine that is busy";
  const auto began_again = std::chrono::steady_clock::now();
  EXPECT_EQ(count(file), std::nullopt);
  EXPECT_LT(std::chrono::steady_clock::now() - began_again, milliseconds(70)) << "not each of them waits";
  ::close(holder);
  now += seconds(5);
  EXPECT_EQ(count(file), 2);
}

TEST_F(LimitsFileTest, FullDiskIsNoError) {
  struct rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = ::signal(SIGXFSZ, SIG_IGN);
  const struct rlimit small{.rlim_cur = 1'000, .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  LimitsFile file(database.path());
  const auto counted = count(file);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  ::signal(SIGXFSZ, handler);
  EXPECT_EQ(counted, std::nullopt);
  now += seconds(5);
  EXPECT_EQ(count(file), 1);
}

TEST_F(LimitsFileTest, OneProcessTooManyIsAlone) {
  std::vector<std::unique_ptr<LimitsFile>> files;
  for (std::size_t i = 0; i < kOwnersMax; ++i) {
    files.push_back(std::make_unique<LimitsFile>(database.path()));
    EXPECT_TRUE(count(*files.back()));
  }
  LimitsFile one_more(database.path());
  EXPECT_EQ(count(one_more), std::nullopt);
  files.pop_back();
  now += seconds(5);
  EXPECT_TRUE(count(one_more));
}

TEST_F(LimitsFileTest, KilledProcessesLeaveItWhole) {
  constexpr int kChildren = 4;
  std::vector<pid_t> children;
  for (int i = 0; i < kChildren; ++i) {
    const pid_t child = ::fork();
    if (child == 0) {
      LimitsFile file(database.path());
      for (int n = 0; n < 10'000'000; ++n) (void)count(file, "user-alice", n % 10 == 0);
      ::_exit(0);
    }
    children.push_back(child);
  }
  LimitsFile file(database.path());
  std::int32_t last = 0;
  for (int i = 0; i < kChildren; ++i) {
    for (int n = 0; n < 200; ++n) {
      const auto counted = count(file);
      if (!counted) {
        now += seconds(5);
        continue;
      }
      EXPECT_GT(*counted, last) << "no update was lost, and the record never began anew";
      last = *counted;
    }
    ::kill(children[static_cast<std::size_t>(i)], SIGKILL);
    ::waitpid(children[static_cast<std::size_t>(i)], nullptr, 0);
  }
  EXPECT_GT(last, 800);
}

}  // namespace
}  // namespace cpsg::coordination::local
