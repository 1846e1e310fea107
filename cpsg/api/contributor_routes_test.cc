// Protects: the people of a project as the API lists and counts them: in any order, of a time or a branch, with cursors
// that give everybody once.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ContributorRoutes : public RouteTest {
 protected:
  void SetUp() override {
    sample_.publish_sample();
    now_ = at(kSampleStart + 365 * kDayS);
  }
  http::Response people(const std::string& query) { return get("/v1/projects/octo/demo/contributors" + query); }

  // The names on all pages of one.
  std::vector<std::string> names_one_by_one(const std::string& query) {
    std::vector<std::string> names;
    for (http::Response page = people(query + "&limit=1"); page.status == 200;) {
      for (std::string& name : values(page, "name")) names.push_back(std::move(name));
      const std::string link = header(page, "Link");
      if (link.empty()) return names;
      page = get(link.substr(1, link.find('>') - 1));
    }
    return {"failed"};
  }
};

TEST_F(ContributorRoutes, ComeInEveryOrder) {
  const auto names = [&](const std::string& query) {
    std::vector<std::string> found = values(people(query), "name");
    for (std::string& name : found) name = name.substr(0, 3);  // values() ends at an escaped quote
    return found;
  };
  EXPECT_THAT(names("?sort=name"), ElementsAre("Ada", "Bob", "dep"));
  EXPECT_THAT(names("?sort=name&order=desc"), ElementsAre("dep", "Bob", "Ada"));
  EXPECT_THAT(names("?sort=first&order=asc"), ElementsAre("Ada", "Bob", "dep"));
  EXPECT_THAT(names("?sort=last"), ElementsAre("Bob", "Ada", "dep"));
  EXPECT_THAT(names("?sort=commits_all"), ElementsAre("Bob", "Ada", "dep"));
  EXPECT_THAT(names("?sort=commits&order=asc").front(), "dep");
  EXPECT_THAT(names("?q=AD"), ElementsAre("Ada"));
  EXPECT_THAT(names("?q=bot&bots=false"), ElementsAre());
  EXPECT_THAT(names("?bots=false"), ElementsAre("Bob", "Ada"));
}

TEST_F(ContributorRoutes, CountTheCommitsOfATimeAndABranch) {
  EXPECT_THAT(people("?since=2026-01-08").body, HasSubstr(R"("commits_in_range":2})"));
  EXPECT_THAT(people("?q=ada&since=2026-01-08").body, HasSubstr(R"("commits_in_range":1})"));
  EXPECT_EQ(values(people("?until=2026-01-05"), "name"), std::vector<std::string>{"Ada"})
      << "those without commits in it are left out";
  EXPECT_THAT(people("?branch=feature&q=ada").body, HasSubstr(R"("commits":2,"commits_all":2,)"));
  EXPECT_THAT(people("?branch=feature&q=ada").body, HasSubstr(R"("commits_in_range":1})"));
  EXPECT_THAT(people("?q=ada").body, HasSubstr(R"("commits_in_range":null})"));
  EXPECT_THAT(people("").body, HasSubstr(R"("commits_in_range":null})"));
}

TEST_F(ContributorRoutes, CursorsGiveEverybodyOnce) {
  for (const std::string query : {"?sort=name", "?sort=name&order=desc", "?sort=last", "?since=2026-01-01",
                                  "?sort=commits&order=asc", "?limit=1"}) {
    EXPECT_EQ(names_one_by_one(query == "?limit=1" ? "?fields=name" : query).size(), 3U) << query;
  }
  const std::string next = values(people("?sort=name&limit=1"), "next").at(0);
  EXPECT_EQ(people("?sort=name&limit=1&cursor=" + next).status, 200);
  EXPECT_EQ(people("?sort=last&limit=1&cursor=" + next).status, 400) << "a place in one order is none in another";
  EXPECT_EQ(people("?cursor=" + next).status, 400);
}

TEST_F(ContributorRoutes, TheOrderThatHoldsByDefaultHasTheSameCursorsWhenItIsNamed) {
  const std::vector<std::string> same = {"", "&sort=commits_all", "&order=desc",
                                         "&sort=commits_all&order=desc&total=true"};
  const std::vector<std::string> all = values(people("?fields=name"), "name");
  ASSERT_EQ(all.size(), 3U);
  for (const std::string& one : same) {
    const std::string next = values(people("?limit=1" + one), "next").at(0);
    for (const std::string& other : same) {
      EXPECT_THAT(values(people("?fields=name&cursor=" + next + other), "name"), ElementsAre(all[1], all[2]))
          << one << " then " << other;
    }
    EXPECT_EQ(people("?sort=commits_all&order=asc&cursor=" + next).status, 400);
  }
}

