// What a token tells by its text alone, and what of it may be shown.
#pragma once

#include <string>
#include <string_view>

namespace cpsg::github::accounts {

// "classic", "fine-grained", "oauth", "installation", or "other": by GitHub's prefixes.
[[nodiscard]] std::string_view kind_of_token(std::string_view token) noexcept;

// The first 8 hex digits of its SHA-256: tells tokens apart and tells nothing of them.
[[nodiscard]] std::string fingerprint_of(std::string_view token);

// Whether it is one word of visible ASCII, as every token is.
[[nodiscard]] bool is_token(std::string_view text) noexcept;

}  // namespace cpsg::github::accounts
