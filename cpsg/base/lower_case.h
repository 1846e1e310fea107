// Lower case of text in UTF-8, whatever the locale.
//
//   lower_case("J\u00D6RG@Example.COM");  // "j\u00F6rg@example.com"
//
// Each character by itself, by Unicode's mapping of one character to one. Bytes that are not UTF-8 stay as they are. A
// pure function, safe from any thread.
#pragma once

#include <string>
#include <string_view>

namespace cpsg {

[[nodiscard]] std::string lower_case(std::string_view text);

}  // namespace cpsg
