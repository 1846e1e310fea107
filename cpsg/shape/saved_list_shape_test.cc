// Protects: a saved list shows its projects or its query, never an empty list where it has a query.
#include "cpsg/shape/saved_list_shape.h"

#include <gtest/gtest.h>

namespace cpsg::shape {
namespace {

template <typename View>
std::string json(const View& view) {
  std::string out;
  append_json(out, view);
  return out;
}

TEST(SavedListShape, OfProjectsAndOfAQuery) {
  const model::SavedList mine{.name = "mine \"1\"", .projects = {"a/b", "c/d"}};
  EXPECT_EQ(json(mine), R"({"name":"mine \"1\"","query":null,"projects":["a/b","c/d"],)"
                        R"("updated_at":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(json(SavedListHead{mine}),
            R"({"name":"mine \"1\"","kind":"projects","query":null,"updated_at":"1970-01-01T00:00:00Z"})");
  const model::SavedList rust{.name = "rust", .query = "q=rust"};
  EXPECT_EQ(json(rust), R"({"name":"rust","query":"q=rust","projects":null,"updated_at":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(json(SavedListHead{rust}),
            R"({"name":"rust","kind":"query","query":"q=rust","updated_at":"1970-01-01T00:00:00Z"})");
  EXPECT_EQ(json(model::SavedList{.name = "none"}),
            R"({"name":"none","query":null,"projects":[],"updated_at":"1970-01-01T00:00:00Z"})");
}

}  // namespace
}  // namespace cpsg::shape
