#include "cpsg/api/testing/route_fixture.h"

#include <utility>

#include "cpsg/api/testing/document_check.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {

http::Response RouteTest::send(std::string_view method, std::string_view target, std::vector<http::Header> headers,
                               std::string body) {
  const http::IncomingRequest request{
      std::string(method), std::string(target), std::move(headers), std::move(body), "r-1", list_max_bytes_, peer_};
  http::Response response;
  try {
    response = api_.handle(request);
  } catch (...) {
    response = http::problem_response(http::current_problem("r-1"), "r-1");
  }
  api_.complete(request, response);
  EXPECT_EQ(document_fault(method, request.target, response), "") << method << " " << target;
  return response;
}

CallCounts RouteTest::calls_of(std::string_view target, int status, std::vector<http::Header> headers) {
  (void)counting_.take_calls();
  EXPECT_EQ(get(target, std::move(headers)).status, status) << target;
  return counting_.take_calls();
}

std::string RouteTest::header(const http::Response& response, std::string_view name) {
  for (const http::Header& each : response.headers) {
    if (each.name == name) return each.value;
  }
  return "";
}

std::vector<std::string> RouteTest::values(const http::Response& response, std::string_view name) {
  const std::string key = "\"" + std::string(name) + "\":\"";
  std::vector<std::string> found;
  for (std::size_t at = response.body.find(key); at != std::string::npos; at = response.body.find(key, at)) {
    at += key.size();
    found.push_back(response.body.substr(at, response.body.find('"', at) - at));
  }
  return found;
}

std::string RouteTest::whole(const http::Response& response) {
  std::string out = response.body;
  if (!response.source) return out;
  for (std::string piece = response.source->next(); !piece.empty(); piece = response.source->next()) out += piece;
  return out;
}

std::string RouteTest::letters(const http::Response& response) {
  std::string out;
  for (const std::string& oid : values(response, "oid")) {
    out += static_cast<char>(std::stoi(oid.substr(0, 2), nullptr, 16));
  }
  return out;
}

std::string RouteTest::pages(const std::string& target) {
  std::string out;
  http::Response response = get(target);
  while (response.status == 200) {
    out += (out.empty() ? "" : " ") + letters(response);
    const std::string link = header(response, "Link");
    EXPECT_EQ(link.empty(), values(response, "next").empty());
    if (link.empty()) return out;
    response = get(link.substr(1, link.find('>') - 1));
  }
  return out + " failed: " + response.body;
}

RouteTest::RouteTest() : api_(counting_.stores(), options()) {}
RouteTest::~RouteTest() = default;

ApiOptions RouteTest::options() {
  return {
      .git_url = "https://github.com",
      .clock = [this] { return now_; },
      .on_due = [this](std::string_view id) { due_.emplace_back(id); },
      .stored_forms =
          [](std::string_view text) {
            return std::vector<std::string>{std::string(text), "hash-of-" + std::string(text)};
          },
      .sites = {.public_url = "https://stats.example",
                .hosts = {"viewer.example"},
                .cors_origins = {"https://board.example", "http://localhost:3000"}},
      .webhook_secret = std::string(kWebhookSecret),
      .budgets = [this] { return budgets_; },
      .warnings = [this] { return warnings_; },
      .facts = [this] { return facts_; },
      .sync_phase =
          [this](std::string_view id) {
            const auto found = phases_.find(id);
            return found == phases_.end() ? std::nullopt : std::optional(found->second);
          },
      .plan_sizes = [this](std::span<const model::Target> targets) { return plan_sizes_(targets); },
      .budget_rate = [] { return std::optional(schedule::BudgetRate{.points_per_hour = 4'500, .points_now = 900}); },
      .events = &hub_};
}

}  // namespace cpsg::api
