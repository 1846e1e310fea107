// Protects: how often a request reads the store, which is what it costs over a network. A conditional request that ends
// in 304 reads one revision. The calls for a list do not grow with what its page holds.
// How: the ports count their calls; each list is read with short and with long pages.
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

constexpr std::string_view kProject = "/v1/projects/octo/demo";

class StoreReads : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.publish_sample(); }

  // Expects these calls for a page of one item and for a page with all items.
  void expect_calls(const std::string& target, const CallCounts& expected) {
    const std::string more = target.find('?') == std::string::npos ? "?limit=" : "&limit=";
    EXPECT_EQ(calls_of(target + more + "1"), expected) << target;
    EXPECT_EQ(calls_of(target + more + "1000"), expected) << target;
  }
  static std::string below(std::string_view path) { return std::string(kProject) + "/" + std::string(path); }

  std::string id_;
};

TEST_F(StoreReads, ANotModifiedAnswerReadsOneRevision) {
  for (const std::string path :
       {"commits", "commits?author=ada", "branches", "contributors", "activity", "pulls", "releases",
        "contributors/summary", "contributors/activity", "activity?by=hour_of_week", "contributors?sort=name"}) {
    const std::string etag = header(get(below(path)), "ETag");
    EXPECT_EQ(calls_of(below(path), 304, {{"if-none-match", etag}}), (CallCounts{{"revision", 1}})) << path;
  }
}

TEST_F(StoreReads, ANotModifiedAnswerOfABranchChecksThatTheBranchExists) {
  for (const std::string path : {"commits?branch=main", "activity?branch=main"}) {
    const std::string etag = header(get(below(path)), "ETag");
    EXPECT_EQ(calls_of(below(path), 304, {{"if-none-match", etag}}), (CallCounts{{"branch", 1}, {"revision", 1}}));
  }
  EXPECT_EQ(get(below("commits?branch=nope"), {{"if-none-match", "*"}}).status, 404);
}

TEST_F(StoreReads, AMovedProjectIsOneRevision) {
  (void)sample_.store().bind_identity(sample_.store().project(id_), {42, "R_42", "Octo", "New"}, at(kSampleStart));
  EXPECT_EQ(calls_of(below("commits"), 301), (CallCounts{{"revision", 1}}));
  EXPECT_EQ(calls_of("/v1/projects/octo/nope/commits", 404), (CallCounts{{"revision", 1}}));
}

