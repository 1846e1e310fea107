// Protects: each column of the index is what it is called, for every project; a client that follows it by `after` has
// what one has who reads it whole; the overview tells what the fleet is like; nothing is told of projects that the
// caller may not see.
#include <gmock/gmock.h>
#include <boost/json.hpp>

#include <map>
#include <thread>

#include "cpsg/api/fleet_revision.h"
#include "cpsg/api/index_columns.h"
#include "cpsg/api/listed_project.h"
#include "cpsg/api/testing/document_check.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/base64url.h"
#include "cpsg/base/testing/random_seed.h"
#include "cpsg/fleet/testing/made_up_fleet.h"
#include "cpsg/fleet/testing/slow_answers.h"

namespace cpsg::api {
namespace {

using boost::json::parse;
using boost::json::value;
using fleet::MadeUpFleet;
using fleet::Window;
using testing::ElementsAre;
using testing::IsEmpty;

// An API over a made-up fleet.
class Server {
 public:
  explicit Server(std::uint32_t seed, access::AnonymousRead anonymous = access::AnonymousRead::kOn)
      : fleet_(seed),
        api_(fleet_.store().stores(),
             {.clock = [this] { return fleet_.now(); }, .access = {.policy = {.anonymous_read = anonymous}}}) {}

  MadeUpFleet& fleet() { return fleet_; }
  http::Response ask(const std::string& target, std::vector<http::Header> headers = {}) {
    const http::IncomingRequest request{"GET",      target, std::move(headers), "", "r-1", limits::kPageMaxBytes,
                                        "127.0.0.1"};
    http::Response response = api_.handle(request);
    EXPECT_EQ(document_fault("GET", target, response), "") << target;
    return response;
  }
  value get(const std::string& target) {
    const http::Response response = ask(target);
    EXPECT_EQ(response.status, 200) << response.body;
    return parse(response.body);
  }

