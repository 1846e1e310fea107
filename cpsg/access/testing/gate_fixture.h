// For tests: a gate over a store of its own whose calls are counted, at times that the test moves.
//
//   const NewSecret key = add_key("ci", KeyScope::kWrite);
//   EXPECT_EQ(status(admit(request("GET", {bearer(key)}), Level::kWrite)), 0);
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/access/gate.h"
#include "cpsg/storage/sqlite/sqlite_store.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::access {

class GateTest : public testing::Test {
 protected:
  static constexpr UnixTime kStart{std::chrono::sys_days(std::chrono::year(2026) / 11 / 27) + std::chrono::hours(8)};

  GateTest();
  ~GateTest() override;

  // The gate of these options from now on.
  Gate& open(GateOptions options = {});
  Gate& gate() { return gate_ ? *gate_ : open(); }

  NewSecret add_key(std::string_view name, model::KeyScope scope, std::optional<UnixTime> expires_at = {});

  static http::Header bearer(const NewSecret& key) { return {"authorization", "Bearer " + key.text}; }
  static http::IncomingRequest request(std::string method, std::vector<http::Header> headers = {},
                                       std::string peer = "127.0.0.1");
  Admission admit(const http::IncomingRequest& request, Level needed) { return gate().admit(request, needed, now_); }

  // Of the refusal; 0: admitted.
  static int status(const Admission& admission) { return admission.refusal ? admission.refusal->status : 0; }
  static std::string header(const std::vector<http::Header>& headers, std::string_view name);

  void pass(std::chrono::milliseconds time);

  storage::CountingStores& counting() { return counting_; }
  storage::Stores& stores() { return stores_; }
  // The same store as another process has it.
  storage::Stores others();
  [[nodiscard]] const Moment& now() const { return now_; }

 private:
  static constexpr Instant kStartInstant{std::chrono::hours(1'000)};

  static std::filesystem::path make_directory();

  std::filesystem::path directory_ = make_directory();
  std::unique_ptr<storage::sqlite::SqliteStore> store_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
  std::unique_ptr<storage::sqlite::SqliteStore> others_;
  storage::CountingStores counting_{store_->stores()};
  storage::Stores stores_ = counting_.stores();
  std::unique_ptr<Gate> gate_;
  std::chrono::milliseconds passed_{0};
  Moment now_{.time = kStart, .instant = kStartInstant};
};

}  // namespace cpsg::access
