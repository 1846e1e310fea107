// What GitHub answers to an App that asks as itself, read out of JSON. Untrusted; throws Error(kBadData).
//
// Source: REST description 2022-11-28, "apps".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"

namespace cpsg::github::wire {

// An installation token fresh from GitHub.
struct InstallationToken {
  std::string token;
  UnixTime expires_at{};
};
struct Installation {
  std::int64_t id = 0;
  std::string owner;  // login of the account it was made for
};

// The token's text may be of any length within the limit of an answer's head.
[[nodiscard]] InstallationToken read_installation_token(std::string_view body);
[[nodiscard]] std::vector<Installation> read_installations(std::string_view body);

}  // namespace cpsg::github::wire
