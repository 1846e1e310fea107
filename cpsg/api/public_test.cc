// Protects: under `server.anonymous_read = "public"` nobody without a key finds a trace of a project that is not
// public: every route answers to the byte as it does where that project was never followed. How: two stores, one with a
// private project, its earlier name, its pull requests, batches, deliveries and warnings, and one without; every row of
// the table is asked of both.
#include <gmock/gmock.h>

#include <array>

#include "cpsg/access/credentials.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const access::GateOptions kPublicAlone{.policy = {.anonymous_read = access::AnonymousRead::kPublic}};

// A server with a store of its own, in which Octo/Demo is public.
class Server {
 public:
  Server() { show(sample_.publish_sample(), "public"); }

  // Follows another project, Acme/Hidden, once Acme/Former, and does to it what leaves traces. Its batch's id.
  std::string add_other(std::optional<std::string> visibility) {
    storage::sqlite::SqliteStore& store = sample_.store();
    const std::string id = sample_.publish_sample("Acme", "Former");
    (void)store.bind_identity(store.project(id), {42, "R_42", "Acme", "Hidden"}, at(kSampleStart));
    show(id, std::move(visibility));
    sample_.put_pulls(id, {model::PullRequest{.number = 1, .title = "Hidden"}});
    (void)store.record_delivery("d-1", "push", {}, at(kSampleStart));
    warnings_ = {"Acme/Hidden waits"};
    budgets_ = {{.account = "hidden-account"}};
    return store.create_batch("Hidden", std::array{id}, at(kSampleStart)).id;
  }
  std::string add_key() {
    const access::NewSecret secret = access::new_key_secret();
    sample_.store().create_key({.id = "k1", .name = "reads"}, secret.digest, at(kSampleStart));
    return "Bearer " + secret.text;
  }

  http::Response ask(std::string_view method, const std::string& target, std::vector<http::Header> headers = {}) {
    http::IncomingRequest request{std::string(method), target, std::move(headers), "", "r-1"};
    request.peer = "127.0.0.1";
    http::Response response = api_.handle(request);
    api_.complete(request, response);
    return response;
  }

 private:
  void show(const std::string& id, std::optional<std::string> visibility) {
    const storage::Refreshed seen{
        .project_id = id,
        .statistics = model::Statistics{.observed_at = at(kSampleStart), .visibility = std::move(visibility)}};
    sample_.store().record_refreshed(std::array{seen}, at(kSampleStart));
  }

  SampleStore sample_;
  std::vector<std::string> warnings_;
  std::vector<github::ledger::AccountBudget> budgets_;
  Api api_{sample_.store().stores(),
           {.clock = [] { return at(kSampleStart + kDayS); },
            .access = kPublicAlone,
            .webhook_secret = "secret",
            .budgets = [this] { return budgets_; },
            .warnings = [this] { return warnings_; }}};
};

// The row's path with these values in the place of its parameters.
std::string path_of(const Route& route, const std::vector<std::pair<std::string, std::string>>& values) {
  std::string path(route.path);
  for (const auto& [name, value] : values) {
    if (const std::size_t at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  }
  return path;
}

std::string text_of(const http::Response& response) {
  std::string text = std::to_string(response.status);
  for (const http::Header& header : response.headers) text += "\n" + header.name + ": " + header.value;
  text += "\n\n" + response.body;
  if (!response.source) return text;
  for (std::string piece = response.source->next(); !piece.empty(); piece = response.source->next()) text += piece;
  return text;
}

TEST(Public, NoRouteTellsOfAProjectThatIsNotPublic) {
  for (const std::optional<std::string>& visibility :
       {std::optional<std::string>("private"), std::optional<std::string>("internal"), std::optional<std::string>()}) {
    Server with;
    Server without;
    const std::string batch = with.add_other(visibility);
    for (const Route& route : routes()) {
      for (const std::string name : {"Hidden", "Former", "hidden"}) {
        const std::string path =
            path_of(route, {{"{owner}", "Acme"}, {"{name}", name}, {"{number}", "1"}, {"{id}", batch}});
        for (const std::string& target : {path, path + "?limit=1", path + "?nonsense=1"}) {
          const std::string found = text_of(with.ask(route.method, target));
          EXPECT_EQ(found, text_of(without.ask(route.method, target))) << route.method << " " << target;
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
