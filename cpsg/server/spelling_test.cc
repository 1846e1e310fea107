// Protects the suggestions in messages about unknown names.
#include "cpsg/server/spelling.h"

namespace cpsg::server {
namespace {

TEST(NearestSpelling, IsTheFewestEditsAway) {
  constexpr std::array<std::string_view, 3> kKnown = {"sync", "show", "serve"};
  EXPECT_EQ(nearest_spelling("sink", kKnown), "sync");
  EXPECT_EQ(nearest_spelling("shwo", kKnown), "show");
  EXPECT_EQ(nearest_spelling("server", kKnown), "serve");
  EXPECT_EQ(nearest_spelling("", kKnown), "sync");
  EXPECT_EQ(nearest_spelling(std::string(100'000, 'x'), kKnown), "sync");
}

}  // namespace
}  // namespace cpsg::server
