// Text in pictures: made safe to show, measured, and cut to a width.
//
//   const std::string name = shown(text);             // without what cannot be seen, or would move what stands beside
//   const double width = width_px(name, 11);          // 41.3
//   out += "<text>" + escaped(fit(name, 120, 11)) + "</text>";
//
// A picture cannot ask which font a reader has, so widths are those of a wide one: DejaVu Sans, with which Verdana
// agrees nearly. Other fonts are narrower. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg::picture {

enum class Weight : std::uint8_t { kNormal, kBold };

// Without control characters, line breaks, and marks that change the direction of the text around them; blanks at the
// ends go. What is no UTF-8 becomes U+FFFD. The result may stand in XML once escaped.
[[nodiscard]] std::string shown(std::string_view text);
// The text for the inside of an element, and for that of an attribute in double quotes.
[[nodiscard]] std::string escaped(std::string_view text);
[[nodiscard]] std::string escaped_attribute(std::string_view text);
// The same as a part of a longer text: where it has letters that may run from right to left, between marks that keep
// their direction to themselves.
[[nodiscard]] std::string isolated(std::string_view text);

[[nodiscard]] std::size_t characters(std::string_view text);

// Of one line, at that size of the font.
[[nodiscard]] double width_px(std::string_view text, double size_px, Weight weight = Weight::kNormal);
// The text, or its beginning with an ellipsis, no wider than that; empty where not even that has room.
[[nodiscard]] std::string fit(std::string_view text, double max_px, double size_px, Weight weight = Weight::kNormal);
// Lines of whole words, at most that many; what has no room in them is cut.
[[nodiscard]] std::vector<std::string> lines_of_words(std::string_view text, double max_px, double size_px,
                                                      Weight weight, std::size_t most);
// Lines of whole parts with ` · ` between, none wider than that; a part that alone is wider is cut.
[[nodiscard]] std::vector<std::string> lines_of(const std::vector<std::string>& parts, double max_px, double size_px);

}  // namespace cpsg::picture
