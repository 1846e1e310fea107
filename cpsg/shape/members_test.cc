// Protects: a client gets exactly the members that it asked for, whatever their values look like.
#include "cpsg/shape/members.h"

#include <gtest/gtest.h>

namespace cpsg::shape {
namespace {

std::string kept(const std::string& json, const std::vector<std::string>& names) {
  std::string out = "[" + json;
  keep_members(out, 1, names);
  return out.substr(1);
}

TEST(Members, KeepsThoseAskedForInTheirOrder) {
  const std::string json = R"({"a":1,"b":"x","c":null,"d":true})";
  EXPECT_EQ(kept(json, {"d", "a"}), R"({"a":1,"d":true})");
  EXPECT_EQ(kept(json, {"a", "b", "c", "d"}), json);
  EXPECT_EQ(kept(json, {"x"}), "{}");
  EXPECT_EQ(kept("{}", {"x"}), "{}");
}

TEST(Members, ValuesMayHoldAnything) {
  const std::string json = R"({"a":"\",}]{[\\","b":{"a":[1,{"c":"}"}],"b":{}},"c":[[],["]"]],"d":"\\"})";
  EXPECT_EQ(kept(json, {"a"}), R"({"a":"\",}]{[\\"})");
  EXPECT_EQ(kept(json, {"b"}), R"({"b":{"a":[1,{"c":"}"}],"b":{}}})");
  EXPECT_EQ(kept(json, {"c", "d"}), R"({"c":[[],["]"]],"d":"\\"})");
}

}  // namespace
}  // namespace cpsg::shape
