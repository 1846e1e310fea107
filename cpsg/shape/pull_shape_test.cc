// Protects: the names, order and forms of what clients read of a pull request.
// How: golden lines for full and for bare ones.
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

model::PullRequest merged_pull() {
  model::PullRequest pull;
  pull.number = 7;
  pull.title = "Say \"hello\", twice";
  pull.state = model::PullState::kMerged;
  pull.author = "ada";
  pull.base_ref = "main";
  pull.base_oid = *model::Oid::from_hex("0123456789abcdef0123456789abcdef01234567");
  pull.head_ref = "hello";
  pull.head_oid = model::Oid{};
  pull.head_repo = "ada/demo";
  pull.created_at = at(0);
  pull.updated_at = at(86'400);
  pull.closed_at = at(3'600);
  pull.merged_at = at(3'600);
  pull.merged_by = "bob";
  pull.additions = 1;
  pull.deletions = 2;
  pull.changed_files = 3;
  pull.commits = 4;
  pull.comments = 5;
  pull.reviews = 6;
  pull.review_decision = "approved";
  pull.labels = {"bug", "good first issue"};
  pull.first_review_at = at(60);
  return pull;
}

TEST(PullShape, Full) {
  EXPECT_EQ(json(merged_pull()),
            R"({"number":7,"title":"Say \"hello\", twice","state":"merged","draft":false,"author":"ada","bot":false,)"
            R"("base":{"ref":"main","oid":"0123456789abcdef0123456789abcdef01234567"},)"
            R"("head":{"ref":"hello","oid":"0000000000000000000000000000000000000000","repo":"ada/demo"},)"
            R"("created_at":"1970-01-01T00:00:00Z","updated_at":"1970-01-02T00:00:00Z",)"
            R"("closed_at":"1970-01-01T01:00:00Z","merged_at":"1970-01-01T01:00:00Z","merged_by":"bob",)"
            R"("additions":1,"deletions":2,"changed_files":3,"commits":4,"comments":5,"reviews":6,)"
            R"("review_decision":"approved","labels":["bug","good first issue"],)"
            R"("first_review_at":"1970-01-01T00:01:00Z","lead_time_s":3600})");
}

TEST(PullShape, Bare) {
  EXPECT_EQ(json(model::PullRequest()),
            R"({"number":0,"title":"","state":"open","draft":false,"author":null,"bot":false,)"
            R"("base":{"ref":"","oid":null},"head":{"ref":"","oid":null,"repo":null},)"
            R"("created_at":"1970-01-01T00:00:00Z","updated_at":"1970-01-01T00:00:00Z","closed_at":null,)"
            R"("merged_at":null,"merged_by":null,"additions":null,"deletions":null,"changed_files":null,)"
            R"("commits":null,"comments":null,"reviews":null,"review_decision":null,"labels":[],)"
            R"("first_review_at":null,"lead_time_s":null})");
}

TEST(PullShape, AsCsv) {
  EXPECT_EQ(csv_header_of(pull_request_description()),
            "number,title,state,draft,author,bot,base_ref,base_oid,head_ref,head_oid,head_repo,created_at,updated_at,"
            "closed_at,merged_at,merged_by,additions,deletions,changed_files,commits,comments,reviews,review_decision,"
            "labels,first_review_at,lead_time_s\r\n");
  EXPECT_EQ(csv(merged_pull(), pull_request_description()),
            "7,\"Say \"\"hello\"\", twice\",merged,false,ada,false,main,0123456789abcdef0123456789abcdef01234567,hello,"
            "0000000000000000000000000000000000000000,ada/demo,1970-01-01T00:00:00Z,1970-01-02T00:00:00Z,"
            "1970-01-01T01:00:00Z,1970-01-01T01:00:00Z,bob,1,2,3,4,5,6,approved,bug good first issue,"
            "1970-01-01T00:01:00Z,3600\r\n");
}

}  // namespace
}  // namespace cpsg::shape
