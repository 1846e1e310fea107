#include "cpsg/model/api_key.h"

#include <algorithm>
#include <array>

#include "cpsg/base/utf8.h"

namespace cpsg::model {
namespace {

constexpr std::array<std::string_view, 3> kScopeNames = {"read", "write", "admin"};
constexpr std::array<std::string_view, 3> kStateNames = {"live", "expired", "revoked"};

}  // namespace

std::string_view name(KeyScope scope) noexcept { return kScopeNames[static_cast<std::size_t>(scope)]; }

std::optional<KeyScope> key_scope_from_name(std::string_view name) noexcept {
  const auto found = std::find(kScopeNames.begin(), kScopeNames.end(), name);
  if (found == kScopeNames.end()) return std::nullopt;
  return static_cast<KeyScope>(found - kScopeNames.begin());
}

std::string_view name(KeyState state) noexcept { return kStateNames[static_cast<std::size_t>(state)]; }

bool is_key_name(std::string_view name) noexcept {
  const bool has_controls =
      std::any_of(name.begin(), name.end(), [](char c) { return (c >= '\0' && c < ' ') || c == '\x7F'; });
  return !name.empty() && name.size() <= kKeyNameMaxBytes && !has_controls && find_invalid_utf8(name) == name.size();
}

KeyState state_of(const ApiKey& key, UnixTime now) noexcept {
  if (key.revoked_at) return KeyState::kRevoked;
  return key.expires_at && *key.expires_at <= now ? KeyState::kExpired : KeyState::kLive;
}

}  // namespace cpsg::model
