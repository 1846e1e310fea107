// Protects: a list is the same in all of its forms, whole and in pages; a stream ends where its project does.
// How: every list of a sample project, read in each form and compared with the pages of objects.
#include "cpsg/api/list_answer.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "cpsg/api/answer.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ListAnswers : public RouteTest {
 protected:
  void SetUp() override {
    id_ = sample_.publish_sample();
    std::vector<model::PullRequest> pulls;
    for (std::int64_t number = 1; number <= 700; ++number) {
      pulls.push_back({.number = number, .title = "=" + std::to_string(number) + ", \"x\"\n"});
    }
    sample_.put_pulls(id_, pulls);
    for (std::int64_t day = 0; day < 3; ++day) {
      const UnixTime time = at(kSampleStart + day * kDayS);
      sample_.store().record_refreshed(
          std::vector{storage::Refreshed{.project_id = id_,
                                         .statistics = model::Statistics{.observed_at = time, .stars = day}}},
          time);
    }
    const std::chrono::sys_days first = std::chrono::floor<std::chrono::days>(at(kSampleStart));
    sample_.put_star_page(id_, {.first = first - std::chrono::days(700), .end = first + std::chrono::days(1)});
    std::vector<model::Release> releases;
    for (int number = 1; number <= 700; ++number) releases.push_back({.tag = "=v" + std::to_string(number) + ",\"\n"});
    sample_.put_releases(id_, releases);
    (void)send("POST", "/v1/batches", {}, R"({"name":"night","projects":["octo/demo","o/a","o/b"]})");
  }

  static std::string with(const std::string& target, const std::string& more) {
    return target + (target.find('?') == std::string::npos ? "?" : "&") + more;
  }
  // Activity comes as a whole.
  static std::string with_limit(const std::string& target, const std::string& limit) {
    return target.ends_with("activity") ? target : with(target, "limit=" + limit);
  }
  // All items, page by page, as lines.
  std::string lines(const std::string& target) {
    std::string out;
    std::string next = with_limit(target, "300");
    while (!next.empty()) {
      const http::Response response = get(next);
      EXPECT_EQ(response.status, 200) << next << response.body;
      const boost::json::value page = boost::json::parse(response.body);
      for (const auto& item : page.at("data").as_array()) out += boost::json::serialize(item) + "\n";
      const std::string link = header(response, "Link");
      next = link.empty() ? "" : link.substr(1, link.find('>') - 1);
    }
    return out;
  }
  // The name of the first member of the list's items.
  std::string first_member(const std::string& list) {
    const std::string body = get(list).body;
    const std::size_t begin = body.find("[{\"") + 3;
    return body.substr(begin, body.find('"', begin) - begin);
  }
  static std::size_t count_lines(const std::string& text) {
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  std::string id_;
  const std::vector<std::string> lists_ = {
      "/v1/projects",
      "/v1/batches",
      "/v1/batches/b1/projects",
      "/v1/batches/b1/projects?state=pending",
      "/v1/projects/octo/demo/commits",
      "/v1/projects/octo/demo/commits?branch=main",
      "/v1/projects/octo/demo/branches?deleted=true",
      "/v1/projects/octo/demo/contributors",
      "/v1/projects/octo/demo/activity",
      "/v1/projects/octo/demo/pulls",
      "/v1/projects/octo/demo/pulls?state=open",
      "/v1/projects/octo/demo/history",
      "/v1/projects/octo/demo/history?interval=week",
      "/v1/projects/octo/demo/releases",
  };
};

TEST_F(ListAnswers, AStreamHasTheItemsOfAllPages) {
  for (const std::string& list : lists_) {
    const http::Response stream = get(with(list, "format=ndjson"));
    EXPECT_EQ(stream.status, 200) << list << stream.body;
    EXPECT_EQ(header(stream, "Content-Type"), kNdjsonType);
    EXPECT_EQ(whole(stream), lines(list)) << list;
  }
}

TEST_F(ListAnswers, CsvHasARecordForEachItem) {
  for (const std::string& list : lists_) {
    const http::Response stream = get(with(list, "format=csv&fields=" + first_member(list)));
    EXPECT_EQ(header(stream, "Content-Type"), kCsvType);
    EXPECT_THAT(header(stream, "Content-Disposition"), HasSubstr(".csv\""));
    EXPECT_EQ(header(stream, "Cache-Control"), "private, no-cache");
    EXPECT_EQ(count_lines(whole(stream)), 1 + count_lines(lines(list))) << list;
  }
}

