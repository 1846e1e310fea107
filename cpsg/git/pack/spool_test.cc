// Protects the spool: every byte comes back from memory, from the file and across the two; a full disk and an unusable
// directory have their codes; and cleaning up never takes a file away from a living process.
#include "cpsg/git/pack/spool.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>

#include "cpsg/base/error.h"
#include "cpsg/git/pack/pack_reader.h"
#include "cpsg/git/pack/testing/pack_builder.h"
#include "cpsg/git/testing/git_command.h"

namespace cpsg::git::pack {
namespace {

namespace fs = std::filesystem;

std::string numbered_bytes(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>(i * 7 + i / 251);
  return text;
}

std::size_t files_in(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator()));
}

TEST(Spool, GivesBackEveryRange) {
  const std::string all = numbered_bytes(1000);
  for (const std::size_t memory : {0, 64, 300, 5000}) {
    const TemporaryDirectory directory;
    Spool spool(directory.path(), memory);
    for (std::size_t at = 0; at < all.size(); at += 50) {
      spool.append(as_bytes(all).subspan(at, 50));
      spool.release(at + 33);
      EXPECT_EQ(as_text(spool.tail(at + 33)), all.substr(at + 33, 17));
    }
    ScratchBuffer scratch;
    EXPECT_EQ(spool.size(), all.size());
    for (std::size_t from = 0; from < all.size(); from += 31) {
      for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{90}, all.size() - from}) {
        const std::size_t clipped = std::min(size, all.size() - from);
        EXPECT_EQ(as_text(spool.read(from, clipped, scratch)), all.substr(from, clipped)) << memory << " " << from;
      }
    }
    EXPECT_EQ(files_in(directory.path()), 0U) << "the file has a name";
  }
}

TEST(Spool, MakesNoFileBeforeMemoryIsFull) {
  Spool spool("/nonexistent/cpsg", 100);
  spool.append(as_bytes(std::string(100, 'x')));
  spool.release(100);
  EXPECT_THROW(spool.append(as_bytes("y")), Error);
}

TEST(Spool, SaysWhyThereIsNoFile) {
  try {
    SpoolFile file("/nonexistent/cpsg");
    FAIL() << "a file in no directory";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kStoreIo);
  }
}

TEST(Spool, TellsAFullDiskFromOtherFailures) {
  const TemporaryDirectory directory;
  SpoolFile file(directory.path());
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto signal_before = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{1000, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  ErrorCode code = ErrorCode::kInternal;
  try {
    file.write(0, as_bytes(std::string(1001, 'x')));
  } catch (const Error& error) {
    code = error.code();
  }
  setrlimit(RLIMIT_FSIZE, &before);
  std::signal(SIGXFSZ, signal_before);
  EXPECT_EQ(code, ErrorCode::kStoreFull);
}

TEST(Spool, WorksWhereFilesMustHaveANameAndLeavesNone) {
  const TemporaryDirectory directory;
  SpoolFile file(directory.path(), SpoolFile::Kind::kNamed);
  EXPECT_EQ(files_in(directory.path()), 0U);
  file.write(3, as_bytes("abc"));
  std::string read(3, ' ');
  file.read(3, {reinterpret_cast<std::uint8_t*>(read.data()), read.size()});
  EXPECT_EQ(read, "abc");
}

TEST(RemoveStaleSpools, TakesAwayWhatNobodyHolds) {
  const TemporaryDirectory directory;
  const fs::path stale = directory.path() / "cpsg-spool-1-abcdef";
  const fs::path held = directory.path() / "cpsg-spool-2-abcdef";
  const fs::path foreign = directory.path() / "somebody-elses";
  const fs::path subdirectory = directory.path() / "cpsg-spool-directory";
  for (const fs::path& path : {stale, held, foreign}) write_file(path, "x");
  fs::create_directory(subdirectory);
  fs::create_symlink(foreign, directory.path() / "cpsg-spool-link");
  const int descriptor = ::open(held.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_EQ(::flock(descriptor, LOCK_EX), 0);

  remove_stale_spools(directory.path());
  EXPECT_FALSE(fs::exists(stale));
  for (const fs::path& path : {held, foreign, subdirectory}) EXPECT_TRUE(fs::exists(path)) << path;

  ::close(descriptor);
  remove_stale_spools(directory.path());
  EXPECT_FALSE(fs::exists(held));
  remove_stale_spools("/nonexistent/cpsg");
}

}  // namespace
}  // namespace cpsg::git::pack
