// Protects: event feeds come at once, are kept alive, bounded, and end as soon as they have ended themselves, or the
// client, its slowness or the server ends them.
// How: a server whose handler subscribes to a feed that the test fills.
#include <deque>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "cpsg/http/server.h"
#include "cpsg/http/testing/loopback_client.h"

namespace cpsg::http {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kFailure = "a feed that has this as its next event fails";

class ManualFeed final : public EventFeed {
 public:
  std::string take(std::size_t max_bytes) override {
    const std::scoped_lock lock(mutex_);
    if (!events_.empty() && events_.front() == kFailure) throw std::runtime_error("no events");
    std::string events;
    while (!events_.empty() && events.size() + events_.front().size() <= std::max(max_bytes, events_.front().size())) {
      events += events_.front();
      events_.pop_front();
    }
    return events;
  }
  bool has_ended() override {
    const std::scoped_lock lock(mutex_);
    return ended_;
  }
  void on_ready(std::function<void()> ready) override {
    const std::scoped_lock lock(mutex_);
    ready_ = std::move(ready);
  }
  void close() override { ++closed_; }

  void add(std::string event) {
    std::function<void()> ready;
    {
      const std::scoped_lock lock(mutex_);
      events_.push_back(std::move(event));
      ready = ready_;
    }
    if (ready) ready();
  }
  // Tells of it, or leaves it to be noticed.
  void end(bool tells = true) {
    std::function<void()> ready;
    {
      const std::scoped_lock lock(mutex_);
      ended_ = true;
      ready = ready_;
    }
    if (ready && tells) ready();
  }
  [[nodiscard]] bool closes() const {
    for (int i = 0; closed_ == 0 && i < 5'000; ++i) std::this_thread::sleep_for(milliseconds(1));
    return closed_ == 1;
  }
  [[nodiscard]] int closed() const { return closed_; }

 private:
  std::mutex mutex_;
  std::deque<std::string> events_;
  std::function<void()> ready_;
  bool ended_ = false;
  std::atomic<int> closed_ = 0;
};

constexpr std::string_view kGet = "GET /events HTTP/1.1\r\nHost: h\r\n\r\n";

class ServerFeeds : public testing::Test {
 protected:
  void start() {
    options_.listen = "127.0.0.1:0";
    options_.threads = 1;
    server_ = std::make_unique<Server>(options_, [this](const IncomingRequest&) {
      Response response{200, headers_, ""};
      response.feed = feed_;
      return response;
    });
    server_->start();
  }
  // A client that has the head of a feed.
  std::unique_ptr<LoopbackClient> subscribed(std::string_view request = kGet) {
    auto client = std::make_unique<LoopbackClient>(server_->port());
    client->send(request);
    head_ = client->receive_to("\r\n\r\n");
    return client;
  }

