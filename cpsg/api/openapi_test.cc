// Protects: the document, the table of routes and the real answers say the same, and the examples are real answers.
// How: a project with everything there is, each route of which is asked for each of its answers. (All other tests of
// routes hold each of their answers to the document too: see route_fixture.h.)
#include "cpsg/api/openapi.h"

#include <boost/json.hpp>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <regex>
#include <set>

#include "cpsg/access/credentials.h"
#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/testing/document_check.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/sha256.h"

namespace cpsg::api {
namespace {

struct Asked {
  std::string operation;
  int status;
  http::Response response;
};

class OpenApi : public RouteTest {
 protected:
  void SetUp() override {
    id_ = sample_.publish_sample();
    observe();
    model::PullRequest pull;
    pull.number = 7;
    pull.title = "Say \"hello\"";
    pull.state = model::PullState::kMerged;
    pull.author = "ada";
    pull.base_ref = "main";
    pull.base_oid = sample_oid('a');
    pull.head_ref = "feature";
    pull.head_oid = sample_oid('d');
    pull.head_repo = "Octo/Demo";
    pull.created_at = at(kSampleStart);
    pull.updated_at = at(kSampleStart + kDayS);
    pull.closed_at = pull.merged_at = at(kSampleStart + kHourS);
    pull.merged_by = "bob";
    pull.additions = 10;
    pull.deletions = 2;
    pull.changed_files = 1;
    pull.labels = {"bug"};
    sample_.put_pulls(id_, {pull});
    sample_.put_releases(id_, {{.tag = "v1.0", .name = "The first one", .published_at = at(kSampleStart)}});
    budgets_ = {
        {"user:octo", github::ledger::Resource::kRest, true, 5'000, 4'000, 500, 3, std::chrono::seconds(60), {}}};
    warnings_ = {{.code = ErrorCode::kUnauthorized,
                  .severity = model::Severity::kWarning,
                  .account = "user:octo",
                  .text = "token 1 ends in 3 days"}};
    facts_ = {.version = "1.0.0",
              .started_at = at(kSampleStart),
              .instances = {{"process 42 on build-7", "all", "1.0.0", "http://127.0.0.1:8080", at(kSampleStart)}},
              .store_kind = "sqlite",
              .disk_free_bytes = 40'000'000'000,
              .workers_busy = 1,
              .workers_total = 2,
              .accounts = {{"user:octo", "user", at(kSampleStart + kDayS)}}};
    record_syncs();
  }

  http::Header add_key() {
    const access::NewSecret secret = access::new_key_secret();
    const model::ApiKey key{.id = "k0a1b2c3d4e5",
                            .name = "dashboard",
                            .scope = model::KeyScope::kWrite,
                            .created_at = at(kSampleStart),
                            .expires_at = at(kSampleStart + kDayS)};
    sample_.store().create_key(key, secret.digest, at(kSampleStart));
    return {"authorization", "Bearer " + secret.text};
  }

