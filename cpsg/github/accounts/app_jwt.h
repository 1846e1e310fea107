// The bearer token by which a GitHub App proves who it is when it asks for its installations and their tokens.
//
//   std::string jwt = make_app_jwt(app_id, private_key_pem, now);
//   request.bearer_token = jwt;
//
// A pure function. Source: GitHub's "Generating a JSON Web Token (JWT) for a GitHub App"; RFC 7519.
#pragma once

#include <string>

#include "cpsg/base/clock.h"

namespace cpsg::github::accounts {

// Signed with RS256, valid from a minute ago for nine minutes. Throws Error(kConfigInvalid) for a
// key that is no RSA key.
[[nodiscard]] std::string make_app_jwt(const std::string& app_id, const std::string& private_key_pem, UnixTime now);

}  // namespace cpsg::github::accounts
