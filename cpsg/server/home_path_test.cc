// Protects: `~` means the home directory and nothing else does; without a home it is refused, never taken literally.
#include "cpsg/server/home_path.h"

#include "cpsg/base/testing/failure_of.h"

namespace cpsg::server {
namespace {

TEST(ExpandHome, ReplacesALeadingTildeAlone) {
  EXPECT_EQ(expand_home("~/a/b", "/home/u"), "/home/u/a/b");
  EXPECT_EQ(expand_home("~", "/home/u"), "/home/u");
  for (const char* path : {"", "a", "/a/~/b", "~u/a", "./~", "-"}) EXPECT_EQ(expand_home(path, "/home/u"), path);
}

TEST(ExpandHome, WithoutAHomeSaysWhatToSet) {
  const Failure failure = failure_of([] { static_cast<void>(expand_home("~/a", "")); });
  EXPECT_EQ(failure.code, ErrorCode::kConfigInvalid);
  EXPECT_THAT(failure.message, testing::HasSubstr("HOME"));
  EXPECT_EQ(expand_home("/a", ""), "/a");
}

}  // namespace
}  // namespace cpsg::server
