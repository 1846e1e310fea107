// Protects queries from which a field is taken: what belongs to the field goes with it, everything else stays as it
// was, and what the readers need is never taken.
#include "cpsg/github/wire/selection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "cpsg/github/wire/json_reader.h"
#include "cpsg/github/wire/queries.h"

namespace cpsg::github::wire {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(WithoutFields, TakesAFieldWithItsAliasArgumentsAndSelection) {
  EXPECT_EQ(without_fields("query Q($a: ID!) { node(id: $a) { id isDraft } }", {"isDraft"}),
            "query Q($a: ID!) { node(id: $a) { id } }");
  EXPECT_EQ(
      without_fields("{ a: issues(states: OPEN) { totalCount } b: refs(p: \"x)(\") { totalCount } id }", {"refs"}),
      "{ a: issues(states: OPEN) { totalCount } id }");
  EXPECT_EQ(without_fields("{ id licenseInfo { spdxId } }", {"spdxId"}), "{ id }") << "nothing is left in it";
  EXPECT_EQ(without_fields("{ id ... on Repository { stars } ...F }\nfragment F on X { stars }", {"stars"}),
            "{ id ...F }\nfragment F on X { __typename }");
  EXPECT_EQ(without_fields("{ id number }", {"id", "number", "unheard"}), "{ id number }") << "they are needed";
}

TEST(WithoutFields, LeavesEveryQueryAsItIsWhereNothingIsTaken) {
  const std::vector<std::string> ids = {"R_1", "R_2"};
  const std::vector<RepositoryName> names = {{"o", "a"}, {"o", "b"}};
  const std::vector<model::Oid> oids(2);
  const std::vector<std::int64_t> numbers = {1, 2};
  for (const std::string& body :
       {probe_request(ids), repositories_request(ids), repositories_by_name_request(names),
        pulls_request("R_1", "c", 5), pull_handles_request("R_1", "", PullOrder::kLatestUpdate, 5),
        pulls_by_number_request("R_1", numbers), commits_request("R_1", oids), audit_request("R_1", true),
        viewer_request()}) {
    EXPECT_EQ(request_without(body, {"unheard"}), body);
    EXPECT_EQ(request_without(body, {}), body);
  }
}

TEST(RequestWithout, KeepsTheVariablesAndStaysJson) {
  const std::vector<std::string> ids = {"R_\"1"};
  const std::string body = request_without(repositories_request(ids), {"pullRequests", "licenseInfo"});
  EXPECT_THAT(body, Not(HasSubstr("pullRequests")));
  EXPECT_THAT(body, Not(HasSubstr("licenseInfo")));
  EXPECT_THAT(body, HasSubstr("openIssues: issues"));
  EXPECT_THAT(body, HasSubstr(R"(refs(refPrefix: \"refs/tags/\"))"));
  const JsonDocument document(body);
  EXPECT_EQ(document.root()["variables"]["ids"].elements(2).at(0).handle(), ids[0]);
}

}  // namespace
}  // namespace cpsg::github::wire
