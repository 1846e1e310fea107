#include "cpsg/access/testing/gate_fixture.h"

#include <cstdlib>

namespace cpsg::access {

GateTest::GateTest() = default;

GateTest::~GateTest() {
  gate_.reset();
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

Gate& GateTest::open(GateOptions options) {
  gate_ = std::make_unique<Gate>(std::move(options), stores_.changes, stores_.keys, stores_.sessions);
  return *gate_;
}

NewSecret GateTest::add_key(std::string_view name, model::KeyScope scope, std::optional<UnixTime> expires_at) {
  NewSecret secret = new_key_secret();
  const model::ApiKey key{.id = "k-" + std::string(name),
                          .name = std::string(name),
                          .scope = scope,
                          .created_at = now_.time,
                          .expires_at = expires_at};
  stores_.keys.create_key(key, secret.digest, now_.time);
  return secret;
}

http::IncomingRequest GateTest::request(std::string method, std::vector<http::Header> headers, std::string peer) {
  http::IncomingRequest made;
  made.method = std::move(method);
  made.target = "/v1/projects";
  made.headers = std::move(headers);
  made.request_id = "r-1";
  made.peer = std::move(peer);
  return made;
}

std::string GateTest::header(const std::vector<http::Header>& headers, std::string_view name) {
  for (const http::Header& each : headers) {
    if (each.name == name) return each.value;
  }
  return "";
}

void GateTest::pass(std::chrono::milliseconds time) {
  passed_ += time;
  now_ = {.time = kStart + std::chrono::floor<std::chrono::seconds>(passed_), .instant = kStartInstant + passed_};
}

storage::Stores GateTest::others() {
  if (!others_) others_ = storage::sqlite::open_sqlite_store(directory_ / "cpsg.db", {});
  return others_->stores();
}

std::filesystem::path GateTest::make_directory() {
  std::string name = (std::filesystem::temp_directory_path() / "cpsg-access-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  return name;
}

}  // namespace cpsg::access
