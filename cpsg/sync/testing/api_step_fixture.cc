#include "cpsg/sync/testing/api_step_fixture.h"

#include <unistd.h>

namespace cpsg::sync {

ApiStepFixture::ApiStepFixture()
    : directory_(std::filesystem::path(testing::TempDir()) /
                 ("cpsg_api_step_" + std::to_string(::getpid()) + "_" +
                  testing::UnitTest::GetInstance()->current_test_info()->name())) {
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directories(directory_);
  store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
  remote_.emplace(directory_ / "owner" / "name.git");
  settings_.git_url = "file://" + directory_.string();
  settings_.spool_directory = directory_;
  settings_.holder = current_holder();
  settings_.lease_wait = std::chrono::seconds{0};
  id_ = store_->add_project("owner", "name", "", now(), now(), model::Priority::kRefresh).project.id;
  client_.emplace(github_.settings(), machine_clock());
  settings_.api = &*client_;
}

ApiStepFixture::~ApiStepFixture() {
  client_.reset();
  store_.reset();
  std::filesystem::remove_all(directory_);
}

void ApiStepFixture::bind() {
  store_->bind_identity(store_->project(id_),
                        {SmallGithub::kNumber, std::string(SmallGithub::kNodeId), "owner", "name"}, now());
}

void ApiStepFixture::restart_client(bool token) {
  client_.emplace(github_.settings(token), machine_clock());
  settings_.api = &*client_;
}

storage::Lease ApiStepFixture::take_lease() {
  return std::get<storage::Lease>(store_->acquire_lease(id_, "a test", now(), std::chrono::seconds{600}, {}));
}

std::vector<std::int64_t> ApiStepFixture::stored_numbers() const {
  std::vector<std::int64_t> numbers;
  for (const storage::PullMark& mark : store_->pull_request_marks(id_)) numbers.push_back(mark.number);
  return numbers;
}

SyncReport ApiStepFixture::sync(const SyncOptions& options) {
  SyncReport report;
  sync_project(store_->stores(), settings_, id_, options, clock_, quiet_, cancelled_, report);
  return report;
}

}  // namespace cpsg::sync
