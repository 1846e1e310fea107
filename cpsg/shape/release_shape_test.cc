// Protects: the names, order and forms of what clients read of a release.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(ReleaseShape, FullAndBare) {
  EXPECT_EQ(json(model::Release{.tag = "v\"1\n", .name = "One", .published_at = at(86'400), .prerelease = true}),
            R"({"name":"One","tag":"v\"1\n","published_at":"1970-01-02T00:00:00Z","prerelease":true})");
  EXPECT_EQ(json(model::Release{.tag = "v0"}),
            R"({"name":null,"tag":"v0","published_at":"1970-01-01T00:00:00Z","prerelease":false})");
}

}  // namespace
}  // namespace cpsg::shape
