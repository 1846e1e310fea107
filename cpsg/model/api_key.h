// A key of the HTTP API, by which others than the users of this machine are let in, and the session of a browser that
// was opened with one.
//
//   if (state_of(key, now) == KeyState::kLive && key.scope >= KeyScope::kWrite) ...
//
// Plain values without secrets; storage/api_keys.h and storage/sessions.h store them.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"

namespace cpsg::model {

// What a key allows; each includes those before it.
enum class KeyScope : std::uint8_t { kRead, kWrite, kAdmin };
[[nodiscard]] std::string_view name(KeyScope scope) noexcept;  // "read"
[[nodiscard]] std::optional<KeyScope> key_scope_from_name(std::string_view name) noexcept;

struct ApiKey {
  std::string id;    // opaque
  std::string name;  // 1 to kKeyNameMaxBytes bytes of UTF-8 without control characters
  KeyScope scope = KeyScope::kRead;
  UnixTime created_at{};
  std::optional<UnixTime> expires_at;  // from then on it is refused
  std::optional<UnixTime> revoked_at;
  std::optional<std::chrono::sys_days> last_used_on;  // the day (UTC) alone is kept

  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

inline constexpr std::size_t kKeyNameMaxBytes = 100;
// Whether a key may have this name.
[[nodiscard]] bool is_key_name(std::string_view name) noexcept;

enum class KeyState : std::uint8_t { kLive, kExpired, kRevoked };
[[nodiscard]] std::string_view name(KeyState state) noexcept;  // "live"
[[nodiscard]] KeyState state_of(const ApiKey& key, UnixTime now) noexcept;

// It may do what its key may, until it ends or its key does.
struct Session {
  std::string key_id;
  UnixTime ends_at{};

  friend bool operator==(const Session&, const Session&) = default;
};

}  // namespace cpsg::model