 private:
  MadeUpFleet fleet_;
  Api api_;
};

std::string text(const value& of) { return std::string(of.as_string()); }

value number(const std::optional<std::int64_t>& of) { return of ? value(*of) : value(nullptr); }

// The rows of an index by id, each with all of its columns.
using Rows = std::map<std::string, std::map<std::string, value>>;

void add_rows(Rows& rows, const value& index) {
  const auto& columns = index.at("columns").as_object();
  const auto& ids = columns.at("id").as_array();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    auto& row = rows[text(ids[i])];
    row.clear();
    for (const auto& [name, list] : columns) row[std::string(name)] = list.as_array().at(i);
  }
}

Rows rows_of(const value& index) {
  Rows rows;
  add_rows(rows, index);
  return rows;
}

// As the project's own object has them.
void expect_members_of_project(const std::map<std::string, value>& row, const value& project) {
  for (const std::string name : {"id", "full_name", "description", "language", "topics", "license", "archived", "fork",
                                 "visibility", "stars", "forks", "open_issues", "commits", "branches", "pushed_at"}) {
    EXPECT_EQ(row.at(name), project.at(name)) << name;
  }
  for (const std::string name : {"state", "code", "last_synced_at", "next_sync_at"}) {
    EXPECT_EQ(row.at(name), project.at("status").at(name)) << name;
  }
  EXPECT_EQ(row.at("people"), project.at("contributors"));
  EXPECT_EQ(row.at("pulls_open"), project.at("pull_requests").at("open"));
}

void expect_windows(const std::map<std::string, value>& row, const fleet::SlowProject& slow, Window window,
                    fleet::Day today, const value& index) {
  const fleet::Day first = first_day(window, today);
  EXPECT_EQ(row.at("commits_w"), number(slow.commits(first, today)));
  EXPECT_EQ(row.at("people_w"), number(slow.people(first, today)));
  EXPECT_EQ(row.at("merged_w"), number(slow.merged(first, today)));
  EXPECT_EQ(row.at("lead_p50_s"), number(slow.lead_p50(first, today)));
  EXPECT_EQ(row.at("stars_d"), number(slow.stars_change(first - std::chrono::days(1))));
  const auto last_commit_on = slow.last_commit_on(today);
  EXPECT_EQ(row.at("last_commit_on"), last_commit_on ? value(day_text(*last_commit_on)) : value(nullptr));
  if (!slow.project.counts) {
    EXPECT_TRUE(row.at("spark").is_null());
    return;
  }
  fleet::Day begin = first;
  const auto& lengths = index.at("spark_days").as_array();
  ASSERT_EQ(row.at("spark").as_array().size(), lengths.size());
  for (std::size_t part = 0; part < lengths.size(); ++part) {
    const std::chrono::days length(lengths[part].as_int64());
    const value expected =
        length.count() == 0 ? value(nullptr) : number(slow.commits(begin, begin + length - std::chrono::days(1)));
    EXPECT_EQ(row.at("spark").as_array()[part], expected) << part;
    begin += length;
  }
  EXPECT_EQ(begin, today + std::chrono::days(1));
}

TEST(Index, HasOfEveryProjectWhatItsColumnsAreCalled) {
  for (const std::uint32_t seed : random_seeds(4)) {
    SCOPED_TRACE(seed_text(seed));
    Server server(seed);
    for (int i = 0; i < 150; ++i) server.fleet().do_something();
    const value projects = server.get("/v1/projects?limit=1000");
    for (std::size_t i = 0; i < fleet::kWindows.size(); ++i) {
      const std::string window = "window=" + std::string(fleet::kWindowNames[i]);
      const value index = server.get("/v1/index?" + window);
      const Rows rows = rows_of(index);
      EXPECT_EQ(rows.size(), projects.at("data").as_array().size());
      EXPECT_EQ(index.at("total").as_int64(), static_cast<std::int64_t>(rows.size()));
      EXPECT_TRUE(index.at("reset").as_bool());
      std::size_t at = 0;
      std::int64_t synced = 0;
      for (const value& project : projects.at("data").as_array()) {
        const std::string id = text(project.at("id"));
        EXPECT_EQ(text(index.at("columns").at("id").as_array()[at++]), id) << "by name";
        expect_members_of_project(rows.at(id), project);
        expect_windows(rows.at(id), fleet::read_slowly(server.fleet().store().stores(), id), fleet::kWindows[i],
                       fleet::day_of(server.fleet().now()), index);
        synced += project.at("status").at("last_synced_at").is_null() ? 0 : 1;
      }
      EXPECT_EQ(index.at("synced").as_int64(), synced);
      const value list = server.get("/v1/projects?limit=1000&" + window);
      for (const value& listed : list.at("data").as_array()) {
        for (const std::string name :
             {"stars_d", "commits_w", "people_w", "merged_w", "lead_p50_s", "last_commit_on"}) {
          EXPECT_EQ(listed.at(name), rows.at(text(listed.at("id"))).at(name)) << name;
        }
      }
    }
  }
}

// One who keeps what was told, and asks for what has changed since.
void follow(Server& server, Rows& rows, std::string& revision) {
  const value index = server.get("/v1/index" + (revision.empty() ? "" : "?after=" + revision));
  if (index.at("reset").as_bool()) rows.clear();
  add_rows(rows, index);
  for (const value& id : index.at("removed").as_array()) rows.erase(text(id));
  EXPECT_EQ(static_cast<std::int64_t>(rows.size()), index.at("total").as_int64());
  revision = text(index.at("revision"));
}

TEST(Index, IsFollowedByWhatChanged) {
  for (const std::uint32_t seed : random_seeds(6)) {
    SCOPED_TRACE(seed_text(seed));
    for (const auto anonymous : {access::AnonymousRead::kOn, access::AnonymousRead::kPublic}) {
      Server server(seed, anonymous);
      Rows rows;
      std::string revision;
      for (int round = 0; round < 25; ++round) {
        for (int i = server.fleet().below(9); i > 0; --i) server.fleet().do_something();
        std::this_thread::sleep_for(storage::ChangeMark::kLookInterval);
        follow(server, rows, revision);
        ASSERT_EQ(rows, rows_of(server.get("/v1/index")));
      }
    }
  }
}

class FleetRoutes : public RouteTest {
 protected:
  void observe(const std::string& id, std::int64_t stars, const std::string& visibility = "public") {
    storage::Refreshed refreshed{
        .project_id = id,
        .statistics = model::Statistics{.observed_at = now_, .visibility = visibility, .stars = stars}};
    sample_.store().record_refreshed(std::vector{refreshed}, now_);
  }
  value json(const std::string& target) { return parse(get(target).body); }
};

TEST_F(FleetRoutes, AChangeIsTheChangedRowsAndTheTagSaysWhetherThereIsOne) {
  const std::string a = sample_.add("o", "a").id;
  const std::string b = sample_.add("o", "b").id;
  const http::Response whole = get("/v1/index?fields=id,stars");
  const std::string revision = text(parse(whole.body).at("revision"));
  EXPECT_EQ(boost::json::serialize(parse(whole.body).at("columns")),
            "{\"id\":[\"" + a + "\",\"" + b + "\"],\"stars\":[null,null]}");
  EXPECT_EQ(get("/v1/index?fields=id,stars", {{"if-none-match", header(whole, "ETag")}}).status, 304);
  const std::string change = "/v1/index?fields=id,stars&after=" + revision;
  EXPECT_EQ(boost::json::serialize(json(change).at("columns")), R"({"id":[],"stars":[]})");
  observe(b, 5);
  EXPECT_EQ(get("/v1/index?fields=id,stars", {{"if-none-match", header(whole, "ETag")}}).status, 200);
  const value changed = json(change);
  EXPECT_FALSE(changed.at("reset").as_bool());
  EXPECT_EQ(boost::json::serialize(changed.at("columns")), "{\"id\":[\"" + b + "\"],\"stars\":[5]}");
  sample_.store().remove_project(a);
  EXPECT_THAT(text(json(change).at("removed").as_array().at(0)), a);
  EXPECT_EQ(json(change).at("total").as_int64(), 1);
  EXPECT_TRUE(json("/v1/index?window=7d&after=" + revision).at("reset").as_bool()) << "of another window";
  EXPECT_TRUE(json("/v1/index?fields=id,forks&after=" + revision).at("reset").as_bool()) << "forks were not told";
  EXPECT_FALSE(json("/v1/index?fields=id&after=" + revision).at("reset").as_bool());
  for (const std::string none : {"nonsense", "xyz", "AQ"}) {
    EXPECT_EQ(get("/v1/index?after=" + none).status, 400) << none;
  }
  EXPECT_TRUE(json("/v1/index?after=" + base64url_encode(std::vector<std::uint8_t>{0xC5, 99, 7})).at("reset").as_bool())
      << "of another version of the program";
  now_ += std::chrono::hours(24);
  EXPECT_TRUE(json(change).at("reset").as_bool()) << "every window has moved";
}

TEST_F(FleetRoutes, ARevisionIsReadAsItWasWritten) {
  const IndexRevision revision{
      .moment = {.position = 1ULL << 40, .day = fleet::day_of(now_), .lease_end = 7, .ended_leases = 2},
      .window = Window::kYear,
      .sees_private = true,
      .columns = 0x0700'0001};
  EXPECT_EQ(decode_revision(encode_revision(revision)), revision);
  const std::string good = encode_revision(revision);
  for (const std::string& bad :
       {std::string(), std::string("AA"), std::string("zzzz"), good.substr(0, 8), good + "AAAA"}) {
    EXPECT_THROW((void)decode_revision(bad), http::FieldError) << bad;
  }
}

// One rule: who compares two pages, or a page and a badge, finds the same number.
TEST_F(FleetRoutes, StarsGainedAreTheSameWhereverTheyAreTold) {
  const std::string id = sample_.publish_sample();
  const auto told = [&] {
    std::vector<std::string> found;
    const auto index = json("/v1/index?window=30d&fields=stars_d").at("columns").at("stars_d").at(0);
    const auto list = json("/v1/projects?window=30d&fields=stars_d").at("data").at(0).at("stars_d");
    // The day of `since` is the first of the window.
    const auto overview =
        json("/v1/overview?since=" + model::format_utc(now_ - std::chrono::days(29))).at("stars").at("change");
    for (const value& each : {index, list, overview}) found.push_back(boost::json::serialize(each));
    found.push_back(text(json("/badge/octo/demo/stars-30d.json").at("message")));
    return found;
  };
  observe(id, 100);
  EXPECT_THAT(told(), testing::ElementsAre("null", "null", "null", "no data yet"));
  const fleet::Day today = fleet::day_of(now_);
  const auto tell = [&](int first, int end, const std::vector<model::StarDay>& gained) {
    sample_.put_star_page(id, {today - std::chrono::days(first), today - std::chrono::days(end), gained});
  };
  tell(20, -1, {{today - std::chrono::days(3), 5}});
  EXPECT_THAT(told(), testing::ElementsAre("null", "null", "null", "no data yet")) << "not of all the days";
  tell(400, 20, {{today - std::chrono::days(30), 50}, {today - std::chrono::days(29), 2}});
  EXPECT_THAT(told(), testing::ElementsAre("7", "7", "7", "+7"));
  now_ += std::chrono::days(1);
  observe(id, 110);
  EXPECT_THAT(told(), testing::ElementsAre("15", "15", "15", "+15")) << "the first day of the window is over";
  now_ += std::chrono::days(40);
  EXPECT_THAT(told(), testing::ElementsAre("null", "null", "null", "no data yet")) << "nothing was seen in the window";
}

TEST_F(FleetRoutes, TheOverviewTellsTotalsAndWhoStandsOut) {
  const std::string a = sample_.add("o", "a").id;
  const std::string b = sample_.publish_sample();
  observe(a, 10);
  observe(b, 100);
  now_ += std::chrono::days(3);
  observe(a, 17);
  const value overview = json("/v1/overview?since=" + model::format_utc(now_ - std::chrono::days(2)));
  EXPECT_EQ(text(overview.at("since")), "2026-01-06");
  EXPECT_EQ(text(json("/v1/overview").at("since")), "2026-01-02") << "of seven days today is the last";
  EXPECT_EQ(overview.at("projects").as_int64(), 2);
  EXPECT_EQ(boost::json::serialize(overview.at("stars")), R"({"value":117,"known":2,"change":7,"compared":1})");
  EXPECT_EQ(text(overview.at("grew").at("first").as_array().at(0).at("full_name")), "o/a");
  EXPECT_EQ(overview.at("grew").at("total").as_int64(), 1);
  EXPECT_EQ(overview.at("late").at("projects").as_int64(), 2);
  EXPECT_EQ(get("/v1/overview?since=2020-01-01").status, 400);
  EXPECT_EQ(get("/v1/overview?since=" + model::format_utc(now_ + std::chrono::hours(23))).status, 200)
      << "of a client whose clock is ahead";
  EXPECT_EQ(get("/v1/overview?since=" + model::format_utc(now_ + std::chrono::hours(25))).status, 400);
}

TEST_F(FleetRoutes, CostListsOfWhatChangedAndNothingElse) {
  for (int i = 0; i < 30; ++i) (void)sample_.add("o", "p" + std::to_string(i));
  (void)get("/v1/index");
  for (const std::string target : {"/v1/index", "/v1/overview", "/v1/index?window=1y&fields=id"}) {
    EXPECT_THAT(calls_of(target), IsEmpty()) << target;
  }
  for (const std::string more : {"limit=1", "limit=1000"}) {
    EXPECT_EQ(calls_of("/v1/projects?q=p&total=true&facets=owner&" + more), (CallCounts{{"projects", 1}})) << more;
  }
}

}  // namespace
}  // namespace cpsg::api