TEST_F(StoreReads, SingleThingsAreReadOnce) {
  sample_.put_pulls(id_, {model::PullRequest{.number = 1}});
  EXPECT_EQ(calls_of(kProject), (CallCounts{{"project", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of(below("pulls/1")), (CallCounts{{"pull_request", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of(below("activity")), (CallCounts{{"activity", 1}, {"revision", 1}}));
}

TEST_F(StoreReads, ListsOfHistoryAreReadAsLists) {
  expect_calls(below("commits"), {{"commit_view", 1}, {"commits", 1}, {"revision", 1}});
  expect_calls(below("contributors"), {{"contributors", 1}, {"revision", 1}});
  const CallCounts branches = {{"authors_of", 1}, {"branches", 1}, {"revision", 1}};
  expect_calls(below("branches?deleted=true"), branches);
  expect_calls(below("branches"), branches);
}

TEST_F(StoreReads, BranchesAreOneReadWhateverIsAskedOfThem) {
  for (const std::string query : {"limit=2", "sort=ahead", "sort=committed_at&order=desc&total=true",
                                  "q=a&merged=false&idle_days=1", "deleted=true&total=true"}) {
    EXPECT_EQ(calls_of(below("branches?" + query)), (CallCounts{{"authors_of", 1}, {"branches", 1}, {"revision", 1}}))
        << query;
  }
  EXPECT_EQ(calls_of(below("branches/main")), (CallCounts{{"authors_of", 1}, {"branch", 1}, {"revision", 1}}));
}

TEST_F(StoreReads, OneCommitIsOneReadOfTheGraphAndOneOfItsRow) {
  EXPECT_EQ(calls_of(below("commits/6161")),
            (CallCounts{{"commit_view", 1}, {"commits_at", 1}, {"read_graph", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of(below("commits/ffff"), 404), (CallCounts{{"commit_view", 1}, {"read_graph", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of(below("commits?total=true&branch=main")),
            (CallCounts{{"branch", 1}, {"commit_view", 1}, {"commits", 1}, {"read_graph", 1}, {"revision", 1}}));
}

// The first of them makes the table of the project's commits, which stays for all.
TEST_F(StoreReads, QuestionsAboutTimeAndPeopleReadTheGraphOnce) {
  EXPECT_EQ(calls_of(below("contributors/summary?interval=month")),
            (CallCounts{{"commit_view", 1}, {"contributor_keys", 1}, {"read_graph", 1}, {"revision", 1}}));
  const CallCounts from_table = {{"commit_view", 1}, {"revision", 1}};
  EXPECT_EQ(calls_of(below("contributors/summary?interval=hour")), from_table);
  // Where the zone is not whole hours from UTC, the stored hours are read first.
  const CallCounts from_hours_and_table = {{"activity", 1}, {"commit_view", 1}, {"revision", 1}};
  EXPECT_EQ(calls_of(below("activity?tz=Asia/Kathmandu")), from_hours_and_table);
  EXPECT_EQ(calls_of(below("activity?by=hour_of_week&tz=Asia/Kathmandu")), from_hours_and_table);
  EXPECT_EQ(calls_of(below("activity?tz=Europe/Berlin&interval=hour")), (CallCounts{{"activity", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of(below("activity?author=ada")),
            (CallCounts{{"commit_view", 1}, {"people", 1}, {"people_matching", 1}, {"revision", 1}}));
  const CallCounts with_names = {{"commit_view", 1}, {"people", 1}, {"revision", 1}};
  EXPECT_EQ(calls_of(below("contributors/activity?top=1")), with_names);
  EXPECT_EQ(calls_of(below("contributors/activity?top=50")), with_names);
  expect_calls(below("contributors?since=2026-01-01"), with_names);
  expect_calls(below("contributors?q=a"), {{"commit_view", 1}, {"people", 2}, {"revision", 1}});
  expect_calls(below("contributors?total=true"), {{"contributors", 1}, {"project", 1}, {"revision", 1}});
  EXPECT_EQ(calls_of("/v1/contributors/summary?project=octo/demo"), (CallCounts{{"commit_view", 1}, {"revisions", 1}}));
}

TEST_F(StoreReads, AuthorsClocksReadTheOffsetsThatTheGraphLacksOnce) {
  EXPECT_EQ(calls_of(below("activity?tz=author"))["read_author_offsets"], 1);
  EXPECT_EQ(calls_of(below("activity?tz=author&interval=hour")), (CallCounts{{"commit_view", 1}, {"revision", 1}}));
}

TEST_F(StoreReads, AnyNumberOfDeletedBranchesCostsABoundedNumberOfReads) {
  const std::string id = sample_.add("o", "many").id;
  const auto lease = std::get<storage::Lease>(
      sample_.store().acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  storage::Publication publication;
  constexpr int kDeleted = 20'500;
  for (int i = 0; i < kDeleted; ++i) publication.branches.push_back({.name = std::to_string(100'000 + i)});
  sample_.store().publish(lease, publication);
  publication.branches = {{.name = "live"}};
  sample_.store().publish(lease, publication);

  const CallCounts calls = calls_of("/v1/projects/o/many/branches?limit=1");
  EXPECT_EQ(calls, (CallCounts{{"authors_of", 1}, {"branches", 1}, {"revision", 1}}));
  const http::Response first = get("/v1/projects/o/many/branches?limit=1");
  EXPECT_TRUE(values(first, "name").empty());
  const std::string link = header(first, "Link");
  const http::Response second = get(link.substr(1, link.find('>') - 1));
  EXPECT_THAT(values(second, "name"), testing::ElementsAre("live"));
  EXPECT_EQ(header(second, "Link"), "");
}

TEST_F(StoreReads, ABranchAndAnAuthorAreReadFromOneGraph) {
  EXPECT_EQ(calls_of(below("commits?branch=main&author=ada")), (CallCounts{{"branch", 1},
                                                                           {"commit_view", 1},
                                                                           {"commits", 1},
                                                                           {"people_matching", 1},
                                                                           {"read_graph", 1},
                                                                           {"revision", 1}}));
  EXPECT_EQ(calls_of(below("commits?branch=main")),
            (CallCounts{{"branch", 1}, {"commit_view", 1}, {"commits", 1}, {"revision", 1}}))
      << "the set of rows was kept";
}

TEST_F(StoreReads, ListsOfPullsAndDaysAreReadAsLists) {
  std::vector<model::PullRequest> pulls;
  for (std::int64_t number = 1; number <= 900; ++number) pulls.push_back(model::PullRequest{.number = number});
  sample_.put_pulls(id_, pulls);
  for (std::int64_t day = 0; day < 30; ++day) {
    const UnixTime time = at(kSampleStart + day * kDayS);
    storage::Refreshed refreshed{.project_id = id_, .statistics = model::Statistics{.observed_at = time}};
    sample_.store().record_refreshed(std::vector{refreshed}, time);
  }
  for (const std::string path : {"pulls", "pulls?state=open", "pulls?sort=lead&order=desc", "pulls?q=x&label=y"}) {
    expect_calls(below(path), {{"list_pulls", 1}, {"revision", 1}});
  }
  sample_.put_releases(id_, {{.tag = "v1"}, {.tag = "v2"}, {.tag = "v3"}});
  for (const std::string path : {"history", "history?interval=week", "history?interval=month"}) {
    expect_calls(below(path), {{"days", 1}, {"revision", 1}});
  }
  expect_calls(below("history?since=2026-01-01&change=true"), {{"days", 1}, {"fleet_rows", 1}, {"revision", 1}});
  expect_calls(below("releases"), {{"releases", 1}, {"revision", 1}});
  const std::string of_one = "?project=octo/demo&project=octo/nobody";
  expect_calls("/v1/releases" + of_one, {{"releases", 1}, {"revisions", 1}});
  expect_calls("/v1/pulls" + of_one, {{"list_pulls", 1}, {"revisions", 1}});
  expect_calls("/v1/branches" + of_one, {{"authors_of", 1}, {"branches", 1}, {"revisions", 1}});
  (void)sample_.add("octo", "other");
  expect_calls("/v1/history?project=octo/demo&project=octo/other&project=octo/nobody", {{"days", 1}, {"revisions", 1}});
  expect_calls(below("pulls?total=true"), {{"count_pulls", 1}, {"list_pulls", 1}, {"pull_walk", 1}, {"revision", 1}});
  const CallCounts summary = {{"list_pulls", 1}, {"pull_facts", 1}, {"revision", 1}};
  EXPECT_EQ(calls_of(below("pulls/summary")), summary);
  EXPECT_EQ(calls_of(below("pulls/summary?interval=day&bots=false")), (CallCounts{{"list_pulls", 1}, {"revision", 1}}))
      << "the facts were kept";
}

// What somebody puts into a README is asked for often, by many.
TEST_F(StoreReads, APictureIsAFewReads) {
  storage::Refreshed seen{.project_id = id_};
  seen.statistics = model::Statistics{.observed_at = now_, .visibility = "public", .stars = 42};
  sample_.store().record_refreshed(std::vector{seen}, now_);
  sample_.put_pulls(id_, {model::PullRequest{.number = 1}});
  const auto of_badge = [&](const std::string& kind) { return calls_of("/badge/octo/demo/" + kind + ".svg"); };
  const CallCounts project = {{"project", 1}, {"revision", 1}};
  for (const std::string kind : {"stars", "forks", "issues", "pulls", "commits", "branches", "synced", "coverage"}) {
    EXPECT_EQ(of_badge(kind), project) << kind;
  }
  EXPECT_EQ(of_badge("stars-30d"), (CallCounts{{"fleet_rows", 1}, {"project", 1}, {"revision", 1}}));
  EXPECT_EQ(of_badge("commits-30d"), (CallCounts{{"activity", 1}, {"project", 1}, {"revision", 1}}));
  EXPECT_EQ(of_badge("release-age"), (CallCounts{{"project", 1}, {"releases", 1}, {"revision", 1}}));
  EXPECT_EQ(of_badge("lead-time"), (CallCounts{{"project", 1}, {"pull_facts", 1}, {"revision", 1}}));
  EXPECT_EQ(of_badge("first-review"), project) << "the facts were kept";
  (void)of_badge("people-90d");
  EXPECT_EQ(of_badge("people-90d"), (CallCounts{{"commit_view", 1}, {"project", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of("/chart/octo/demo/commits.svg?range=5y"),
            (CallCounts{{"activity", 1}, {"project", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of("/chart/octo/demo/commits.svg?range=all&vs=octo/none"),
            (CallCounts{{"activity", 2}, {"project", 1}, {"revision", 1}, {"revisions", 1}}));
  EXPECT_EQ(calls_of("/chart/octo/demo/stars.svg?range=5y"),
            (CallCounts{{"days", 1}, {"project", 1}, {"revision", 1}}));
  EXPECT_EQ(calls_of("/card/octo/demo.svg"), (CallCounts{{"activity", 2}, {"project", 1}, {"revision", 1}}));
  const std::string etag = header(get("/badge/octo/demo/stars.svg"), "ETag");
  EXPECT_EQ(calls_of("/badge/octo/demo/stars.svg", 304, {{"if-none-match", etag}}), (CallCounts{{"revision", 1}}));
  EXPECT_EQ(calls_of("/badge/octo/nobody/stars.svg", 404), (CallCounts{{"revision", 1}}));
}

TEST_F(StoreReads, ListsOfProjectsAndBatchesAreReadAsLists) {
  std::string names;
  for (int i = 0; i < 300; ++i) names += (names.empty() ? "\"o/p" : ",\"o/p") + std::to_string(i) + "\"";
  const std::string body = R"({"name":"night","projects":[)" + names + "]}";
  const std::string batch = header(send("POST", "/v1/batches", {}, body), "Location");
  expect_calls("/v1/projects", {{"list_projects", 1}});
  expect_calls("/v1/batches", {{"batches", 1}});
  expect_calls(batch + "/projects", {{"batch_items", 1}});
  expect_calls(batch + "/projects?state=pending", {{"batch_items", 1}});
  expect_calls(batch + "/history", {{"batch_ends", 1}});
  EXPECT_EQ(calls_of(batch), (CallCounts{{"batch", 1}}));
  EXPECT_EQ(calls_of("/v1/webhooks"), (CallCounts{{"delivery_counts", 1}}));
}

TEST_F(StoreReads, WhatOperatorsSeeIsReadAsLists) {
  const auto lease = std::get<storage::Lease>(
      sample_.store().acquire_lease(id_, "test", now_, std::chrono::seconds(60), std::nullopt));
  for (int i = 0; i < 300; ++i) {
    sample_.store().record_sync(
        lease,
        {.started_at = now_, .ended_at = now_, .code = i % 2 == 0 ? std::nullopt : std::optional(ErrorCode::kNetwork)});
  }
  expect_calls(below("syncs"), {{"project_syncs", 1}, {"queue_place", 1}, {"revision", 1}});
  for (const std::string state : {"ended", "ok", "failed"}) expect_calls("/v1/syncs?state=" + state, {{"syncs", 1}});
  expect_calls("/v1/syncs?state=running", {{"running_projects", 1}});
  expect_calls("/v1/batches?state=running", {{"batches", 1}});
  EXPECT_EQ(calls_of("/v1/status"), (CallCounts{{"count_queue", 1}, {"count_syncs", 1}, {"space", 1}}));
  EXPECT_EQ(calls_of("/v1/status/history"), (CallCounts{{"hours", 1}}));
  (void)counting_.take_calls();
  std::string text;
  for (int i = 0; i < 2'000; ++i) text += "o/p" + std::to_string(i) + "\\n";
  EXPECT_EQ(send("POST", "/v1/plan", {}, R"({"text":")" + text + R"("})").status, 200);
  EXPECT_EQ(counting_.take_calls(), (CallCounts{{"revisions", 1}}));
}

TEST_F(StoreReads, TheWholeFleetIsAnsweredFromCardsAndWhatChangedIsReadAsLists) {
  std::vector<std::string> ids;
  for (int i = 0; i < 250; ++i) ids.push_back(sample_.add("o", "p" + std::to_string(i)).id);
  (void)get("/v1/index");
  for (const std::string path : {"/v1/index", "/v1/index?window=1y", "/v1/overview"}) {
    EXPECT_EQ(calls_of(path), CallCounts()) << path;
  }
  expect_calls("/v1/projects?q=o&sort=stars&total=true&facets=owner", {{"projects", 1}});
  expect_calls("/v1/projects?window=1y", {{"projects", 1}});
  for (const auto& [name, body] : {std::pair("named", R"({"projects":["o/p1","o/p2","o/p3"]})"),
                                   std::pair("gone", R"({"projects":["o/p1","o/x","o/y","o/z"]})"),
                                   std::pair("asked", R"({"query":"owner=o&sort=stars"})")}) {
    EXPECT_EQ(send("PUT", "/v1/lists/" + std::string(name), {}, body).status, 201);
  }
  (void)get("/v1/index");
  expect_calls("/v1/projects?list=named", {{"list", 1}, {"projects", 1}});
  expect_calls("/v1/projects?list=asked", {{"list", 1}, {"projects", 1}});
  expect_calls("/v1/projects?list=gone", {{"list", 1}, {"projects", 1}, {"revisions", 1}});
  for (const std::size_t changed : {std::size_t{1}, std::size_t{80}}) {
    for (std::size_t i = 0; i < changed; ++i) {
      sample_.store().add_work(ids[i], model::Work::kRefs, at(static_cast<std::int64_t>(1 + changed)),
                               model::Priority::kWebhook);
    }
    EXPECT_EQ(calls_of("/v1/index"),
              (CallCounts{{"changes_after", 1}, {"fleet_rows", 1}, {"merged_since", 1}, {"projects", 1}}))
        << changed;
  }
}

TEST_F(StoreReads, ABatchFindsItsProjectsAtOnce) {
  for (const std::string name : {"a", "b", "c"}) (void)sample_.add("o", name);
  (void)counting_.take_calls();
  EXPECT_EQ(send("POST", "/v1/batches", {}, R"({"name":"x","projects":["o/a","o/b","o/c","o/new"]})").status, 202);
  EXPECT_EQ(counting_.take_calls(),
            (CallCounts{{"add_followers", 1}, {"add_project", 1}, {"create_batch", 1}, {"revisions", 1}}));
}

TEST_F(StoreReads, AReadinessCheckReadsOneProject) {
  EXPECT_EQ(calls_of("/readyz"), (CallCounts{{"list_projects", 1}}));
  EXPECT_EQ(calls_of("/healthz"), CallCounts());
}

}  // namespace
}  // namespace cpsg::api
