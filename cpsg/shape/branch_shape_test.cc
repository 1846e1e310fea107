// Protects: the names, order and forms of what clients read of a branch; scripts and exports depend on every byte.
// How: golden lines for full, empty and awkward ones.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(BranchShape, Full) {
  model::Branch branch;
  branch.name = "r\xE9sum\xE9/\"x\"";
  branch.ahead = 1;
  branch.behind = 2;
  branch.merged = false;
  branch.commits = 3;
  branch.committed_at = {86'399, 120};
  branch.deleted_at = at(86'400);
  EXPECT_EQ(json(BranchView{branch, "Ada"}),
            "{\"name\":\"r\xEF\xBF\xBDsum\xEF\xBF\xBD/\\\"x\\\"\",\"oid\":\"0000000000000000000000000000000000000000\","
            "\"default\":false,\"ahead\":1,\"behind\":2,\"merged\":false,\"commits\":3,"
            "\"committed_at\":\"1970-01-02T01:59:59+02:00\",\"author\":\"Ada\","
            "\"deleted_at\":\"1970-01-02T00:00:00Z\"}");
  EXPECT_EQ(json(BranchView{model::Branch(), {}}),
            R"({"name":"","oid":"0000000000000000000000000000000000000000","default":false,"ahead":null,"behind":null,)"
            R"("merged":null,"commits":0,"committed_at":null,"author":null,"deleted_at":null})");
}

TEST(BranchShape, AsCsv) {
  EXPECT_EQ(csv_header_of(branch_description()),
            "name,oid,default,ahead,behind,merged,commits,committed_at,author,deleted_at\r\n");
  model::Branch branch;
  branch.name = "a,b";
  EXPECT_EQ(csv(BranchView{branch, {}}, branch_description()),
            "\"a,b\",0000000000000000000000000000000000000000,false,,,,0,,,\r\n");
}

}  // namespace
}  // namespace cpsg::shape
