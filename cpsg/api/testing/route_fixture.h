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
#include "cpsg/base/limits.h"
#include "cpsg/coordination/local/local_events.h"
#include "cpsg/history/testing/sample_store.h"
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
  RouteTest();
  ~RouteTest() override;

  http::Response send(std::string_view method, std::string_view target, std::vector<http::Header> headers = {},
                      std::string body = "");
  http::Response get(std::string_view target, std::vector<http::Header> headers = {}) {
    return send("GET", target, std::move(headers));
  }

  // The calls of the store that a GET makes; its answer must have this status.
  CallCounts calls_of(std::string_view target, int status = 200, std::vector<http::Header> headers = {});

  // The value of a header; empty where there is none.
  static std::string header(const http::Response& response, std::string_view name);
  // The values of all members of that name that are strings, in order.
  static std::vector<std::string> values(const http::Response& response, std::string_view name);
  // The body, also where it is made piece by piece.
  static std::string whole(const http::Response& response);
  // The letters of the commits, or of the tips, on a page.
  static std::string letters(const http::Response& response);
  // All pages from `target` on, following `next`; the letters of each, separated by spaces.
  std::string pages(const std::string& target);

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
  Api api_;

 private:
  ApiOptions options();
};

}  // namespace cpsg::api
