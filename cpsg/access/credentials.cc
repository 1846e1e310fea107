#include "cpsg/access/credentials.h"

#include <fmt/format.h>

#include "cpsg/base/ascii.h"
#include "cpsg/base/base64url.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"

namespace cpsg::access {
namespace {

constexpr std::string_view kKeyPrefix = "cpsg_";
constexpr std::string_view kScheme = "bearer";
constexpr std::size_t kSecretTextBytes = 43;  // of 32 bytes in base64url

std::string_view text_of(const std::vector<std::uint8_t>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Sha256Digest> digest_of_secret(std::string_view text) {
  if (text.size() != kSecretTextBytes) return std::nullopt;
  const auto secret = base64url_decode(text);
  return secret ? std::optional(sha256(text_of(*secret))) : std::nullopt;
}

NewSecret new_secret(std::string_view prefix) {
  const std::string text = base64url_encode(random_secret());
  return {.text = std::string(prefix) + text, .digest = *digest_of_secret(text)};
}

// Nothing where there is none of that name, or more than one.
std::optional<std::string_view> cookie_value(std::string_view cookies, std::string_view name) {
  std::optional<std::string_view> value;
  while (!cookies.empty()) {
    const std::string_view pair = trim(take_until(cookies, ';'));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    if (value) return std::nullopt;
    value = pair.substr(equals + 1);
  }
  return value;
}

}  // namespace

Credential credential_of_authorization(std::string_view authorization) {
  const std::string_view text = trim(authorization);
  const std::string_view scheme = text.substr(0, text.find_first_of(kWhitespace));
  if (!equal_ignoring_case(scheme, kScheme)) return {};
  return {.kind = Credential::Kind::kKey, .digest = digest_of_key(trim(text.substr(scheme.size())))};
}

Credential credential_of(const http::IncomingRequest& request, Transport transport) {
  if (const auto authorization = request.header("authorization")) {
    const Credential key = credential_of_authorization(*authorization);
    if (key.kind != Credential::Kind::kNone) return key;
  }
  const auto cookies = request.header("cookie");
  const std::string_view name = cookie_name(transport);
  if (!cookies || name.empty()) return {};
  const auto id = cookie_value(*cookies, name);
  if (!id) return {};
  return {.kind = Credential::Kind::kSession, .digest = digest_of_secret(*id)};
}

std::optional<Sha256Digest> digest_of_key(std::string_view text) {
  if (!text.starts_with(kKeyPrefix)) return std::nullopt;
  return digest_of_secret(text.substr(kKeyPrefix.size()));
}

NewSecret new_key_secret() { return new_secret(kKeyPrefix); }

NewSecret new_session_secret() { return new_secret(""); }

std::string_view cookie_name(Transport transport) {
  switch (transport) {
    case Transport::kHttps:
      return "__Host-cpsg";
    case Transport::kLocalHttp:
      return "cpsg";
    case Transport::kOtherHttp:
      return "";
  }
  return "";
}

std::string session_cookie(Transport transport, std::string_view id, std::chrono::seconds lifetime) {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name(transport), id,
                     lifetime.count(), transport == Transport::kHttps ? "; Secure" : "");
}

std::string no_session_cookie(Transport transport) { return session_cookie(transport, "", std::chrono::seconds(0)); }

}  // namespace cpsg::access
