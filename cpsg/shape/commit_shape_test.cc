// Protects: the names, order and forms of what clients read of a commit and a contributor; scripts and exports depend
// on every byte. How: golden lines for full, empty and awkward ones.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

using testing::HasSubstr;

model::Commit full_commit() {
  model::Commit commit;
  commit.oid = *model::Oid::from_hex("0123456789abcdef0123456789abcdef01234567");
  commit.parents = {model::Oid{}, commit.oid};
  commit.author = {"Zoë \"Z\"", "h1", "zoe", true};
  commit.authored_at = {1'000'000'000, -330};
  commit.committer = {"", std::nullopt, std::nullopt, false};
  commit.message = "One\n\ntwo, \"three\"\t/\x01";
  commit.additions = 1;
  commit.deletions = 0;
  commit.changed_files = 2;
  commit.on_default_branch = true;
  commit.unreachable_since = at(86'400);
  commit.altered = model::Altered::kEncoding | model::Altered::kDate | model::Altered::kZone;
  return commit;
}

TEST(CommitShape, Full) {
  EXPECT_EQ(
      json(full_commit()),
      R"({"oid":"0123456789abcdef0123456789abcdef01234567","parents":["0000000000000000000000000000000000000000",)"
      R"("0123456789abcdef0123456789abcdef01234567"],"author":{"name":"Zoë \"Z\"","email":"h1",)"
      R"("date":"2001-09-08T20:16:40-05:30","login":"zoe"},"committer":{"name":"","email":null,"date":null,)"
      R"("login":null},"message":"One\n\ntwo, \"three\"\t/\u0001","additions":1,"deletions":0,)"
      R"("changed_files":2,"bot":true,"on_default_branch":true,"unreachable_since":"1970-01-02T00:00:00Z",)"
      R"("altered":["encoding","date","zone"]})");
  EXPECT_THAT(json(model::Commit()), HasSubstr(R"("additions":null,"deletions":null,"changed_files":null,"bot":false,)"
                                               R"("on_default_branch":false,"unreachable_since":null,"altered":[]})"));
}

TEST(ContributorShape, Full) {
  const model::Contributor contributor{{"Ada", "h", std::nullopt, false}, 2, 3, at(0), std::nullopt};
  EXPECT_EQ(json(contributor), R"({"name":"Ada","email":"h","login":null,"bot":false,"commits":2,"commits_all":3,)"
                               R"("first_commit_at":"1970-01-01T00:00:00Z","last_commit_at":null,)"
                               R"("commits_in_range":null})");
}

TEST(ContributorShape, TimesBeyondTheYear9999AreNotWritten) {
  model::Contributor contributor;
  contributor.first_commit_at = at(model::kMaxEpochS);
  contributor.last_commit_at = at(model::kMaxEpochS + 1);
  EXPECT_THAT(json(contributor), HasSubstr(R"("first_commit_at":"9999-12-31T23:59:59Z","last_commit_at":null)"));
}

TEST(CommitShape, AsCsv) {
  EXPECT_EQ(csv_header_of(commit_description()),
            "oid,parents,author_name,author_email,author_date,author_login,committer_name,committer_email,"
            "committer_date,committer_login,message,additions,deletions,changed_files,bot,on_default_branch,"
            "unreachable_since,altered\r\n");
  EXPECT_EQ(csv(full_commit(), commit_description()),
            "0123456789abcdef0123456789abcdef01234567,0000000000000000000000000000000000000000 "
            "0123456789abcdef0123456789abcdef01234567,\"Zoë \"\"Z\"\"\",h1,2001-09-08T20:16:40-05:30,zoe,,,,,"
            "\"One\n\ntwo, \"\"three\"\"\t/\x01\",1,0,2,true,true,1970-01-02T00:00:00Z,encoding date zone\r\n");
}

}  // namespace
}  // namespace cpsg::shape
