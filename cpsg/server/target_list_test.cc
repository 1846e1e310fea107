// Protects: how lists of targets are read.
#include "cpsg/server/target_list.h"

#include <fstream>

#include "cpsg/base/testing/failure_of.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::server {
namespace {

class TargetListTest : public testing::Test {
 protected:
  std::string path_of(std::string_view text) const {
    const std::filesystem::path path = home.directory() / "list";
    std::ofstream(path, std::ios::binary) << text;
    return path.string();
  }
  storage::sqlite::SqliteHome home;  // for its directory
};

TEST_F(TargetListTest, OneTargetALineWithoutCommentsAndSpaces) {
  EXPECT_THAT(read_target_list(path_of("# projects\no/a\n\n  https://github.com/o/b  # why\r\no/c\r\n\t\no/d")),
              testing::ElementsAre("o/a", "https://github.com/o/b", "o/c", "o/d"));
  EXPECT_THAT(read_target_list(path_of("")), testing::IsEmpty());
}

TEST_F(TargetListTest, AListThatCannotBeReadIsAFailure) {
  const std::string absent = (home.directory() / "absent").string();
  for (const std::string& path : {absent, home.directory().string()}) {
    const Failure failure = failure_of([&] { static_cast<void>(read_target_list(path)); });
    EXPECT_EQ(failure.code, ErrorCode::kUsage) << path;
    EXPECT_THAT(failure.message, testing::HasSubstr(path));
  }
}

TEST_F(TargetListTest, AListIsBounded) {
  const std::string path = path_of(std::string((std::size_t{16} << 20) + 1, '\n'));
  EXPECT_THAT(failure_of([&] { static_cast<void>(read_target_list(path)); }).message,
              testing::HasSubstr("is too long"));
}

}  // namespace
}  // namespace cpsg::server
