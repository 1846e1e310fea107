// Protects: under `server.anonymous_read = "public"` nobody without a key finds a trace of a project that is not
// public: every route answers to the byte as it does where that project was never followed, from the store, from what
// is kept of answers, and in the stream of events. How: two stores, one with a private project, its earlier name, its
// pull requests, batches, deliveries and warnings, and one without; every row of the table is asked of both, with every
// parameter of the row. A parameter that has no value here fails.
#include <gmock/gmock.h>

#include <array>
#include <map>
#include <regex>

#include "cpsg/access/credentials.h"
#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/fleet_revision.h"
#include "cpsg/api/live_events.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/example_target.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/testing/manual_clock.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const access::GateOptions kPublicAlone{.policy = {.anonymous_read = access::AnonymousRead::kPublic}};

// A server with a store of its own, in which Octo/Demo is public.
class Server {
 public:
  Server() {
    show(sample_.publish_sample(), "public");
    (void)sample_.store().put_list({.name = "Hidden", .projects = {"Acme/Hidden"}}, at(kSampleStart));
  }

  // Follows another project, Acme/Hidden, once Acme/Former, and does to it what leaves traces. Its batch's id.
  std::string add_other(std::optional<std::string> visibility) {
    storage::sqlite::SqliteStore& store = sample_.store();
    const std::string id = sample_.publish_sample("Acme", "Former");
    (void)store.bind_identity(store.project(id), {42, "R_42", "Acme", "Hidden"}, at(kSampleStart));
    show(id, std::move(visibility));
    sample_.put_pulls(id, {model::PullRequest{.number = 1, .title = "Hidden"}});
    (void)store.record_delivery("d-1", "push", {}, at(kSampleStart));
    const auto lease =
        std::get<storage::Lease>(store.acquire_lease(id, "test", at(kSampleStart), std::chrono::seconds(60), {}));
    store.record_sync(lease, {.started_at = at(kSampleStart),
                              .ended_at = at(kSampleStart),
                              .code = ErrorCode::kNetwork,
                              .message = "Acme/Hidden cannot be reached"});
    warnings_ = {{.text = "Acme/Hidden waits"}};
    budgets_ = {{.account = "hidden-account"}};
    return store.create_batch("Hidden", std::array{id}, at(kSampleStart)).id;
  }
  storage::sqlite::SqliteStore& store() { return sample_.store(); }
  std::string add_key() {
    const access::NewSecret secret = access::new_key_secret();
    sample_.store().create_key({.id = "k1", .name = "reads"}, secret.digest, at(kSampleStart));
    return "Bearer " + secret.text;
  }

  http::Response ask(std::string_view method, const std::string& target, std::vector<http::Header> headers = {},
                     std::string body = "") {
    http::IncomingRequest request{std::string(method), target, std::move(headers), std::move(body), "r-1"};
    request.peer = kPeer;
    http::Response response = api_.handle(request);
    api_.complete(request, response);
    return response;
  }
  // What is kept for such a request, if anything is.
  std::string kept(const std::string& target, std::optional<std::string_view> authorization) {
    http::PlainRequest request;
    request.method = "GET";
    request.target = target;
    request.host = "localhost";
    request.authorization = authorization;
    std::string out;
    (void)api_.hot_answer(request, kPeer, out);
    return out;
  }
  // All that happened becomes events, also what has to wait for its turn.
  void tell_events() {
    for (int turns = 0; turns < 3; ++turns) {
      clock_.advance(std::chrono::seconds(2));
      live_.follow();
      live_.hub().pull();
    }
  }
  // The project that is public changes.
  void change_public() { (void)sample_.publish_again(sample_.store().revision("octo/demo")->id); }

 private:
  static constexpr std::string_view kPeer = "127.0.0.1";

  void show(const std::string& id, std::optional<std::string> visibility) {
    const storage::Refreshed seen{
        .project_id = id,
        .statistics = model::Statistics{.observed_at = at(kSampleStart), .visibility = std::move(visibility)}};
    sample_.store().record_refreshed(std::array{seen}, at(kSampleStart));
  }

  SampleStore sample_;
  ManualClock clock_{at(kSampleStart + kDayS)};
  coordination::local::LocalEvents events_;
  LiveEvents live_{sample_.store().stores(), events_, clock_};
  std::vector<model::Warning> warnings_;
  std::vector<github::ledger::AccountBudget> budgets_;
  Api api_{sample_.store().stores(),
           {.clock = time_of_day(clock_),
            .waitable_clock = &clock_,
            .access = kPublicAlone,
            .answers = {.max_bytes = 10'000'000},
            .webhook_secret = "secret",
            .budgets = [this] { return budgets_; },
            .warnings = [this] { return warnings_; },
            .events = &live_.hub()}};
};

std::string events_of(http::EventFeed& feed) {
  static const std::regex id("id: [0-9a-f]{16}\n");
  return std::regex_replace(feed.take(1'000'000), id, "id: random\n");
}

