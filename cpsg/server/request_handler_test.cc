// Protects: pages take no path from the API, are answered to whoever asks by a name of ours, with or without a key, and
// are the same bytes whichever way they go; what is no page is the API's, its refusals too. How: the API over an empty
// store beside a site of two small files.
#include "cpsg/server/request_handler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "cpsg/api/route_table.h"
#include "cpsg/base/error.h"
#include "cpsg/base/testing/manual_clock.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/http/response_head.h"
#include "cpsg/site/address.h"

namespace cpsg::server {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string header_of(const http::Response& response, std::string_view name) {
  for (const http::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class RequestHandlerTest : public testing::Test {
 protected:
  http::IncomingRequest request(std::string method, std::string target, std::vector<http::Header> headers = {}) {
    headers.push_back({"host", "stats.example"});
    return {std::move(method), std::move(target), std::move(headers), "", "r-1"};
  }
  http::Response ask(const http::IncomingRequest& request) {
    http::Response response = handler_.handle(request);
    handler_.complete(request, response);
    return response;
  }

  ManualClock clock_{history::at(history::kSampleStart)};
  history::SampleStore sample_;
  api::Api api_{sample_.store().stores(),
                {.clock = time_of_day(clock_),
                 .waitable_clock = &clock_,
                 .access = {.policy = {.anonymous_read = access::AnonymousRead::kOff}},
                 .sites = {.public_url = "https://stats.example", .cors_origins = {"https://board.example"}}}};
  site::Site site_{{}, {}};
  RequestHandler handler_{api_, site_, time_of_day(clock_)};
};

// A page would hide a route whose first segment the site does not know.
TEST_F(RequestHandlerTest, EveryRouteIsTheApis) {
  for (const api::Route& route : api::routes()) {
    EXPECT_EQ(site::kind_of_path(route.path), site::AddressKind::kApi) << route.path;
  }
}

TEST_F(RequestHandlerTest, PagesAreForEverybodyAndTheSame) {
  const http::Response page = ask(request("GET", "/p/acme/next.js"));
  EXPECT_EQ(page.status, 200);
  const http::Response with_cookie =
      ask(request("GET", "/p/acme/next.js", {{"cookie", "cpsg=x"}, {"authorization", "Bearer wrong"}}));
  EXPECT_EQ(with_cookie.headers, page.headers) << "what is not private may be kept";
  EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(header_of(ask(request("GET", "/", {{"origin", "https://board.example"}})), "Access-Control-Allow-Origin"),
            "");
  EXPECT_EQ(ask(request("GET", "/v1/projects")).status, 401) << "what the pages show needs a key";
}

TEST_F(RequestHandlerTest, WhatIsNoPageIsTheApisToRefuse) {
  for (const auto* const target : {"/assets/none.js", "/wp-login.php", "/v1/nothing", "/status"}) {
    const http::Response response = ask(request("GET", target));
    EXPECT_EQ(response.status, 404) << target;
    EXPECT_EQ(header_of(response, "Content-Type"), "application/problem+json") << target;
  }
  EXPECT_THROW((void)handler_.handle(request("GET", "/p/%zz")), Error);
  EXPECT_EQ(ask(request("GET", "/p//b")).status, 400);
  EXPECT_EQ(ask(request("POST", "/", {{"origin", "https://stats.example"}})).status, 405);
}

TEST_F(RequestHandlerTest, AHostThatIsNotOursGetsNoPage) {
  http::IncomingRequest rebound = request("GET", "/");
  rebound.headers = {{"host", "evil.example"}};
  EXPECT_THROW((void)handler_.handle(rebound), Error);
  http::PlainRequest plain;
  plain.method = "GET";
  plain.target = "/";
  plain.host = "evil.example";
  std::string out;
  EXPECT_FALSE(handler_.answer_at_once(plain, "127.0.0.1", out));
  EXPECT_EQ(out, "");
}

TEST_F(RequestHandlerTest, BothWaysAnswerAPageWithTheSameBytes) {
  http::PlainRequest plain;
  plain.method = "GET";
  plain.host = "stats.example";
  plain.request_id = "r-1";
  for (const std::string_view target : {"/", "/p/acme/graph?range=1y", "/embed/acme/graph/stars", "/robots.txt"}) {
    plain.target = target;
    std::string out;
    ASSERT_TRUE(handler_.answer_at_once(plain, "127.0.0.1", out)) << target;
    const http::Response slow = ask(request("GET", std::string(target)));
    EXPECT_EQ(out, http::response_head(slow, "r-1", http::format_http_date(clock_.unix_time()), true) +
                       std::string(slow.bytes()));
  }
  plain.target = "/v1/nothing";
  std::string out;
  EXPECT_FALSE(handler_.answer_at_once(plain, "127.0.0.1", out));
}

}  // namespace
}  // namespace cpsg::server