  ServerOptions options_;
  std::vector<Header> headers_{{"Content-Type", "text/plain"}};
  std::shared_ptr<ManualFeed> feed_ = std::make_shared<ManualFeed>();
  std::unique_ptr<Server> server_;
  std::string head_;
};

TEST_F(ServerFeeds, SendEventsAsTheyBecomeReady) {
  feed_->add("data: before\n\n");
  start();
  const auto client = subscribed();
  EXPECT_THAT(head_, HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
  EXPECT_THAT(head_, testing::Not(HasSubstr("text/plain")));
  EXPECT_THAT(head_, HasSubstr("\r\nCache-Control: no-store\r\n"));
  EXPECT_THAT(head_, HasSubstr("\r\nX-Accel-Buffering: no\r\n"));
  EXPECT_EQ(client->receive_to("\n\n\r\n"), "e\r\ndata: before\n\n\r\n");
  feed_->add("data: one\n\n");
  EXPECT_EQ(client->receive_to("\n\n\r\n"), "b\r\ndata: one\n\n\r\n");
}

TEST_F(ServerFeeds, AreNotChunkedForHttp10) {
  start();
  const auto client = subscribed("GET /events HTTP/1.0\r\n\r\n");
  feed_->add("data: one\n\n");
  EXPECT_EQ(client->receive_to("\n\n"), "data: one\n\n");
}

TEST_F(ServerFeeds, TakeEventsFromAnyThread) {
  start();
  const auto client = subscribed();
  constexpr int kEach = 500;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < 4; ++writer) {
    writers.emplace_back([&] {
      for (int i = 0; i < kEach; ++i) feed_->add("data: x\n\n");
    });
  }
  int events = 0;
  while (events < 4 * kEach && client->receive_to("data: x\n\n").ends_with("data: x\n\n")) ++events;
  EXPECT_EQ(events, 4 * kEach);
  for (std::thread& each : writers) each.join();
}

TEST_F(ServerFeeds, AreKeptAliveByComments) {
  options_.feed_heartbeat = milliseconds(100);
  start();
  const auto client = subscribed();
  EXPECT_THAT(client->receive_to("\n\n"), HasSubstr(": heartbeat\n\n"));
  EXPECT_THAT(client->receive_to("\n\n"), HasSubstr(": heartbeat\n\n"));
  EXPECT_EQ(feed_->closed(), 0);
}

TEST_F(ServerFeeds, EndAsWholeAnswersWhenTheyHaveEnded) {
  start();
  const auto client = subscribed();
  feed_->end();
  feed_->add("data: too late\n\n");
  EXPECT_EQ(client->receive_to_end(), "0\r\n\r\n");
  feed_ = std::make_shared<ManualFeed>();
  const auto old_client = subscribed("GET /events HTTP/1.0\r\n\r\n");
  feed_->end();
  EXPECT_EQ(old_client->receive_to_end(), "");
  const auto late = subscribed();
  EXPECT_EQ(late->receive_to_end(), "0\r\n\r\n") << "before it began";
}

TEST_F(ServerFeeds, HaveEndedAtAHeartbeatAlsoWhereNobodyTells) {
  options_.feed_heartbeat = milliseconds(100);
  start();
  const auto client = subscribed();
  EXPECT_THAT(client->receive_to("\n\n"), HasSubstr(": heartbeat\n\n"));
  feed_->end(false);
  EXPECT_THAT(client->receive_to_end(), testing::EndsWith("0\r\n\r\n"));
  EXPECT_TRUE(feed_->closes());
}

TEST_F(ServerFeeds, AreKeptByNobodyAndByWhomTheHandlerSays) {
  headers_ = {{"Cache-Control", "private, no-store"}};
  start();
  (void)subscribed();
  EXPECT_THAT(head_, HasSubstr("\r\nCache-Control: private, no-store\r\n"));
  headers_ = {{"Cache-Control", "public, max-age=60"}};
  (void)subscribed();
  EXPECT_THAT(head_, HasSubstr("\r\nCache-Control: no-store\r\n"));
}

TEST_F(ServerFeeds, EndWhenTheClientLeaves) {
  start();
  subscribed().reset();
  EXPECT_TRUE(feed_->closes());
  feed_->add("data: too late\n\n");
  server_.reset();
  feed_->add("data: and later still\n\n");
  EXPECT_EQ(feed_->closed(), 1);
}

TEST_F(ServerFeeds, EndWhenTheClientSendsWithoutEnd) {
  start();
  const auto client = subscribed();
  client->send("a few bytes are forgotten");
  feed_->add("data: one\n\n");
  EXPECT_THAT(client->receive_to("\n\n"), HasSubstr("data: one"));
  client->send(std::string(1 * limits::kMiB, 'x'));
  EXPECT_TRUE(feed_->closes());
}

TEST_F(ServerFeeds, DropClientsThatDoNotRead) {
  options_.write_timeout = milliseconds(300);
  start();
  const auto client = subscribed();
  const std::string event = "data: " + std::string(16 * limits::kKiB, 'x') + "\n\n";
  for (int i = 0; i < 1'000; ++i) feed_->add(event);
  EXPECT_TRUE(feed_->closes());
}

TEST_F(ServerFeeds, BeyondTheBoundAreRefused) {
  options_.feeds_max = 1;
  start();
  const auto client = subscribed();
  LoopbackClient refused(server_->port());
  refused.send(kGet);
  const LoopbackResponse response = refused.receive();
  EXPECT_EQ(response.status, 503);
  EXPECT_TRUE(response.has("Retry-After: 1"));
  EXPECT_EQ(feed_->closed(), 1) << "that of the refused one";
}

TEST_F(ServerFeeds, EndAtOnceWhenTheServerStops) {
  start();
  const auto idle = subscribed();
  const auto slow = subscribed();
  const std::string event = "data: " + std::string(16 * limits::kKiB, 'x') + "\n\n";
  for (int i = 0; i < 500; ++i) feed_->add(event);
  std::thread reader([&] { EXPECT_TRUE(decode_chunks(idle->receive_to_end()).whole); });
  std::this_thread::sleep_for(milliseconds(200));
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, milliseconds(1'500));
  reader.join();
  EXPECT_EQ(feed_->closed(), 2);
}

TEST_F(ServerFeeds, ThatFailEndVisiblyAndAlone) {
  start();
  const auto client = subscribed();
  feed_->add("data: one\n\n");
  EXPECT_EQ(client->receive_to("\n\n\r\n"), "b\r\ndata: one\n\n\r\n");
  feed_->add(std::string(kFailure));
  EXPECT_EQ(client->receive_to_end(), "") << "without a last chunk";
  EXPECT_TRUE(feed_->closes());
}

TEST_F(ServerFeeds, AreNotSentToHead) {
  start();
  LoopbackClient client(server_->port());
  client.send("HEAD /events HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  const std::string answer = client.receive_to_end();
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/event-stream\r\n"));
  EXPECT_TRUE(feed_->closes());
}

}  // namespace
}  // namespace cpsg::http
