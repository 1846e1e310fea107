// What somebody probably meant, for messages about unknown words.
//
//   nearest_spelling("githb.tokens", known_keys);  // "github.tokens"
//
// A pure function.
#pragma once

#include <span>
#include <string_view>

namespace cpsg::server {

// The known word that is the fewest edits (a character more, less or other) away; the first of several. `known` is not
// empty; of a very long `word` only the beginning counts.
[[nodiscard]] std::string_view nearest_spelling(std::string_view word, std::span<const std::string_view> known);

}  // namespace cpsg::server