TEST_F(ListAnswers, ColumnsHaveTheValuesOfAPage) {
  for (const std::string& list : lists_) {
    const std::string member = first_member(list);
    const auto columns = boost::json::parse(get(with(with_limit(list, "2"), "format=columns")).body);
    const auto objects = boost::json::parse(get(with_limit(list, "2")).body);
    boost::json::array expected;
    for (const auto& item : objects.at("data").as_array()) expected.push_back(item.at(member));
    EXPECT_EQ(columns.at("data").at(member), boost::json::value(expected)) << list;
    EXPECT_EQ(columns.at("next"), objects.at("next")) << list;
  }
}

TEST_F(ListAnswers, AStreamIsNoLongerThanAsked) {
  const std::string pulls = "/v1/projects/octo/demo/pulls";
  for (const std::size_t limit : {1U, 250U, 251U, 699U, 700U, 1000U}) {
    const std::string text = whole(get(with(pulls, "format=ndjson&limit=" + std::to_string(limit))));
    EXPECT_EQ(count_lines(text), std::min<std::size_t>(limit, 700));
  }
}

TEST_F(ListAnswers, AnItemThatIsLongerThanAPieceIsGivenToo) {
  const storage::Lease lease = std::get<storage::Lease>(
      sample_.store().acquire_lease(id_, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  std::vector<model::PullRequest> pulls = {{.number = 1'001, .title = "short", .updated_at = at(1)},
                                           {.number = 1'002, .title = std::string(3 << 20, 't'), .updated_at = at(1)},
                                           {.number = 1'003, .title = "short", .updated_at = at(1)}};
  sample_.store().put_pull_requests(lease, pulls, {}, at(2));
  sample_.store().release_lease(lease);
  for (const std::string format : {"ndjson", "csv"}) {
    const std::string all = whole(get("/v1/projects/octo/demo/pulls?fields=number&format=" + format));
    EXPECT_THAT(all, testing::HasSubstr("1003")) << format;
    EXPECT_GT(whole(get("/v1/projects/octo/demo/pulls?format=" + format)).size(), 3U << 20) << format;
  }
}

TEST_F(ListAnswers, FieldsHoldInEachForm) {
  const std::string pulls = "/v1/projects/octo/demo/pulls?limit=2&fields=number,base&format=";
  EXPECT_EQ(whole(get(pulls + "csv")), "number,base_ref,base_oid\r\n1,,\r\n2,,\r\n");
  EXPECT_THAT(whole(get(pulls + "ndjson")), StartsWith("{\"number\":1,\"base\":{\"ref\":\"\",\"oid\":null}}\n"));
  EXPECT_THAT(get(pulls + "columns").body, StartsWith(R"({"data":{"number":[1,2],"base_ref":["",""],)"));
}

TEST_F(ListAnswers, TextsAreNoFormulasForSpreadsheets) {
  const std::string pulls = "/v1/projects/octo/demo/pulls?limit=1&fields=title&format=";
  EXPECT_EQ(whole(get(pulls + "csv")), "title\r\n\"=1, \"\"x\"\"\n\"\r\n");
  EXPECT_EQ(whole(get(pulls + "csv&spreadsheet=true")), "\xEF\xBB\xBFtitle\r\n\"'=1, \"\"x\"\"\n\"\r\n");
  const http::Response refused = get(pulls + "ndjson&spreadsheet=true");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, HasSubstr(R"("field":"spreadsheet")"));
}

TEST_F(ListAnswers, AStreamEndsWithItsProject) {
  const http::Response stream = get("/v1/projects/octo/demo/pulls?format=ndjson");
  EXPECT_FALSE(stream.source->next().empty());
  (void)sample_.store().remove_project(id_);
  (void)sample_.add("octo", "demo");  // another one of its name, and so of its id
  EXPECT_THROW((void)stream.source->next(), Error);
}

TEST_F(ListAnswers, AStreamIsOfOneGeneration) {
  for (const std::string list : {"branches", "branches?sort=ahead", "contributors"}) {
    const http::Response stream = get(with("/v1/projects/octo/demo/" + list, "format=ndjson"));
    sample_.publish_again(id_);
    EXPECT_THROW((void)stream.source->next(), Error) << list << ": it would go on in the next one";
  }
  for (const std::string list : {"commits", "contributors?sort=name", "activity", "pulls"}) {
    const std::string target = with("/v1/projects/octo/demo/" + list, "format=ndjson");
    const std::string before = whole(get(target));
    const http::Response stream = get(target);
    sample_.publish_again(id_);
    EXPECT_EQ(whole(stream), before) << list << ": it stays in its own";
  }
}

TEST_F(ListAnswers, ThereAreNotTooManyStreams) {
  std::vector<http::Response> under_way;
  for (std::size_t i = 0; i < limits::kExportsMax; ++i) under_way.push_back(get("/v1/projects?format=csv"));
  EXPECT_EQ(get("/v1/projects?format=csv").status, 503);
  EXPECT_EQ(get("/v1/projects?format=columns").status, 200);
}

TEST_F(ListAnswers, SeveralProjectsAreAnsweredSideBySide) {
  const http::Response both = get("/v1/activity?project=octo/demo&project=octo/nobody,OCTO/Demo&interval=month");
  const std::string one = get("/v1/projects/octo/demo/activity?interval=month").body;
  EXPECT_EQ(both.body, R"({"data":[{"project":"octo/demo","error":null,"result":)" + one +
                           R"(},{"project":"octo/nobody","error":{"code":"not_found","message":)"
                           R"("the project octo/nobody is not followed"},"result":null},)"
                           R"({"project":"OCTO/Demo","error":null,"result":)" +
                           one + R"(}],"next":null})");
  EXPECT_EQ(get("/v1/activity?project=octo/demo&project=octo/nobody,OCTO/Demo&interval=month",
                {{"if-none-match", header(both, "ETag")}})
                .status,
            304);
  EXPECT_EQ(get("/v1/history?project=octo/demo&format=columns").status, 200);
}

TEST_F(ListAnswers, WhatNobodyHasCountedYetIsNoZeroBesideOthers) {
  (void)sample_.add("octo", "other");
  for (const std::string route : {"activity", "contributors/summary", "contributors/activity"}) {
    EXPECT_EQ(get("/v1/" + route + "?project=octo/other").body,
              R"({"data":[{"project":"octo/other","error":{"code":"conflict",)"
              R"("message":"the commits of octo/other were not read yet"},"result":null}],"next":null})");
  }
}

TEST_F(ListAnswers, RowsOfSeveralProjectsSayWhoseTheyAre) {
  const std::string asked = "?project=octo/demo,octo/nobody&project=OCTO/Demo&limit=1&fields=number,base&format=";
  EXPECT_EQ(whole(get("/v1/pulls" + asked + "csv")),
            "project,error_code,error_message,number,base_ref,base_oid\r\n"
            "octo/demo,,,1,,\r\n"
            "octo/nobody,not_found,the project octo/nobody is not followed,,,\r\n"
            "OCTO/Demo,,,1,,\r\n");
  EXPECT_EQ(
      whole(get("/v1/pulls" + asked + "ndjson")),
      R"({"project":"octo/demo","error":null,"number":1,"base":{"ref":"","oid":null}})"
      "\n"
      R"({"project":"octo/nobody","error":{"code":"not_found","message":"the project octo/nobody is not followed"},)"
      R"("number":null,"base":null})"
      "\n"
      R"({"project":"OCTO/Demo","error":null,"number":1,"base":{"ref":"","oid":null}})"
      "\n");
  EXPECT_EQ(count_lines(whole(get("/v1/activity?project=octo/nobody&format=csv"))), 2U) << "and no row of another one";
}

TEST_F(ListAnswers, StreamsOfSeveralProjectsHaveTheItemsOfEach) {
  (void)sample_.add("octo", "other");
  for (const std::string path : {"pulls", "branches", "releases", "activity", "contributors/summary",
                                 "contributors/activity", "history", "pulls/summary"}) {
    const std::string of_one = whole(get("/v1/projects/octo/demo/" + path + "?format=ndjson"));
    const std::string rows = whole(get("/v1/" + path + "?project=octo/other,octo/demo&format=ndjson"));
    std::string expected = of_one;
    const std::string head = R"({"project":"octo/demo","error":null,)";
    for (std::size_t at = 0; at < expected.size(); at = expected.find('\n', at) + 1) expected.replace(at, 1, head);
    EXPECT_EQ(rows.substr(std::min(rows.size(), rows.find(head))), expected) << path;
    EXPECT_EQ(count_lines(whole(get("/v1/" + path + "?project=octo/demo&format=csv"))),
              count_lines(whole(get("/v1/projects/octo/demo/" + path + "?format=csv"))))
        << path;
  }
  const std::string by_hour = "?project=octo/demo&by=hour_of_week&format=csv";
  EXPECT_THAT(whole(get("/v1/activity" + by_hour)), StartsWith("project,error_code,error_message,weekday,hour,"));
}

TEST_F(ListAnswers, AStreamOfSeveralEndsWithAnyOfItsProjects) {
  const http::Response stream = get("/v1/pulls?project=octo/demo&format=ndjson");
  EXPECT_THAT(header(stream, "Content-Disposition"), HasSubstr("pulls.ndjson"));
  EXPECT_FALSE(stream.source->next().empty());
  (void)sample_.store().remove_project(id_);
  EXPECT_THROW((void)stream.source->next(), Error);
}

// A list is opened when its turn has come: no sync of a project breaks off what is sent of another.
TEST_F(ListAnswers, AStreamOfSeveralIsOfTheGenerationsThatItFinds) {
  const std::string other = sample_.publish_sample("octo", "other");
  const std::string target = "/v1/branches?project=octo/demo,octo/other&format=ndjson";
  const std::string before = whole(get(target));
  http::Response stream = get(target);
  std::string rows = stream.source->next();
  EXPECT_THAT(rows, Not(HasSubstr("octo/other"))) << "a piece is of one list";
  sample_.publish_again(other);
  rows += whole(stream);
  EXPECT_EQ(rows, before);
}

TEST_F(ListAnswers, NothingIsTakenForNoneThatWasNotReadYet) {
  (void)sample_.add("octo", "other");
  EXPECT_EQ(get("/v1/projects/octo/other/pulls/summary").status, 200);
  EXPECT_EQ(get("/v1/projects/octo/other/pulls/summary?format=csv").status, 404);
  EXPECT_THAT(whole(get("/v1/pulls/summary?project=octo/other&format=ndjson")),
              HasSubstr(R"("error":{"code":"not_found")"));
}

TEST_F(ListAnswers, ListsOfSeveralProjectsAreThoseOfEach) {
  for (const std::string path :
       {"pulls?limit=3", "branches?sort=ahead", "releases?limit=2", "pulls?total=true&limit=1"}) {
    const std::size_t question = path.find('?');
    EXPECT_EQ(get("/v1/" + path + "&project=octo/demo").body,
              R"({"data":[{"project":"octo/demo","error":null,"result":)" +
                  get("/v1/projects/octo/demo/" + path.substr(0, question) + path.substr(question)).body +
                  R"(}],"next":null})")
        << path;
  }
}

TEST_F(ListAnswers, BranchesInEachOrderStreamAsTheyArePaged) {
  for (const std::string order :
       {"sort=ahead&order=desc", "sort=committed_at", "sort=name&order=desc", "deleted=true"}) {
    const std::string list = "/v1/projects/octo/demo/branches?" + order;
    EXPECT_EQ(whole(get(with(list, "format=ndjson"))), lines(list)) << order;
  }
}

TEST_F(ListAnswers, AQuestionAboutSeveralIsCheckedAsAWhole) {
  for (const std::string query :
       {"", "?project=", "?project=a", "?project=a/b/c", "?project=a/b,", "?project=a/..", "?project=a/b&interval=year",
        "?project=a/1,a/2,a/3,a/4,a/5&project=a/6,a/7,a/8,a/9", "?project=a/b&spreadsheet=true"}) {
    EXPECT_EQ(get("/v1/activity" + query).status, 400) << query;
  }
  EXPECT_EQ(get("/v1/pulls?project=octo/demo&total=true&format=csv").status, 400);
}

}  // namespace
}  // namespace cpsg::api
