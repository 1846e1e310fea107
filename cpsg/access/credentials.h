// What a request shows to prove who sends it: a key, or the cookie of a session. Here it is only read; grants.h knows
// whose it is.
//
//   const Credential credential = credential_of(request, Transport::kHttps);
//   if (credential.kind == Credential::Kind::kKey && !credential.digest) ...  // not even the form of a key
//
// Keys are `cpsg_` and 256 random bits in base64url, ids of sessions the bits alone. What is looked up is the SHA-256
// of the bits. Pure functions, but for make_secret_text().
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/access/visitor.h"
#include "cpsg/base/secure_random.h"
#include "cpsg/base/sha256.h"
#include "cpsg/http/message.h"

namespace cpsg::access {

struct Credential {
  enum class Kind : std::uint8_t { kNone, kKey, kSession };
  Kind kind = Kind::kNone;
  std::optional<Sha256Digest> digest;  // nothing where the text cannot be one of ours

  friend bool operator==(const Credential&, const Credential&) = default;
};

// A key counts before a cookie. Another scheme than Bearer is none of ours: a proxy may have asked for it. A cookie is
// read where the transport allows one, under that transport's name alone. Two of that name are as good as none: another
// site or server of the same host may have set one of them, and which comes first is its choice.
[[nodiscard]] Credential credential_of(const http::IncomingRequest& request, Transport transport);
// The part of it that looks at the header Authorization.
[[nodiscard]] Credential credential_of_authorization(std::string_view authorization);

// The digest of a key's text; nothing for what is no key.
[[nodiscard]] std::optional<Sha256Digest> digest_of_key(std::string_view text);

// A new key, or a new session's id, and the digest under which it is stored.
struct NewSecret {
  std::string text;
  Sha256Digest digest;
};
[[nodiscard]] NewSecret new_key_secret();
[[nodiscard]] NewSecret new_session_secret();

// `__Host-cpsg` over https, `cpsg` over http within this machine; empty where there may be no cookie.
[[nodiscard]] std::string_view cookie_name(Transport transport);
// The values of Set-Cookie that store the session's id, and that take it away. The transport must allow a cookie.
[[nodiscard]] std::string session_cookie(Transport transport, std::string_view id, std::chrono::seconds lifetime);
[[nodiscard]] std::string no_session_cookie(Transport transport);

}  // namespace cpsg::access
