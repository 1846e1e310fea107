// What all pictures have in common: the ground they are made for, their colours as classes, and the element around it.
//
//   Svg svg(320, 20, Theme::kAuto, "stars: 12.4k");
//   svg.body += fmt::format(R"(<path class="{}" d="M0 0h9v9z"/>)", svg.fill(paint_of(Token::kAccent)));
//   return svg.finish();
//
// A picture has no script and asks for nothing elsewhere. With Theme::kAuto it follows what the reader's system
// prefers. One thread uses an object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/picture/text.h"
#include "cpsg/picture/token.h"

namespace cpsg::picture {

enum class Theme : std::uint8_t { kAuto, kLight, kDark };
enum class Style : std::uint8_t {
  kFlat,   // on a ground of its own
  kPlain,  // on the page's
};

inline constexpr int kWidthMin = 240;
inline constexpr int kWidthMax = 1'200;

// "12.5", "12": one digit behind the point at most.
[[nodiscard]] std::string coordinate(double px);

// How a text stands.
struct TextLook {
  double size_px = 12;
  Weight weight = Weight::kNormal;
  Token token = Token::kText;
  std::string_view anchor = "";  // "middle", "end"; empty: it begins there
};

class Svg {
 public:
  // `words` are the whole content; `title` is its name, where that is shorter. Both were made safe by shown().
  Svg(int width, int height, Theme theme, std::string_view words, std::string_view title = "");

  // The class of elements that are filled, or drawn, with that paint.
  [[nodiscard]] std::string fill(const Paint& paint) { return class_of(paint, "fill"); }
  [[nodiscard]] std::string fill(Token token) { return fill(paint_of(token)); }
  [[nodiscard]] std::string stroke(const Paint& paint) { return class_of(paint, "stroke"); }
  [[nodiscard]] std::string stroke(Token token) { return stroke(paint_of(token)); }

  // A line of text that was made safe by shown(); escaped here.
  void text(double x, double y, std::string_view text, const TextLook& look);
  // The ground of a card or a chart, with a hairline around.
  void ground(Style style);

  // Called once, at the end.
  [[nodiscard]] std::string finish();

  std::string body;
  std::string rules = "";  // of style, beside the colours

 private:
  struct Class {
    Paint paint;
    std::string_view property;
  };
  [[nodiscard]] std::string class_of(const Paint& paint, std::string_view property);
  [[nodiscard]] std::string colours(std::string_view Paint::* ground) const;

  int width_;
  int height_;
  Theme theme_;
  std::string words_;
  std::string title_;
  std::vector<Class> classes_;
};

}  // namespace cpsg::picture