TEST_F(ContributorRoutes, TellHowManyThereAre) {
  EXPECT_TRUE(people("?total=true&limit=1").body.ends_with(R"(,"total":3})"));
  EXPECT_TRUE(people("?total=true&limit=1&until=2026-01-05").body.ends_with(R"("total":1})"));
  EXPECT_EQ(people("?limit=1").body.find("total"), std::string::npos);
}

TEST_F(ContributorRoutes, AreSummedByTime) {
  const http::Response response = people("/summary?interval=month");
  EXPECT_THAT(values(response, "start"), ElementsAre("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"));
  EXPECT_THAT(response.body, HasSubstr(R"("active":3,"first_time":3,"returning":0,"half_of_commits":1,"commits":4,)"));
  EXPECT_THAT(response.body, HasSubstr(R"("active":2,"first_time":0,"returning":2,"half_of_commits":1,"commits":2,)"));
  EXPECT_TRUE(
      response.body.ends_with(R"("whole":{"active":3,"first_time":3,"returning":0,"half_of_commits":1,"commits":6}})"));
  EXPECT_TRUE(people("/summary?since=2030-01-01").body.starts_with(R"({"data":[],)"));
  EXPECT_THAT(people("/summary?branch=feature&bots=false&since=2026-02-01").body,
              HasSubstr(R"("whole":{"active":1,"first_time":0,"returning":1,"half_of_commits":1,"commits":1})"));
}

TEST_F(ContributorRoutes, HaveTheirActivity) {
  const http::Response response = people("/activity?interval=month&top=1");
  EXPECT_THAT(response.body,
              HasSubstr(R"("commits":3,"buckets":[{"start":"2026-01-01T00:00:00Z","commits":2,)"
                        R"("partial":false},{"start":"2026-02-01T00:00:00Z","commits":1,"partial":false}])"));
  EXPECT_EQ(values(people("/activity"), "email").size(), 2U) << "three people, of whom two have an e-mail";
}

TEST_F(ContributorRoutes, DatesAreDaysOfTheZone) {
  const std::string day = "since=2026-01-06&until=2026-01-06&tz=";  // all commits are of 10:00 UTC
  for (const std::string list : {"?", "/summary?", "/activity?"}) {
    EXPECT_THAT(people(list + day + "UTC").body, HasSubstr("\"data\":[]")) << list;
    EXPECT_THAT(people(list + day + "Pacific/Kiritimati").body, testing::Not(HasSubstr("\"data\":[]"))) << list;
  }
  EXPECT_EQ(values(people("?since=2026-01-05&until=2026-01-05&tz=author"), "name"), std::vector<std::string>{"Ada"});
  EXPECT_THAT(people("/summary?interval=month&since=2026-01-06").body, HasSubstr("\"partial\":true}"));
}

TEST_F(ContributorRoutes, CsvHasARecordForEachBucket) {
  const std::string target = "/v1/projects/octo/demo/contributors/activity?interval=month&top=2&format=csv";
  EXPECT_EQ(whole(get(target + "&fields=bot,commits,buckets")),
            "bot,commits,buckets_start,buckets_commits,buckets_partial\r\n"
            "false,3,2026-01-01T00:00:00Z,2,false\r\nfalse,3,2026-02-01T00:00:00Z,1,false\r\n"
            "false,2,2026-01-01T00:00:00Z,1,false\r\nfalse,2,2026-02-01T00:00:00Z,1,false\r\n");
  EXPECT_EQ(whole(get(target + "&fields=bot,commits")), "bot,commits\r\nfalse,3\r\nfalse,2\r\n");
}

TEST_F(ContributorRoutes, OfSeveralProjectsStandSideBySide) {
  const http::Response response = get("/v1/contributors/summary?project=octo/demo,octo/nobody&interval=month");
  EXPECT_THAT(values(response, "project"), ElementsAre("octo/demo", "octo/nobody"));
  EXPECT_THAT(values(response, "code"), ElementsAre("not_found"));
  EXPECT_EQ(get("/v1/contributors/activity?project=octo/demo&top=2").status, 200);
}

TEST_F(ContributorRoutes, NamesBadParameters) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"?sort=size", "sort"},      {"?sort=commits_in_range", "sort"},
      {"?order=up", "order"},      {"?q=", "q"},
      {"?branch=nope", "branch"},  {"/activity?top=0", "top"},
      {"/activity?top=51", "top"}, {"/summary?tz=Nowhere", "tz"}};
  for (const auto& [query, field] : cases) EXPECT_THAT(values(people(query), "field"), ElementsAre(field)) << query;
}

}  // namespace
}  // namespace cpsg::api