std::string text_of(const http::Response& response) {
  std::string text = std::to_string(response.status);
  for (const http::Header& header : response.headers) text += "\n" + header.name + ": " + header.value;
  text += "\n\n" + (response.feed ? events_of(*response.feed) : response.body);
  if (!response.source) return text;
  for (std::string piece = response.source->next(); !piece.empty(); piece = response.source->next()) text += piece;
  return text;
}

// Of each kind, one that finds the most; texts by their names. Empty: there is none here.
std::string value_for(const Route& route, const Parameter& parameter) {
  static const std::map<std::string_view, std::string> texts = {
      {"cursor", encode_cursor(NameCursorKind::kProject, "acme/gone")},
      {"branch", "main"},
      {"author", "Ada"},
      {"label", "bug"},
      {"base", "main"},
      {"topics", "project"},
      {"project", "Acme/Hidden"},
      {"last_event_id", "x"},
      {"q", "hidden"},
      {"owner", "acme,octo"},
      {"state", "ok,pending"},
      {"language", "go"},
      {"topic", "x"},
      {"license", "mit"},
      {"visibility", "private,public"},
      {"facets", "owner,state"},
      {"after", encode_revision({.moment = {.position = 1}})},
      {"fields", "full_name,stars"},
      {"list", "mine"},
      {"range", "90d"},
      {"vs", "octo/demo"},
  };
  switch (parameter.kind) {
    case ParameterKind::kInteger:
      return "1";
    case ParameterKind::kBoolean:
      return "true";
    case ParameterKind::kTime:
      return "2026-01-06";
    case ParameterKind::kZone:
    case ParameterKind::kClocks:
      return "UTC";
    case ParameterKind::kEnumeration:
    case ParameterKind::kChoices:
      return std::string(parameter.values.front());
    case ParameterKind::kFields:
      return find_shape(route.answers[0].shape)->members[0].name;
    default:
      const auto found = texts.find(parameter.name);
      return found == texts.end() ? "" : found->second;
  }
}

ExampleNames hidden(const std::string& name, const std::string& batch) {
  return {.owner = "Acme", .name = name, .number = "1", .id = batch, .branch = "main", .oid = "6161"};
}

// The target as it is, and with each of the row's parameters.
std::vector<std::string> targets_of(const Route& route, const ExampleNames& names) {
  std::vector<std::string> targets = {example_target(route, "", names), example_target(route, "nonsense=1", names)};
  for (const Parameter& each : route.parameters) {
    if (each.place != ParameterPlace::kQuery || each.required) continue;
    const std::string value = value_for(route, each);
    EXPECT_NE(value, "") << each.name << " needs a value here";
    targets.push_back(example_target(route, std::string(each.name) + "=" + value, names));
  }
  return targets;
}

TEST(Public, NoRouteTellsOfAProjectThatIsNotPublic) {
  for (const std::optional<std::string>& visibility :
       {std::optional<std::string>("private"), std::optional<std::string>("internal"), std::optional<std::string>()}) {
    Server with;
    Server without;
    const std::string batch = with.add_other(visibility);
    for (Server* const server : {&with, &without}) server->tell_events();
    for (const Route& route : routes()) {
      for (const std::string name : {"Hidden", "Former", "hidden"}) {
        const std::string path = example_target(route, "", hidden(name, batch));
        for (const std::string& target : targets_of(route, hidden(name, batch))) {
          const std::string found = text_of(with.ask(route.method, target));
          EXPECT_EQ(found, text_of(without.ask(route.method, target))) << route.method << " " << target;
        }
        for (const std::string body : {R"({"url":"Acme/Hidden"})", R"({"name":"n","projects":["Acme/Hidden"]})"}) {
          if (route.method != "POST") continue;
          EXPECT_EQ(text_of(with.ask("POST", path, {}, body)), text_of(without.ask("POST", path, {}, body))) << path;
        }
        if (route.method == "GET") {
          EXPECT_EQ(text_of(with.ask("HEAD", path)), text_of(without.ask("HEAD", path))) << path;
          EXPECT_EQ(text_of(with.ask("GET", path, {{"if-none-match", "*"}})),
                    text_of(without.ask("GET", path, {{"if-none-match", "*"}})))
              << path;
        }
      }
    }
  }
}

// Lists that people saved are read by everybody, and name projects.
TEST(Public, NoListNamesAProjectThatIsNotPublic) {
  Server with;
  Server without;
  (void)with.add_other("private");
  for (Server* const server : {&with, &without}) {
    model::SavedList mine{.name = "mine", .projects = {"octo/demo", "OCTO/Demo"}};
    if (server == &with) {
      mine.projects.insert(mine.projects.begin() + 1, {"Acme/Hidden", "acme/former", "nobody/here"});
      (void)server->store().put_list({.name = "hidden", .query = "limit=1"}, at(kSampleStart));
    }
    (void)server->store().put_list(mine, at(kSampleStart));
  }
  for (const std::string target : {"/v1/lists", "/v1/lists/mine", "/v1/lists/hidden", "/v1/lists?limit=1",
                                   "/v1/projects?list=mine&total=true", "/v1/projects?list=hidden"}) {
    EXPECT_EQ(text_of(with.ask("GET", target)), text_of(without.ask("GET", target))) << target;
  }
  EXPECT_THAT(with.ask("GET", "/v1/lists/mine").body, HasSubstr(R"(["octo/demo","OCTO/Demo"])"));
  const http::Header key{"authorization", with.add_key()};
  EXPECT_THAT(with.ask("GET", "/v1/lists/mine", {key}).body, HasSubstr("nobody/here"));
  EXPECT_THAT(with.ask("GET", "/v1/lists", {key}).body, HasSubstr("\"hidden\""));
}

