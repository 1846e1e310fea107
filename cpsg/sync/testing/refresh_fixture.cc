#include "cpsg/sync/testing/refresh_fixture.h"

#include <unistd.h>

namespace cpsg::sync {

RefreshProjects::RefreshProjects()
    : path_(std::filesystem::path(testing::TempDir()) /
            (std::string("cpsg_refresh_") + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name())) {
  std::filesystem::remove_all(path_);
  std::filesystem::create_directories(path_);
  store_ = storage::sqlite::open_sqlite_store(path_ / "cpsg.db", {});
  client_.emplace(github_.settings(), machine_clock());
}

RefreshProjects::~RefreshProjects() {
  store_.reset();
  std::filesystem::remove_all(path_);
}

std::string RefreshProjects::follow(const std::string& full_name) {
  const std::size_t slash = full_name.find('/');
  return store_
      ->add_project(full_name.substr(0, slash), full_name.substr(slash + 1), "", now_, now_, model::Priority::kRefresh)
      .project.id;
}

void RefreshProjects::finish(const std::string& id) {
  auto taken = store_->acquire_lease(id, "a test", now_, std::chrono::seconds{60}, {});
  const auto lease = std::get<storage::Lease>(taken);
  store_->publish(lease, {.now = now_});
  store_->finish_work(lease, model::kInitialWork, store_->project(id).work_version);
  store_->release_lease(lease);
}

std::vector<RefreshResult> RefreshProjects::refresh(const std::vector<std::string>& ids) {
  std::vector<model::Project> projects;
  for (const std::string& id : ids) projects.push_back(store_->project(id));
  return refresh_projects(store_->stores(), *client_, {}, projects, clock_, {});
}

}  // namespace cpsg::sync