  void observe() {
    storage::Refreshed refreshed;
    refreshed.project_id = id_;
    model::Statistics& seen = refreshed.statistics.emplace();
    seen.observed_at = at(kSampleStart);
    seen.description = "A project for examples";
    seen.topics = {"examples"};
    seen.license = "MIT";
    seen.visibility = "public";
    seen.archived = seen.fork = seen.empty = false;
    seen.language = "C++";
    seen.languages = {{"C++", 20'000}, {"Python", 500}};
    seen.stars = 42;
    seen.forks = 3;
    seen.watchers = 2;
    seen.open_issues = 1;
    seen.closed_issues = 0;
    seen.size_kb = 120;
    seen.releases = seen.tags = 0;
    seen.pulls = {0, 0, 1};
    seen.created_at = seen.updated_at = seen.pushed_at = at(kSampleStart);
    sample_.store().record_refreshed(std::vector{refreshed}, seen.observed_at);
  }

  void record_syncs() {
    const auto lease = std::get<storage::Lease>(
        sample_.store().acquire_lease(id_, "test", at(kSampleStart - kHourS), std::chrono::seconds(60), {}));
    model::SyncRecord record{.started_at = at(kSampleStart - kHourS),
                             .ended_at = at(kSampleStart - kHourS + 3),
                             .duration_ms = 2'750,
                             .new_commits = 5,
                             .git_requests = 3,
                             .received_bytes = 2'400};
    sample_.store().record_sync(lease, record);
    record.code = ErrorCode::kNetwork;
    record.message = "git.example: connection refused";
    sample_.store().record_sync(lease, record);
    sample_.store().release_lease(lease);
    const storage::BudgetSample budget{
        .account = "user:octo", .resource = "graphql", .limit = 5'000, .remaining = 4'000, .points = 12};
    sample_.store().record_budgets(std::vector{budget}, record.ended_at);
  }

  // What GitHub and browsers ask for.
  template <typename Ask>
  void ask_as_others(const Ask& ask) {
    const std::string payload = R"({"repository":{"full_name":"octo/demo"}})";
    ask("take_delivery", "POST", "/v1/webhooks/github", payload,
        {{"content-type", "application/json ; charset=utf-8"},
         {"x-github-event", "push"},
         {"x-github-delivery", "d-1"},
         {"x-hub-signature-256", "sha256=" + hex_encode(hmac_sha256(kWebhookSecret, payload))}});
    ask("list_deliveries", "GET", "/v1/webhooks");
    const http::Header key = add_key();
    ask("get_me", "GET", "/v1/me", "", {key});
    const std::string set_cookie = header(ask("create_session", "POST", "/v1/session", "", {key}), "Set-Cookie");
    ask("delete_session", "DELETE", "/v1/session", "",
        {{"cookie", set_cookie.substr(0, set_cookie.find(';'))},
         {"origin", "https://stats.example"},
         {"content-type", "application/json"}});
  }

  template <typename Ask>
  static void ask_for_pictures(const Ask& ask) {
    ask("get_badge", "GET", "/badge/octo/demo/stars.svg");
    ask("get_badge_json", "GET", "/badge/octo/demo/stars.json");
    ask("get_card", "GET", "/card/octo/demo.svg");
    ask("get_chart", "GET", "/chart/octo/demo/commits.svg");
  }

  template <typename Ask>
  void ask_about_several(const Ask& ask) {
    ask("get_activity_of_several", "GET", "/v1/activity?project=octo/demo,octo/nobody&interval=month");
    ask("get_contributor_summary_of_several", "GET", "/v1/contributors/summary?project=octo/demo&interval=month");
    ask("get_contributor_activity_of_several", "GET", "/v1/contributors/activity?project=octo/demo&top=1");
    ask("list_history_of_several", "GET", "/v1/history?project=octo/demo");
    ask("list_branches_of_several", "GET", "/v1/branches?project=octo/demo&limit=1");
    ask("list_pulls_of_several", "GET", "/v1/pulls?project=octo/demo");
    ask("list_releases_of_several", "GET", "/v1/releases?project=octo/demo");
    ask("get_pull_summary_of_several", "GET", "/v1/pulls/summary?project=octo/demo&interval=month");
  }

  // Each answer of each route, in an order in which they can be had.
  std::vector<Asked> ask_for_all() {
    std::vector<Asked> all;
    const auto ask = [&](const std::string& operation, std::string_view method, const std::string& target,
                         const std::string& body = "", std::vector<http::Header> headers = {}) {
      const http::Response response = send(method, target, std::move(headers), body);
      all.push_back({operation, response.status, response});
      return response;
    };
    const std::string project = "/v1/projects/octo/demo";
    ask("list_projects", "GET", "/v1/projects?limit=1");
    ask("get_project", "GET", project);
    ask("list_branches", "GET", project + "/branches?limit=2");
    ask("list_commits", "GET", project + "/commits?limit=2");
    ask("get_branch", "GET", project + "/branches/main");
    ask("get_commit", "GET", project + "/commits/6d6d6d");
    ask("get_activity", "GET", project + "/activity?interval=month");
    ask("list_contributors", "GET", project + "/contributors?limit=2");
    ask("get_contributor_summary", "GET", project + "/contributors/summary?interval=month");
    ask("get_contributor_activity", "GET", project + "/contributors/activity?interval=month&top=2");
    ask("list_pulls", "GET", project + "/pulls");
    ask("get_pull", "GET", project + "/pulls/7");
    ask("get_pull_summary", "GET", project + "/pulls/summary?interval=month");
    ask("list_history", "GET", project + "/history?since=2026-01-05&change=true");
    ask("list_releases", "GET", project + "/releases");
    ask("get_project_overview", "GET", project + "/overview?interval=month&blocks=busy,growth");
    ask("list_project_syncs", "GET", project + "/syncs?limit=1");
    ask("list_syncs", "GET", "/v1/syncs?state=failed");
    ask("get_status_history", "GET", "/v1/status/history");
    ask("make_plan", "POST", "/v1/plan",
        R"({"text":"octo/demo\nhttps://github.com/pallets/flask\nhttps://x.example/y"})");
    ask("export_project", "GET", project + "/export?kind=branches");
    ask("export_projects", "GET", "/v1/export/projects?format=csv");
    ask("get_index", "GET", "/v1/index?window=90d&fields=id,full_name,stars,stars_d,commits_w,spark");
    ask("get_overview", "GET", "/v1/overview?since=2026-01-01");
    ask("add_project", "POST", "/v1/projects", R"({"url":"https://github.com/pallets/flask"})");
    ask("add_project", "POST", "/v1/projects", R"({"url":"octo/demo"})");
    ask("put_saved_list", "PUT", "/v1/lists/mine", R"({"projects":["octo/demo","pallets/flask"]})");
    ask("put_saved_list", "PUT", "/v1/lists/mine", R"({"projects":["octo/demo","cli/cli"]})");
    ask("list_saved_lists", "GET", "/v1/lists");
    ask("get_saved_list", "GET", "/v1/lists/mine");
    ask("delete_saved_list", "DELETE", "/v1/lists/mine");
    ask("sync_project", "POST", project + "/sync", R"({"audit":false})");
    const std::string batch = header(
        ask("create_batch", "POST", "/v1/batches", R"({"name":"nightly","projects":["octo/demo","octo/other"]})"),
        "Location");
    ask("list_batches", "GET", "/v1/batches");
    ask("get_batch", "GET", batch);
    ask("list_batch_projects", "GET", batch + "/projects");
    ask("get_batch_history", "GET", batch + "/history");
    for (const std::string change : {"pause", "resume", "retry", "cancel"}) {
      ask(change + "_batch", "POST", batch + "/" + change);
    }
    ask_as_others(ask);
    ask("get_status", "GET", "/v1/status");
    ask_for_pictures(ask);
    ask_about_several(ask);
    ask("follow_events", "GET", "/v1/events");
    ask("get_openapi", "GET", "/openapi.json");
    ask("get_openapi", "GET", "/openapi.json", "", {{"range", "bytes=0-9"}});
    ask("get_health", "GET", "/healthz");
    ask("get_readiness", "GET", "/readyz");
    ask("remove_project", "DELETE", project);
    return all;
  }

  std::string id_;
};

// The size of a database is that of its version and its pages, which the example need not follow.
std::string with_round_sizes(const std::string& body) {
  static const std::regex sizes(R"("size_bytes":[0-9]+,"unused_bytes":[0-9]+)");
  return std::regex_replace(body, sizes, R"("size_bytes":1000000000,"unused_bytes":0)");
}

TEST_F(OpenApi, EveryAnswerOfTheTableIsGivenAndNoOther) {
  std::set<std::pair<std::string, int>> told;
  for (const Route& route : routes()) {
    for (const Answer& answer : route.answers) told.insert({std::string(route.name), answer.status});
  }
  told.erase({"remove_project", 202});  // where another request waits already: see RemovalWaitsUntilAllIsCleared
  std::set<std::pair<std::string, int>> given;
  for (const Asked& each : ask_for_all()) given.insert({each.operation, each.status});
  EXPECT_EQ(given, told);
}

TEST_F(OpenApi, ExamplesAreRealAnswers) {
  std::string rows;
  for (const Asked& each : ask_for_all()) {
    if (each.operation == "get_openapi" || each.response.body.empty()) continue;
    if (header(each.response, "Content-Type") == "image/svg+xml") continue;
    const std::string body = with_round_sizes(each.response.body);
    EXPECT_EQ(example_of(each.operation, each.status), body) << each.operation;
    rows += "    {\"" + each.operation + "\", " + std::to_string(each.status) + ", R\"json(" + body + ")json\"},\n";
  }
  // To write them anew: CPSG_WRITE_EXAMPLES=FILE, whose lines are those of openapi_examples.cc.
  if (const char* const path = std::getenv("CPSG_WRITE_EXAMPLES")) std::ofstream(path) << rows;
}

TEST(OpenApiDocument, HasEveryRouteAndNoOther) {
  std::set<std::string> in_table;
  for (const Route& route : routes()) in_table.insert(std::string(route.method) + " " + std::string(route.path));
  std::set<std::string> in_document;
  std::set<std::string> names;
  for (const auto& [path, operations] : parsed_document().at("paths").get_object()) {
    for (const auto& [method, operation] : operations.get_object()) {
      std::string upper(method);
      for (char& c : upper) c = static_cast<char>(c & ~0x20);
      in_document.insert(upper + " " + std::string(path));
      EXPECT_TRUE(names.insert(std::string(operation.at("operationId").get_string())).second) << path;
    }
  }
  EXPECT_EQ(in_document, in_table);
}

TEST(OpenApiDocument, HasEveryParameterWithItsMeaning) {
  for (const Route& route : routes()) {
    std::string method(route.method);
    for (char& c : method) c = static_cast<char>(c | 0x20);
    const auto& operation = parsed_document().at("paths").at(route.path).at(method);
    std::set<std::string> told;
    for (const auto& each : operation.at("parameters").get_array()) {
      if (const auto* const name = each.get_object().if_contains("name")) told.insert(std::string(name->get_string()));
    }
    if (const auto* const body = operation.get_object().if_contains("requestBody");
        body != nullptr && !route.is_signed) {
      for (const auto& [name, schema] : body->at_pointer("/content/application~1json/schema/properties").get_object()) {
        told.insert(std::string(name));
      }
    }
    std::set<std::string> taken;
    for (const Parameter& each : route.parameters) taken.insert(std::string(each.name));
    EXPECT_EQ(told, taken) << route.path;
  }
}

// Generators of clients refuse a document with a reference to nothing.
TEST(OpenApiDocument, EveryReferenceLeadsToSomething) {
  std::size_t references = 0;
  const std::function<void(const boost::json::value&)> look = [&](const boost::json::value& value) {
    if (value.is_array()) {
      for (const auto& each : value.get_array()) look(each);
    }
    if (!value.is_object()) return;
    for (const auto& [name, member] : value.get_object()) {
      look(member);
      if (name != "$ref") continue;
      ++references;
      const std::string_view pointer = member.get_string();
      ASSERT_TRUE(pointer.starts_with("#/")) << pointer;
      boost::system::error_code ec;
      EXPECT_NE(parsed_document().find_pointer(pointer.substr(1), ec), nullptr) << pointer;
    }
  };
  look(parsed_document());
  EXPECT_GT(references, 100U);
}

TEST(OpenApiDocument, EveryShapeIsUsedAndDescribed) {
  std::set<std::string> used;
  for (const Route& route : routes()) {
    for (const Answer& answer : route.answers) {
      if (answer.shape.empty()) continue;
      EXPECT_NE(find_shape(answer.shape), nullptr) << answer.shape;
      used.insert(std::string(answer.shape));
      used.insert(std::string(answer.other_shape));
      for (const PageMember& member : answer.beside) used.insert(std::string(member.shape));
    }
  }
  for (const shape::ShapeDescription& shape : answer_shapes()) {
    EXPECT_EQ(used.count(shape.name), 1) << shape.name;
    EXPECT_FALSE(shape.meaning.empty()) << shape.name;
    for (const shape::MemberDescription& member : shape.members) {
      EXPECT_FALSE(member.meaning.empty()) << shape.name << "." << member.name;
    }
  }
}

}  // namespace
}  // namespace cpsg::api
