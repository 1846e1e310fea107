#include "cpsg/picture/badge.h"

#include <fmt/format.h>

#include <cmath>

namespace cpsg::picture {
namespace {

constexpr int kHeight = 20;
constexpr double kSize = 11;
constexpr int kPadding = 6;
constexpr int kPlainGap = 5;
constexpr Paint kLabelGround = {"#4a5361", "#2c333d"};
constexpr Paint kLabelInk = {"#ffffff", "#e7eaee"};

// One half, or all of it: its corners are round where nothing stands beside.
void append_half(Svg& svg, int x, int width, bool round_left, bool round_right, const Paint& paint) {
  const std::string left = round_left ? "a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3" : "v-20";
  const std::string right = round_right ? "a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3" : "v20";
  const int straight = width - (round_left ? 3 : 0) - (round_right ? 3 : 0);
  svg.body += fmt::format(R"(<path class="{}" d="M{} 0h{}{}h-{}{}z"/>)", svg.fill(paint), x + (round_left ? 3 : 0),
                          straight, right, straight, left);
}

// With its measured length, so that any font keeps to its place.
void append_text(Svg& svg, double x, std::string_view text, double width, const Paint& paint, Weight weight) {
  svg.body +=
      fmt::format(R"(<text x="{}" y="14" class="{}"{} textLength="{}">{}</text>)", coordinate(x), svg.fill(paint),
                  weight == Weight::kBold ? R"( font-weight="700")" : "", coordinate(width), escaped(text));
}

}  // namespace

std::string draw_badge(const Badge& badge) {
  const std::string label = shown(badge.label);
  const std::string message = shown(badge.message);
  const bool flat = badge.style == Style::kFlat;
  const Weight weight = flat ? Weight::kNormal : Weight::kBold;
  const double label_px = width_px(label, kSize);
  const double message_px = width_px(message, kSize, weight);
  const int padding = flat ? kPadding : 0;
  const int label_width =
      label.empty() ? 0 : static_cast<int>(std::ceil(label_px)) + 2 * padding + (flat ? 0 : kPlainGap);
  const int message_width = static_cast<int>(std::ceil(message_px)) + 2 * padding;

  const std::string title = label.empty() ? message : isolated(label) + ": " + isolated(message);
  Svg svg(label_width + message_width, kHeight, badge.theme, title);
  svg.rules = "text{font:11px Verdana,'DejaVu Sans',Geneva,sans-serif;unicode-bidi:isolate}";
  const Paint paint = paint_of(badge.colour);
  if (flat) {
    if (!label.empty()) append_half(svg, 0, label_width, true, false, kLabelGround);
    append_half(svg, label_width, message_width, label.empty(), true, paint);
  }
  if (!label.empty()) {
    append_text(svg, padding, label, label_px, flat ? kLabelInk : paint_of(Token::kText2), Weight::kNormal);
  }
  append_text(svg, label_width + padding, message, message_px, flat ? ink_on(paint) : paint, weight);
  return svg.finish();
}

}  // namespace cpsg::picture
