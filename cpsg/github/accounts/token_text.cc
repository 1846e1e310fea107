#include "cpsg/github/accounts/token_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "cpsg/base/hex.h"
#include "cpsg/base/sha256.h"

namespace cpsg::github::accounts {

std::string_view kind_of_token(std::string_view token) noexcept {
  using namespace std::string_view_literals;
  constexpr std::array kKinds = {std::pair{"ghp_"sv, "classic"sv}, std::pair{"github_pat_"sv, "fine-grained"sv},
                                 std::pair{"gho_"sv, "oauth"sv}, std::pair{"ghs_"sv, "installation"sv}};
  for (const auto& [prefix, kind] : kKinds) {
    if (token.starts_with(prefix)) return kind;
  }
  return "other";
}

std::string fingerprint_of(std::string_view token) {
  constexpr std::size_t kShownBytes = 4;
  return hex_encode(std::span<const std::uint8_t>(sha256(token)).first(kShownBytes));
}

bool is_token(std::string_view text) noexcept {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace cpsg::github::accounts
