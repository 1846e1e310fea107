// Protects: a client that has the present state is told so, and no other client is. How: lists as RFC 9110 has them,
// and those that it does not.
#include "cpsg/http/entity_tag.h"

#include <gtest/gtest.h>

namespace cpsg::http {
namespace {

TEST(EntityTag, IsFoundInAListWhateverItsWeakness) {
  EXPECT_TRUE(names_etag(R"("a")", R"("a")"));
  EXPECT_TRUE(names_etag(R"("x", W/"a" ,"y")", R"("a")"));
  EXPECT_TRUE(names_etag(R"("a")", R"(W/"a")"));
  EXPECT_TRUE(names_etag(" * ", R"("a")"));
}

TEST(EntityTag, IsNotFoundWhereAnotherOneOrNoneStands) {
  for (const auto* const list : {"", ",", "a", R"("A")", R"("a-br")", R"("b", *)", R"(W/ "a")"}) {
    EXPECT_FALSE(names_etag(list, R"("a")")) << list;
  }
}

}  // namespace
}  // namespace cpsg::http
