// Protects: which branches, commits and people clients get, in which order and pages, under every filter.
// How: the sample project's commits have letters; each request is compared with the letters that git would list.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CommitRoutes : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }
  std::string commits(const std::string& query) { return letters(get("/v1/projects/octo/demo/commits?" + query)); }
  std::string field(const std::string& query) {
    const auto fields = values(get("/v1/projects/octo/demo/" + query), "field");
    return fields.empty() ? "" : fields.front();
  }

  std::string id_;
};

TEST_F(CommitRoutes, ListsCommitsNewestFirst) {
  EXPECT_EQ(commits(""), "fmcdba");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?limit=4"), "fmcd ba");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?limit=1"), "f m c d b a");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?limit=6"), "fmcdba");
}

TEST_F(CommitRoutes, AddsUnreachableCommitsOnRequest) {
  EXPECT_EQ(commits("unreachable=true"), "fmcdbua");
  EXPECT_THAT(get("/v1/projects/octo/demo/commits?unreachable=true").body, HasSubstr("\"unreachable_since\":\"2026"));
  EXPECT_EQ(field("commits?unreachable=true&branch=main"), "unreachable");
  EXPECT_EQ(field("commits?unreachable=true&author=ada"), "unreachable");
}

TEST_F(CommitRoutes, FiltersByCommitterTime) {
  EXPECT_EQ(commits("since=2026-01-08T10:00:00Z"), "fmcd");
  EXPECT_EQ(commits("since=2026-01-08T10:00:01Z"), "fm");
  EXPECT_EQ(commits("until=2026-01-08T10:00:00Z"), "ba") << "a moment is no part of the period that it ends";
  EXPECT_EQ(commits("until=2026-01-08T10:00:01Z"), "cdba");
  EXPECT_EQ(commits("since=2026-01-08T10:00:00Z") + commits("until=2026-01-08T10:00:00Z"), "fmcdba");
  EXPECT_EQ(commits("since=2026-01-06&until=2026-01-07T11:00:01%2B01:00"), "b");
  EXPECT_EQ(commits("since=2026-01-08&until=2026-01-08"), "cd") << "a date is its whole day";
  EXPECT_EQ(commits("until=2026-01-08T09:59:59Z"), "ba");
  EXPECT_EQ(commits("since=2026-01-08&until=2026-01-08&tz=Asia/Kathmandu"), "cd") << "a day of the zone";
  EXPECT_EQ(commits("since=2026-01-08&until=2026-01-08&tz=-12:00"), "") << "there it was the day before";
  EXPECT_EQ(commits("since=2026-01-07&until=2026-01-07&tz=-12:00"), "cd");
  EXPECT_EQ(field("commits?tz=Mars"), "tz");
  EXPECT_EQ(field("commits?since=now"), "since");
  EXPECT_EQ(field("commits?until=now"), "until");
}

TEST_F(CommitRoutes, FiltersByBranch) {
  EXPECT_EQ(commits("branch=main"), "mcdba");
  EXPECT_EQ(commits("branch=feature"), "fcba");
  EXPECT_EQ(commits("branch=r%E9sum%E9"), "dba");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?branch=feature&limit=3"), "fcb a");
  EXPECT_EQ(commits("branch=feature&since=2026-01-07"), "fcb");
}

TEST_F(CommitRoutes, KnowsNoOtherBranches) {
  for (const std::string branch : {"old", "Main", "mai", "maint", "%FF", "zzz"}) {
    const http::Response response = get("/v1/projects/octo/demo/commits?branch=" + branch);
    EXPECT_EQ(response.status, 404) << branch;
    EXPECT_THAT(values(response, "field"), ElementsAre("branch")) << branch;
  }
}

TEST_F(CommitRoutes, FiltersByAuthor) {
  EXPECT_EQ(commits("author=ADA"), "ma") << "a login, whatever its case";
  EXPECT_EQ(commits("author=Bob,+%22the%22+builder"), "fdb") << "a name, without unreachable commits";
  EXPECT_EQ(commits("author=bot"), "c") << "an address by its stored form";
  EXPECT_EQ(commits("author=nobody"), "");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?author=ada&limit=1"), "m a");
  EXPECT_EQ(commits("author=Bob,+%22the%22+builder&branch=main"), "db");
  EXPECT_EQ(commits("author=Bob,+%22the%22+builder&branch=main&until=2026-01-07T12:00:00Z"), "b");
  EXPECT_EQ(field("commits?author="), "author");
}

TEST_F(CommitRoutes, LeavesOutBots) {
  EXPECT_EQ(commits("bots=false"), "fmdba");
  EXPECT_EQ(commits("bots=false&branch=feature"), "fba");
  EXPECT_EQ(pages("/v1/projects/octo/demo/commits?bots=false&limit=2"), "fm db a");
  EXPECT_THAT(get("/v1/projects/octo/demo/commits?bots=false&total=true").body, HasSubstr(R"("total":5})"));
  EXPECT_EQ(field("commits?unreachable=true&bots=false"), "unreachable");
}

TEST_F(CommitRoutes, GivesTheFirstLineOfMessages) {
  const auto full = values(get("/v1/projects/octo/demo/commits"), "message");
  const auto first = values(get("/v1/projects/octo/demo/commits?message=subject"), "message");
  ASSERT_EQ(full.size(), first.size());
  bool shortened = false;
  for (std::size_t i = 0; i < full.size(); ++i) {
    EXPECT_EQ(first[i], full[i].substr(0, full[i].find("\\n")));
    shortened = shortened || first[i] != full[i];
  }
  EXPECT_TRUE(shortened);
}

