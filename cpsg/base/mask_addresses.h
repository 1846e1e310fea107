// E-mail addresses and URL credentials taken out of free text.
//
//   mask_addresses("ask jane@example.com.", "[removed]");  // "ask [removed]."
//
// An address is the longest run of letters of any script, digits and . _ % + - = on both sides of an @, without full
// stops at its end: what looks like an address is masked even where no server would take it. The = is in it because
// mailing lists write one address into another (bounce+jane=example.com@list). Before the @ there may be an apostrophe
// (o'brien@example.com) or a quoted text ("jane doe"@example.com), behind it a number in brackets (jane@[192.0.2.1]).
// The text is UTF-8. Pure functions.
#pragma once

#include <string>
#include <string_view>

namespace cpsg {

// `text` with `mask` in the place of each address. The mask is the caller's, because stored messages and errors each
// promise their own words.
[[nodiscard]] std::string mask_addresses(std::string_view text, std::string_view mask);

// What ends the part of a URL that can hold user and password, in a text with other words around the URL.
inline constexpr std::string_view kAuthorityEndsInText = "/?# '\"";

// Takes user and password out of every URL of `text`: scheme://user:password@host becomes scheme://host. A text that is
// one URL and nothing else passes "/" as `authority_ends`: more of it is then taken for a password.
void remove_userinfo(std::string& text, std::string_view authority_ends = kAuthorityEndsInText);

}  // namespace cpsg
