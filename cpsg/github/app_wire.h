// What GitHub answers to an App that asks as itself, read out of JSON. Untrusted; throws Error(kBadData).
//
// Source: REST description 2022-11-28, "apps".
#pragma once

#include <string_view>
#include <vector>

#include "cpsg/github/accounts.h"

namespace cpsg::github {

// The token's text may be of any length within the limit of an answer's head.
[[nodiscard]] InstallationToken read_installation_token(std::string_view body);
[[nodiscard]] std::vector<Installation> read_installations(std::string_view body);

}  // namespace cpsg::github
