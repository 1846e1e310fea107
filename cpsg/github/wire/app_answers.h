// The responses to what an App asks as itself, read out of JSON.
//
//   const InstallationToken token = read_installation_token(body);
//
// Pure functions; the bytes are untrusted. They throw Error(kBadData).
//
// Source: REST description 2022-11-28, "apps".
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::github::wire {

inline constexpr std::size_t kInstallationsPerPage = 100;

struct InstallationToken {
  std::string token;
  UnixTime expires_at{};
};
struct Installation {
  std::int64_t id = 0;
  std::string owner;       // login of the account it was made for
  bool suspended = false;  // by that account: it gets no tokens meanwhile
};

// The token is at most 16 KiB long.
[[nodiscard]] InstallationToken read_installation_token(std::string_view body);
[[nodiscard]] std::vector<Installation> read_installations(std::string_view body);

}  // namespace cpsg::github::wire
