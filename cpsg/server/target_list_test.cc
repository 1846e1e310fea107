// Protects: how lists of targets are read, and that what is wrong in one is named by its line.
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
  std::vector<std::string> texts(std::string_view list) const {
    std::vector<std::string> result;
    for (const GivenTarget& given : given_targets({}, path_of(list), "")) result.push_back(given.text);
    return result;
  }
  storage::sqlite::SqliteHome home;  // for its directory
};

TEST_F(TargetListTest, OneTargetALineWithoutCommentsAndSpaces) {
  EXPECT_THAT(texts("# projects\no/a\n\n  https://github.com/o/b  # why\r\no/c\r\n\t\no/d"),
              testing::ElementsAre("o/a", "https://github.com/o/b", "o/c", "o/d"));
  EXPECT_THAT(texts(""), testing::IsEmpty());
}

TEST_F(TargetListTest, AByteOrderMarkIsNoPartOfTheFirstTarget) {
  EXPECT_THAT(texts("\xEF\xBB\xBFo/a\no/b\n"), testing::ElementsAre("o/a", "o/b"));
  EXPECT_THAT(failure_of([&] { texts(std::string_view("\xFF\xFEo\0/\0a\0", 8)); }).message,
              testing::HasSubstr("UTF-8"));
}

TEST_F(TargetListTest, EveryTargetKnowsItsPlace) {
  const std::string path = path_of("# projects\n\no/a\nnonsense\n");
  const std::vector<GivenTarget> targets = given_targets({"o/first"}, path, "");
  ASSERT_EQ(targets.size(), 3U);
  EXPECT_EQ(targets[0].place, "");
  EXPECT_EQ(targets[1].place, path + ":3");
  const Failure failure = failure_of([&] { static_cast<void>(parse_given_target(targets[2], {})); });
  EXPECT_EQ(failure.code, ErrorCode::kUrlInvalid);
  EXPECT_THAT(failure.message, testing::StartsWith(path + ":4: "));
  EXPECT_EQ(parse_given_target(targets[1], {}).name, "a");
}

TEST_F(TargetListTest, ATildeIsTheHomeDirectory) {
  path_of("o/a\n");
  EXPECT_EQ(given_targets({}, "~/list", home.directory().string()).front().text, "o/a");
}

TEST_F(TargetListTest, AListThatCannotBeReadIsAFailure) {
  const std::string absent = (home.directory() / "absent").string();
  for (const std::string& path : {absent, home.directory().string()}) {
    const Failure failure = failure_of([&] { static_cast<void>(given_targets({}, path, "")); });
    EXPECT_EQ(failure.code, ErrorCode::kUsage) << path;
    EXPECT_THAT(failure.message, testing::HasSubstr(path));
  }
}

TEST_F(TargetListTest, AListIsBounded) {
  const std::string path = path_of(std::string((std::size_t{16} << 20) + 1, '\n'));
  EXPECT_THAT(failure_of([&] { static_cast<void>(given_targets({}, path, "")); }).message,
              testing::HasSubstr("is too long"));
  EXPECT_THAT(failure_of([&] { static_cast<void>(given_targets({}, "/dev/zero", "")); }).message,
              testing::HasSubstr("is too long"));
}

}  // namespace
}  // namespace cpsg::server
