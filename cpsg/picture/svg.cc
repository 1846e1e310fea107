#include "cpsg/picture/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>

namespace cpsg::picture {
namespace {

// Of cards and charts; a badge stands among others, which have Verdana.
constexpr std::string_view kFonts = "system-ui,Helvetica,Arial,sans-serif";
constexpr double kGroundRadius = 6;
constexpr double kUsualSize = 12;

}  // namespace

std::string coordinate(double px) {
  const auto tenths = static_cast<std::int64_t>(std::llround(px * 10));
  std::string out = tenths < 0 ? "-" : "";
  const std::int64_t size = std::abs(tenths);
  if (size >= 10 || size == 0) out += std::to_string(size / 10);
  if (size % 10 != 0) out.append(".").append(std::to_string(size % 10));
  return out == "-" ? "0" : out;
}

Svg::Svg(int width, int height, Theme theme, std::string_view words, std::string_view title)
    : width_(width), height_(height), theme_(theme), words_(words), title_(title.empty() ? words : title) {}

std::string Svg::class_of(const Paint& paint, std::string_view property) {
  const auto found = std::find_if(classes_.begin(), classes_.end(),
                                  [&](const Class& each) { return each.paint == paint && each.property == property; });
  const auto place = static_cast<std::size_t>(found - classes_.begin());
  if (found == classes_.end()) classes_.push_back({paint, property});
  assert(place < 24);  // `y` and `z` are taken
  return std::string(1, static_cast<char>('a' + place));
}

std::string Svg::colours(std::string_view Paint::* ground) const {
  std::string out;
  for (std::size_t i = 0; i < classes_.size(); ++i) {
    out += fmt::format(".{}{{{}:{}}}", static_cast<char>('a' + i), classes_[i].property, classes_[i].paint.*ground);
  }
  return out;
}

void Svg::text(double x, double y, std::string_view text, const TextLook& look) {
  if (text.empty()) return;
  body += fmt::format(R"(<text x="{}" y="{}" class="{}{}")", coordinate(x), coordinate(y), fill(look.token),
                      look.weight == Weight::kBold ? " y" : "");
  if (look.size_px != kUsualSize) body += fmt::format(R"( font-size="{}")", coordinate(look.size_px));
  if (!look.anchor.empty()) body += fmt::format(R"( text-anchor="{}")", look.anchor);
  body.append(">").append(escaped(text)).append("</text>");
}

void Svg::ground(Style style) {
  rules += fmt::format(
      "text{{font-family:{};font-variant-numeric:tabular-nums;unicode-bidi:isolate}}.y{{font-weight:600}}", kFonts);
  if (style == Style::kPlain) return;
  body += fmt::format(R"(<rect x=".5" y=".5" width="{}" height="{}" rx="{}" class="{} {}"/>)", width_ - 1, height_ - 1,
                      kGroundRadius, fill(Token::kSurface), stroke(Token::kHairline));
}

std::string Svg::finish() {
  std::string style = rules;
  style += colours(theme_ == Theme::kDark ? &Paint::dark : &Paint::light);
  if (theme_ == Theme::kAuto) style += "@media(prefers-color-scheme:dark){" + colours(&Paint::dark) + "}";
  return fmt::format(
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}" role="img")"
      R"( font-size="{2}" aria-label="{3}"><title>{4}</title><style>{5}</style>{6}</svg>)"
      "\n",
      width_, height_, kUsualSize, escaped_attribute(words_), escaped(title_), style, body);
}

}  // namespace cpsg::picture
