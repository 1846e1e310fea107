// Protects that what fails for all projects alike is tried by one of them, costs no project its state, leaves the rest
// of the work going on, and that all that waited is due the moment it is over.
#include "cpsg/http/testing/silent_port.h"
#include "cpsg/sync/testing/worker_fixture.h"

namespace cpsg::sync {
namespace {

using model::SyncState;
using std::chrono::minutes;
using std::chrono::seconds;

class WorkerOutages : public WorkerFixture {
 protected:
  void pass(seconds time) {
    for (const Instant end = clock_.now() + time; clock_.now() < end;) poll();
  }
  std::vector<std::string> follow_many(int count) {
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(follow("n" + std::to_string(i)));
    return ids;
  }
  [[nodiscard]] std::size_t syncs() { return counting_.calls().of("acquire_lease"); }
};

// Whether it refuses connections or lets them wait.
class WorkerWithoutANetwork : public WorkerOutages, public testing::WithParamInterface<bool> {};
INSTANTIATE_TEST_SUITE_P(RefusedAndDropped, WorkerWithoutANetwork, testing::Bool());

TEST_P(WorkerWithoutANetwork, ANetworkThatIsDownIsTriedByOneForAll) {
  const http::SilentPort silent;
  settings_.git_url = GetParam() ? silent.url() : "http://127.0.0.1:9";
  settings_.http.connect_timeout = std::chrono::milliseconds{50};
  const std::vector<std::string> ids = follow_many(40);
  start();
  settle();
  EXPECT_EQ(worker_->warnings().size(), 1U);
  pass(minutes{2});
  EXPECT_LE(syncs(), 12U) << "at 0, 2, 6, 14, 30, 62 and 122 s, and those that began together";
  for (const std::string& id : ids) {
    EXPECT_EQ(state(id), SyncState::kPending);
    EXPECT_EQ(store_->project(id).status.failures, 0);
  }
}

TEST_F(WorkerOutages, ALocalRepositoryNeedsNoNetwork) {
  settings_.git_url = "http://127.0.0.1:9";
  follow_many(5);
  start();
  settle();
  const std::string local =
      store_->add_project("here", "local", remote_->url(), now(), now(), model::Priority::kBackfill).project.id;
  poll();
  poll();
  EXPECT_EQ(state(local), SyncState::kOk);
}

TEST_F(WorkerOutages, AFullDiskIsTriedByOneAndAllAreDueWhenItHasRoom) {
  std::vector<std::string> ids = {id_};
  for (int i = 0; i < 6; ++i) ids.push_back(add("n" + std::to_string(i)));
  std::atomic<bool> full{true};
  counting_.calls().set_before_call([&](std::string_view method) {
    if (full && method == "publish") throw Error(ErrorCode::kStoreFull, "no space left");
  });
  start();
  settle();
  pass(minutes{1});
  EXPECT_LE(syncs(), 10U);
  for (const std::string& id : ids) EXPECT_EQ(state(id), SyncState::kPending);
  EXPECT_EQ(worker_->warnings().size(), 1U);
  full = false;
  pass(minutes{1});
  pass(seconds{6});
  for (const std::string& id : ids) EXPECT_EQ(state(id), SyncState::kOk);
  EXPECT_TRUE(worker_->warnings().empty());
  worker_.reset();
}

TEST_F(WorkerOutages, WhatWaitedForItIsDueWithTheFirstSuccess) {
  std::vector<std::string> waiting;
  for (const ErrorCode code : {ErrorCode::kNetwork, ErrorCode::kTls, ErrorCode::kStoreFull}) {
    waiting.push_back(add("n" + std::string(traits(code).name)));
    const model::Project read = store_->project(waiting.back());
    store_->change_status(read, read.work_version, [&](auto status) {
      status.code = code;
      status.trouble_since = now();
      status.next_sync_at = now() + minutes{59};
      return status;
    });
  }
  start();
  settle();
  pass(seconds{6});
  for (const std::string& id : waiting) EXPECT_EQ(state(id), SyncState::kOk);
}

// With an API for many projects.
class WorkerApiOutages : public WorkerOutages {
 protected:
  WorkerApiOutages() {
    settings_.api = &*client_;
    ids_ = {id_};
    for (int i = 0; i < 6; ++i) ids_.push_back(add("n" + std::to_string(i)));
    github_.instead = [](const auto&) {
      return github::client::ScriptedApi::status(401, R"({"message":"Bad credentials"})");
    };
  }
  std::vector<std::string> ids_;
};

TEST_F(WorkerApiOutages, WithoutAUsableTokenAllAreReadByGitAndTheApiIsLeftAlone) {
  start();
  settle();
  pass(seconds{30});
  for (const std::string& id : ids_) {
    EXPECT_EQ(state(id), SyncState::kOk);
    EXPECT_EQ(store_->project(id).status.code, ErrorCode::kUnauthorized);
    EXPECT_EQ(store_->project(id).counts->commits, 1);
  }
  EXPECT_LE(github_.api().requests().size(), 4U) << "the one token, twice by one request";
}

}  // namespace
}  // namespace cpsg::sync
