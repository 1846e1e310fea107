// What can be told from the text of a token alone, and what of it may be shown.
//
//   kind_of_token("ghp_...")   // "classic"
//   fingerprint_of("ghp_...")  // "5f2c01aa"
//
// Pure functions. Source: GitHub's "About authentication to GitHub" (token prefixes).
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