TEST_F(CommitRoutes, FiltersAgreeWhetherComputedOrKept) {
  const std::string first = commits("author=ada&branch=main");
  EXPECT_EQ(commits("author=ada&branch=main"), first);
  EXPECT_EQ(commits("author=ada&branch=feature"), "a");
  EXPECT_EQ(commits("branch=feature"), "fcba");
}

TEST_F(CommitRoutes, GivesACommitByItsIdOrTheFirstDigitsOfIt) {
  const std::string path = "/v1/projects/octo/demo/commits/";
  for (const std::size_t digits : {4U, 7U, 40U}) {
    EXPECT_EQ(letters(get(path + sample_oid('c').hex().substr(0, digits))), "c") << digits;
  }
  EXPECT_THAT(get(path + "7575").body, HasSubstr("\"unreachable_since\":\"2026")) << "no branch reaches it";
  EXPECT_EQ(get(path + "6D6D?fields=oid").body, "{\"oid\":\"" + sample_oid('m').hex() + "\"}");
  EXPECT_EQ(get(path + "6d6d", {{"if-none-match", header(get(path + "6d6d"), "ETag")}}).status, 304);
  const http::Response unknown = get(path + "ffff");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(values(unknown, "field"), ElementsAre("oid"));
  for (const std::string bad : {"616", "616g", "6161616161616161616161616161616161616161a"}) {
    EXPECT_EQ(get(path + bad).status, 400) << bad;
  }
}

TEST_F(CommitRoutes, AnAmbiguousPrefixNamesItsCandidates) {
  sample_.publish_alike(12);
  const http::Response response = get("/v1/projects/octo/alike/commits/abcd");
  EXPECT_EQ(response.status, 409);
  EXPECT_THAT(values(response, "field"), ElementsAre("oid"));
  const std::string zeros(34, '0');
  EXPECT_THAT(response.body, HasSubstr("abcd begins the ids of 12 commits, so more digits are needed: abcd00" + zeros +
                                       ", abcd01" + zeros));
  EXPECT_THAT(response.body, HasSubstr("abcd09" + zeros + ", ...\""));
  EXPECT_EQ(get("/v1/projects/octo/alike/commits/abcd0b").status, 200);
}

TEST_F(CommitRoutes, TotalIsOfAllPagesWhereCountingIsCheap) {
  const std::string list = "/v1/projects/octo/demo/commits?limit=2&total=true";
  EXPECT_THAT(get(list).body, HasSubstr(R"("total":6})"));
  EXPECT_THAT(get(list + "&unreachable=true").body, HasSubstr(R"("total":7})"));
  EXPECT_THAT(get(list + "&branch=feature").body, HasSubstr(R"("total":4})"));
  EXPECT_THAT(get(list + "&author=ada").body, HasSubstr(R"("total":2})"));
  EXPECT_THAT(get(list + "&since=2026-01-08").body, HasSubstr(R"("total":null})"));
}

TEST_F(CommitRoutes, ListsBranches) {
  const http::Response live = get("/v1/projects/octo/demo/branches");
  EXPECT_THAT(values(live, "name"), ElementsAre("feature", "main", "r\xEF\xBF\xBDsum\xEF\xBF\xBD"));
  EXPECT_THAT(values(live, "author"), ElementsAre("Bob, \\", "Ada", "Bob, \\"));
  EXPECT_EQ(letters(get("/v1/projects/octo/demo/branches?deleted=true")), "fmud");
  EXPECT_EQ(pages("/v1/projects/octo/demo/branches?limit=1"), "f m d");
  EXPECT_EQ(pages("/v1/projects/octo/demo/branches?limit=2&deleted=true"), "fm ud");
  EXPECT_EQ(field("branches?deleted=1"), "deleted");
}

TEST_F(CommitRoutes, ListsContributors) {
  const http::Response all = get("/v1/projects/octo/demo/contributors");
  EXPECT_THAT(values(all, "name"), ElementsAre("Bob, \\", "Ada", "dependabot[bot]"));
  const http::Response first = get("/v1/projects/octo/demo/contributors?limit=2");
  EXPECT_EQ(values(first, "name").size(), 2);
  const std::string link = header(first, "Link");
  EXPECT_THAT(values(get(link.substr(1, link.find('>') - 1)), "name"), ElementsAre("dependabot[bot]"));
}

TEST_F(CommitRoutes, TagsAnswersByRevision) {
  const std::uint64_t revision = sample_.store().project(id_).revision;
  for (const std::string path : {"commits", "branches", "contributors", "activity"}) {
    const std::string target = "/v1/projects/octo/demo/" + path;
    const std::string etag = header(get(target), "ETag");
    // Activity says which bucket is not over yet, so that its tag has a time behind the revision.
    EXPECT_THAT(etag, testing::StartsWith("W/\"4." + id_ + "." + std::to_string(revision))) << path;
    EXPECT_EQ(get(target, {{"if-none-match", etag}}).status, 304) << path;
    EXPECT_THAT(header(get(target), "Cache-Control"), HasSubstr("stale-while-revalidate=")) << path;
  }
}

TEST_F(CommitRoutes, ANewProjectHasNothingYet) {
  (void)sample_.add("o", "new");
  for (const std::string path : {"commits", "branches", "contributors", "activity"}) {
    EXPECT_EQ(get("/v1/projects/o/new/" + path).body, "{\"data\":[],\"next\":null}") << path;
  }
  EXPECT_EQ(get("/v1/projects/o/new/commits?author=ada").body, "{\"data\":[],\"next\":null}");
}

}  // namespace
}  // namespace cpsg::api