// What was made for a key is kept; whoever has none, or another program's word in the header, must not get it.
TEST(Public, WhatIsKeptForAKeyIsForKeysAlone) {
  Server server;
  const std::string batch = server.add_other("private");
  const std::string key = server.add_key();
  int kept = 0;
  for (const Route& route : routes()) {
    if (route.method != "GET" || route.access != access::Level::kRead) continue;
    const std::string target = example_target(route, "", hidden("Hidden", batch));
    const http::Response shown = server.ask("GET", target, {{"authorization", key}});
    // Pictures of it are for nobody, unless the server is told otherwise.
    EXPECT_EQ(shown.status, route.caching == Caching::kPicture ? 404 : 200) << target << ": it is there";
    kept += server.kept(target, key).empty() ? 0 : 1;
    for (const std::optional<std::string_view> authorization :
         {std::optional<std::string_view>(), {"Basic dTpw"}, {"Bearer x"}}) {
      EXPECT_EQ(server.kept(target, authorization), "") << target;
    }
    (void)server.ask("GET", target);
    // A question about several projects repeats their names, and has no result for this one.
    const std::string told = required_query(route).empty() ? "Acme" : R"("error":null)";
    EXPECT_THAT(server.kept(target, std::nullopt), Not(HasSubstr(told))) << target << ": kept for those without one";
  }
  EXPECT_GE(kept, 10) << "most answers are kept";
}

TEST(Public, EventsTellOfPublicProjectsAlone) {
  Server with;
  Server without;
  std::array<std::shared_ptr<http::EventFeed>, 2> feeds;
  for (std::size_t i = 0; i < 2; ++i) {
    Server& server = i == 0 ? with : without;
    server.tell_events();
    feeds.at(i) = server.ask("GET", "/v1/events").feed;
    if (i == 0) (void)server.add_other("private");
    server.change_public();
    server.tell_events();
  }
  const std::string events = events_of(*feeds[0]);
  EXPECT_EQ(events, events_of(*feeds[1]));
  EXPECT_THAT(events, HasSubstr("Octo/Demo"));
}

TEST(Public, ThePublicProjectIsThereAsEver) {
  Server server;
  (void)server.add_other("private");
  EXPECT_EQ(server.ask("GET", "/v1/projects/octo/demo").status, 200);
  EXPECT_EQ(server.ask("GET", "/v1/projects/octo/demo/commits").status, 200);
  const http::Response listed = server.ask("GET", "/v1/projects");
  EXPECT_THAT(listed.body, HasSubstr("Octo/Demo"));
  EXPECT_THAT(listed.body, Not(HasSubstr("Hidden")));
  const std::string exported = text_of(server.ask("GET", "/v1/export/projects"));
  EXPECT_THAT(exported, HasSubstr("Octo/Demo"));
  EXPECT_THAT(exported, Not(HasSubstr("Hidden")));
}

TEST(Public, AKeySeesAll) {
  Server server;
  const std::string batch = server.add_other("private");
  const http::Header key{"authorization", server.add_key()};
  EXPECT_THAT(server.ask("GET", "/v1/projects", {key}).body, HasSubstr("Acme/Hidden"));
  EXPECT_THAT(text_of(server.ask("GET", "/v1/export/projects", {key})), HasSubstr("Acme/Hidden"));
  EXPECT_THAT(text_of(server.ask("GET", "/v1/projects/acme/hidden/export?kind=pulls", {key})), HasSubstr("Hidden"));
  EXPECT_EQ(server.ask("GET", "/v1/projects/acme/hidden/pulls/1", {key}).status, 200);
  EXPECT_EQ(server.ask("GET", "/v1/projects/acme/former", {key}).status, 301);
  EXPECT_EQ(server.ask("GET", "/v1/batches/" + batch, {key}).status, 200);
  EXPECT_THAT(server.ask("GET", "/v1/batches", {key}).body, HasSubstr("Hidden"));
  EXPECT_THAT(server.ask("GET", "/v1/webhooks", {key}).body, HasSubstr("push"));
  EXPECT_THAT(server.ask("GET", "/v1/status", {key}).body, HasSubstr("hidden-account"));
}

TEST(Public, PagesOfPublicProjectsAreFull) {
  Server server;
  (void)server.add_other("private");
  const http::Response page = server.ask("GET", "/v1/projects?limit=1");
  EXPECT_THAT(page.body, HasSubstr("Octo/Demo"));
  EXPECT_THAT(page.body, HasSubstr("\"next\":null")) << "nothing follows that nobody may see";
}

}  // namespace
}  // namespace cpsg::api
