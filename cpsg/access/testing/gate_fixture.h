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

  ~GateTest() override {
    gate_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
  }

  // The gate of these options from now on.
  Gate& open(GateOptions options = {}) {
    gate_ = std::make_unique<Gate>(std::move(options), stores_.changes, stores_.keys, stores_.sessions);
    return *gate_;
  }
  Gate& gate() { return gate_ ? *gate_ : open(); }

  NewSecret add_key(std::string_view name, model::KeyScope scope, std::optional<UnixTime> expires_at = {}) {
    NewSecret secret = new_key_secret();
    const model::ApiKey key{.id = "k-" + std::string(name),
                            .name = std::string(name),
                            .scope = scope,
                            .created_at = now_.time,
                            .expires_at = expires_at};
    stores_.keys.create_key(key, secret.digest, now_.time);
    return secret;
  }

  static http::Header bearer(const NewSecret& key) { return {"authorization", "Bearer " + key.text}; }
  static http::IncomingRequest request(std::string method, std::vector<http::Header> headers = {},
                                       std::string peer = "127.0.0.1") {
    http::IncomingRequest made;
    made.method = std::move(method);
    made.target = "/v1/projects";
    made.headers = std::move(headers);
    made.request_id = "r-1";
    made.peer = std::move(peer);
    return made;
  }
  Admission admit(const http::IncomingRequest& request, Level needed) { return gate().admit(request, needed, now_); }

  // Of the refusal; 0: admitted.
  static int status(const Admission& admission) { return admission.refusal ? admission.refusal->status : 0; }
  static std::string header(const std::vector<http::Header>& headers, std::string_view name) {
    for (const http::Header& each : headers) {
      if (each.name == name) return each.value;
    }
    return "";
  }

  void pass(std::chrono::milliseconds time) {
    passed_ += time;
    now_ = {.time = kStart + std::chrono::floor<std::chrono::seconds>(passed_), .instant = kStartInstant + passed_};
  }

  storage::CountingStores& counting() { return counting_; }
  storage::Stores& stores() { return stores_; }
  // The same store as another process has it.
  storage::Stores others() {
    if (!others_) others_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
    return others_->stores();
  }
  [[nodiscard]] const Moment& now() const { return now_; }

 private:
  static constexpr Instant kStartInstant{std::chrono::hours(1'000)};

  static std::filesystem::path make_directory() {
    std::string name = (std::filesystem::temp_directory_path() / "cpsg-access-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    return name;
  }

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
