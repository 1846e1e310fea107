// For tests: the API over a sample store whose calls are counted, without sockets. Failures become problems as the
// server makes them. Each answer is held to the API's own document.
//
//   class ProjectRoutes : public RouteTest {};
//   TEST_F(ProjectRoutes, ListsNothing) { EXPECT_EQ(get("/v1/projects").status, 200); }
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/api.h"
#include "cpsg/api/testing/document_check.h"
#include "cpsg/base/limits.h"
#include "cpsg/coordination/local/local_events.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/http/problem.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::api {

using history::at;
using history::kDayS;
using history::kHourS;
using history::kSampleStart;
using history::sample_oid;
using history::SampleStore;
using storage::CallCounts;
using storage::CountingStores;

class RouteTest : public testing::Test {
 protected:
  http::Response send(std::string_view method, std::string_view target, std::vector<http::Header> headers = {},
                      std::string body = "") {
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
  http::Response get(std::string_view target, std::vector<http::Header> headers = {}) {
    return send("GET", target, std::move(headers));
  }

  // The calls of the store that a GET makes; its answer must have this status.
  CallCounts calls_of(std::string_view target, int status = 200, std::vector<http::Header> headers = {}) {
    (void)counting_.take_calls();
    EXPECT_EQ(get(target, std::move(headers)).status, status) << target;
    return counting_.take_calls();
  }

  // The value of a header; empty where there is none.
  static std::string header(const http::Response& response, std::string_view name) {
    for (const http::Header& each : response.headers) {
      if (each.name == name) return each.value;
    }
    return "";
  }
  // The values of all members of that name that are strings, in order.
  static std::vector<std::string> values(const http::Response& response, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\":\"";
    std::vector<std::string> found;
    for (std::size_t at = response.body.find(key); at != std::string::npos; at = response.body.find(key, at)) {
      at += key.size();
      found.push_back(response.body.substr(at, response.body.find('"', at) - at));
    }
    return found;
  }
  // The body, also where it is made piece by piece.
  static std::string whole(const http::Response& response) {
    std::string out = response.body;
    if (!response.source) return out;
    for (std::string piece = response.source->next(); !piece.empty(); piece = response.source->next()) out += piece;
    return out;
  }
  // The letters of the commits, or of the tips, on a page.
  static std::string letters(const http::Response& response) {
    std::string out;
    for (const std::string& oid : values(response, "oid")) {
      out += static_cast<char>(std::stoi(oid.substr(0, 2), nullptr, 16));
    }
    return out;
  }
  // All pages from `target` on, following `next`; the letters of each, separated by spaces.
  std::string pages(const std::string& target) {
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

  static constexpr std::string_view kWebhookSecret = "It's a Secret to Everybody";

  UnixTime now_ = at(kSampleStart);
  std::string peer_ = "127.0.0.1";                      // from where requests come
  std::size_t list_max_bytes_ = limits::kPageMaxBytes;  // what the server lets lists have
  SampleStore sample_;
  CountingStores counting_{sample_.store().stores()};
  std::vector<std::string> due_;  // what the API said to be due
  std::vector<github::ledger::AccountBudget> budgets_;
  std::vector<model::Warning> warnings_;
  ServerFacts facts_;
  std::map<std::string, SyncPhase, std::less<>> phases_;  // of running syncs, by project
  ProbeSizes plan_sizes_;
  coordination::local::LocalEvents events_;
  EventHub hub_{events_};
  Api api_{
      counting_.stores(),
      {.git_url = "https://github.com",
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
       .events = &hub_}};
};

}  // namespace cpsg::api
