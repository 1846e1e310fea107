// What the program around the API tells of itself for GET /v1/status.
//
//   options.facts = [&] { return ServerFacts{.version = std::string(kVersion), .started_at = began}; };
//
// Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/schedule/off_peak.h"

namespace cpsg::api {

// A process that works on the store.
struct Instance {
  std::string id;
  std::string role;  // "all"
  std::string version;
  std::string address;  // as it listens: "http://127.0.0.1:8080"
  UnixTime started_at{};
};

// An account at GitHub, beside its budgets.
struct AccountFacts {
  std::string account;                 // as AccountBudget::account has it
  std::string kind;                    // "user", "installation", "anonymous"
  std::optional<UnixTime> expires_at;  // when the first of its tokens ends; nothing where none does, or nobody knows
};

// What a server is given that it also works without.
struct Setup {
  bool github_token = false;  // or an App
  bool webhook_secret = false;
  bool email_key = false;
  bool loopback = false;  // it listens on its own machine alone
};

struct ServerFacts {
  std::string version;
  UnixTime started_at{};
  std::vector<Instance> instances;
  std::string store_kind;                        // "sqlite"
  std::optional<std::uint64_t> disk_free_bytes;  // what the store's disk has left
  std::size_t workers_busy = 0;                  // of this process
  std::size_t workers_total = 0;
  std::vector<AccountFacts> accounts;
  Setup setup;
};

}  // namespace cpsg::api
