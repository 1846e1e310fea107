// Protects: what is kept comes back whole, in its pieces and their order, whether in memory or in the file; the file
// has a bound and no name.
#include "cpsg/api/export_spool.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "cpsg/base/error.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> taken(ExportSpool& spool) {
  std::vector<std::string> pieces;
  for (std::string piece = spool.take(); !piece.empty(); piece = spool.take()) pieces.push_back(std::move(piece));
  return pieces;
}

// The files that this process has open and that no directory names.
std::size_t files_without_a_name() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code closed_meanwhile;
    const std::string target = std::filesystem::read_symlink(entry.path(), closed_meanwhile).string();
    if (target.ends_with(" (deleted)")) ++count;
  }
  return count;
}

TEST(ExportSpool, GivesBackWhatWasAdded) {
  for (const std::size_t memory_max_bytes : {0, 3, 6, 100}) {
    ExportSpool spool({.memory_max_bytes = memory_max_bytes});
    for (const std::string piece : {"abc", "de", "f", "ghi"}) spool.add(piece);
    EXPECT_THAT(taken(spool), ElementsAre("abc", "de", "f", "ghi")) << memory_max_bytes;
    EXPECT_EQ(spool.take(), "");
  }
  ExportSpool nothing;
  EXPECT_THAT(taken(nothing), IsEmpty());
}

TEST(ExportSpool, HasAFileWithoutANameWhereItNeedsOne) {
  const std::size_t before = files_without_a_name();
  {
    ExportSpool spool({.memory_max_bytes = 3});
    spool.add("abc");
    EXPECT_EQ(files_without_a_name(), before);
    spool.add("d");
    EXPECT_EQ(files_without_a_name(), before + 1);
  }
  EXPECT_EQ(files_without_a_name(), before);
}

TEST(ExportSpool, IsBounded) {
  ExportSpool spool({.memory_max_bytes = 3, .file_max_bytes = 4});
  spool.add("abc");
  spool.add("defg");
  try {
    spool.add("h");
    ADD_FAILURE() << "it is full";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kLimitExceeded);
  }
}

}  // namespace
}  // namespace cpsg::api
