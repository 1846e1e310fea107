// Protects: the parameters of the stream of events, that a client that comes back goes on where it was, and that nobody
// gets more by it than his key allows, for longer than it does.
#include <gmock/gmock.h>

#include "cpsg/access/credentials.h"
#include "cpsg/api/testing/route_fixture.h"

namespace cpsg::api {
namespace {

using testing::HasSubstr;
using testing::Not;

class EventRoutes : public RouteTest {
 protected:
  void publish(std::string data, std::string topic = "project", std::string subject = "p1") {
    events_.publish({.topic = std::move(topic), .subject = std::move(subject), .data = std::move(data)});
    hub_.pull();
  }
  static std::string taken(const http::Response& response) {
    return response.feed ? response.feed->take(1'000'000) : "no stream";
  }
};

TEST_F(EventRoutes, AStreamIsOpened) {
  const http::Response response = get("/v1/events");
  EXPECT_EQ(response.status, 200);
  publish("{}");
  EXPECT_THAT(taken(response), HasSubstr("event: project\n"));
}

TEST_F(EventRoutes, TopicsAndProjectsAreChosen) {
  const std::string id = sample_.publish_sample();
  const http::Response batches = get("/v1/events?topics=batch,status");
  const http::Response demo = get("/v1/events?project=octo/DEMO");
  publish("1");
  publish("2", "batch", "b1");
  publish("3", "sync", id);
  const std::string of_batches = taken(batches);
  EXPECT_THAT(of_batches, HasSubstr("data: 2\n"));
  EXPECT_THAT(of_batches, Not(HasSubstr("data: 1\n")));
  const std::string of_demo = taken(demo);
  EXPECT_THAT(of_demo, HasSubstr("data: 3\n"));
  EXPECT_THAT(of_demo, Not(HasSubstr("data: 2\n")));
}

TEST_F(EventRoutes, ATopicMayBeNamedTwice) {
  std::string query = "topics=batch";
  for (int n = 0; n < 1'000; ++n) query += ",batch";
  const http::Response batches = get("/v1/events?" + query);
  publish("1");
  publish("2", "batch", "b1");
  const std::string told = taken(batches);
  EXPECT_THAT(told, HasSubstr("data: 2\n"));
  EXPECT_THAT(told, Not(HasSubstr("data: 1\n")));
}

TEST_F(EventRoutes, WhoComesBackGoesOn) {
  publish("1");
  const std::string id = events_.after("", 1).value().at(0)->id;
  publish("2");
  EXPECT_THAT(taken(get("/v1/events", {{"last-event-id", id}})), HasSubstr("data: 2\n"));
  EXPECT_THAT(taken(get("/v1/events?last_event_id=" + id)), HasSubstr("data: 2\n"));
  // A browser asks again with the address that it had at first, and the header is newer.
  EXPECT_THAT(taken(get("/v1/events?last_event_id=0", {{"last-event-id", id}})), Not(HasSubstr("reset")));
  EXPECT_THAT(taken(get("/v1/events?last_event_id=0")), HasSubstr("event: reset\n"));
  EXPECT_THAT(taken(get("/v1/events", {{"last-event-id", "a\x01z"}})), HasSubstr("event: reset\n"));
}

TEST_F(EventRoutes, AStreamEndsWithTheKeyOrTheSessionThatOpenedIt) {
  const access::NewSecret secret = access::new_key_secret();
  sample_.store().create_key({.id = "k1", .name = "ci"}, secret.digest, at(kSampleStart));
  const http::Header key{"authorization", "Bearer " + secret.text};
  const std::string set_cookie = header(send("POST", "/v1/session", {key}), "Set-Cookie");
  const http::Header cookie{"cookie", set_cookie.substr(0, set_cookie.find(';'))};
  const http::Header origin{"origin", "https://stats.example"};
  const http::Response of_key = get("/v1/events", {key});
  const http::Response of_session = get("/v1/events", {cookie});
  const http::Response of_nobody = get("/v1/events");
  const auto ended = [&] {
    hub_.end_refused();
    std::string all;
    for (const auto* each : {&of_key, &of_session, &of_nobody}) all += each->feed->has_ended() ? '1' : '0';
    return all;
  };
  EXPECT_EQ(ended(), "000");
  EXPECT_EQ(send("DELETE", "/v1/session", {cookie, origin, {"content-type", "application/json"}}).status, 204);
  EXPECT_EQ(ended(), "010");
  EXPECT_TRUE(sample_.store().revoke_key("k1", at(kSampleStart)));
  EXPECT_EQ(ended(), "110");
}

TEST_F(EventRoutes, BadParametersAreNamed) {
  for (const auto& [query, field] :
       std::vector<std::pair<std::string, std::string>>{{"topics=", "topics"},
                                                        {"topics=project,,sync", "topics"},
                                                        {"topics=project,", "topics"},
                                                        {"topics=Project", "topics"},
                                                        {"topics=reset", "topics"},
                                                        {"topics=project&topics=sync", "topics"},
                                                        {"project=", "project"},
                                                        {"project=a/b,a/b,a/b,a/b,a/b,a/b,a/b,a/b,a/b", "project"},
                                                        {"topic=project", "topic"}}) {
    const http::Response response = get("/v1/events?" + query);
    EXPECT_EQ(response.status, 400) << query;
    EXPECT_THAT(response.body, HasSubstr("\"field\":\"" + field + "\"")) << query;
  }
  const http::Response unknown = get("/v1/events?project=octo/nobody");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("\"field\":\"project\""));
}

}  // namespace
}  // namespace cpsg::api
