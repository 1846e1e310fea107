#include "cpsg/picture/card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cpsg/picture/line_path.h"
#include "cpsg/picture/numbers.h"

namespace cpsg::picture {
namespace {

constexpr double kPadding = 16;
constexpr double kColumnGap = 16;
constexpr double kTitleSize = 14;
constexpr double kTitleMax = 480;  // a longer one would be too many bytes
constexpr double kValueSize = 22;
constexpr double kLabelSize = 12;
constexpr double kTitleBaseline = 28;
constexpr double kFirstValueBaseline = 62;  // of the first row of numbers; its labels stand below
constexpr double kLabelBelow = 18;
constexpr double kRowHeight = 56;
constexpr double kSparkHeight = 36;
constexpr double kCaptionHeight = 24;
constexpr double kCaptionLine = 17;

// How many stand beside each other: all, or half of them, or one.
std::size_t columns_of(const Card& card, double room) {
  double widest = 0;
  for (const CardNumber& each : card.numbers) {
    widest = std::max({widest, width_px(each.value, kValueSize, Weight::kBold), width_px(each.label, kLabelSize)});
  }
  const std::size_t all = std::max<std::size_t>(card.numbers.size(), 1);
  for (const std::size_t columns : {all, (all + 1) / 2}) {
    const auto count = static_cast<double>(columns);
    if (count * widest + (count - 1) * kColumnGap <= room) return columns;
  }
  return 1;
}

void draw_numbers(Svg& svg, const Card& card, std::size_t columns, double room) {
  const double column = (room + kColumnGap) / static_cast<double>(columns);
  for (std::size_t i = 0; i < card.numbers.size(); ++i) {
    const double x = kPadding + static_cast<double>(i % columns) * column;
    const double y = kFirstValueBaseline + static_cast<double>(i / columns) * kRowHeight;
    const bool known = card.numbers[i].value != kUnknown;
    svg.text(x, y, fit(card.numbers[i].value, room, kValueSize, Weight::kBold),
             {.size_px = kValueSize, .weight = Weight::kBold, .token = known ? Token::kText : Token::kText3});
    svg.text(x, y + kLabelBelow, fit(card.numbers[i].label, room, kLabelSize),
             {.size_px = kLabelSize, .token = Token::kText2});
  }
}

// From zero to the highest value; the way to the last one, which is not over, is dotted.
void draw_spark(Svg& svg, const Card& card, double top, double room) {
  std::int64_t highest = 1;
  for (const auto& each : card.spark) highest = std::max(highest, each.value_or(0));
  const double step = room / static_cast<double>(std::max<std::size_t>(card.spark.size() - 1, 1));
  const auto x = [&](std::size_t i) { return kPadding + static_cast<double>(i) * step; };
  const auto y = [&](std::int64_t value) {
    return std::round(top + kSparkHeight - static_cast<double>(value) / static_cast<double>(highest) * kSparkHeight);
  };
  LinePath over;
  for (std::size_t i = 0; i + 1 < card.spark.size(); ++i) {
    card.spark[i] ? over.to(std::round(x(i)), y(*card.spark[i])) : over.lift();
  }
  LinePath last;
  const std::size_t end = card.spark.size() - 1;
  if (end > 0 && card.spark[end - 1]) last.to(std::round(x(end - 1)), y(*card.spark[end - 1]));
  if (card.spark[end]) last.to(std::round(x(end)), y(*card.spark[end]));
  svg.rules += "path{fill:none;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}";
  svg.body += fmt::format(R"(<path class="{}" d="{}"/>)", svg.stroke(card.colour), over.text());
  if (!last.empty()) {
    svg.body +=
        fmt::format(R"(<path class="{}" stroke-dasharray="1 4" d="{}"/>)", svg.stroke(card.colour), last.text());
  }
}

std::string words_of(const Card& card) {
  std::string words = isolated(card.title);
  for (const CardNumber& each : card.numbers) {
    words += fmt::format(", {}: {}", each.label, each.value == kUnknown ? "no data" : each.value);
  }
  return words;
}

}  // namespace

std::string draw_card(const Card& asked) {
  Card card = asked;
  card.title = shown(card.title);
  for (std::string& part : card.caption) part = shown(part);
  const double room = card.width - 2 * kPadding;
  const std::size_t columns = columns_of(card, room);
  const std::size_t rows = (card.numbers.size() + columns - 1) / columns;
  const std::vector<std::string> caption = lines_of(card.caption, room, kLabelSize);
  double bottom = kFirstValueBaseline + kLabelBelow + static_cast<double>(rows - 1) * kRowHeight;
  const double spark_top = bottom + kPadding;
  if (!card.spark.empty()) bottom = spark_top + kSparkHeight;
  const double caption_top = bottom + kCaptionHeight - 2;
  if (!caption.empty()) bottom += kCaptionHeight + kCaptionLine * static_cast<double>(caption.size() - 1);

  card.title = fit(card.title, std::min(room, kTitleMax), kTitleSize, Weight::kBold);
  Svg svg(card.width, static_cast<int>(std::ceil(bottom + kPadding - 2)), card.theme, words_of(card), card.title);
  svg.ground(card.style);
  svg.text(kPadding, kTitleBaseline, card.title, {.size_px = kTitleSize, .weight = Weight::kBold});
  draw_numbers(svg, card, columns, room);
  if (!card.spark.empty()) draw_spark(svg, card, spark_top, room);
  for (std::size_t i = 0; i < caption.size(); ++i) {
    svg.text(kPadding, caption_top + kCaptionLine * static_cast<double>(i), caption[i],
             {.size_px = kLabelSize, .token = Token::kText3});
  }
  return svg.finish();
}

std::string draw_notice(const Notice& notice) {
  const std::string text = shown(notice.text);
  Svg svg(notice.width, notice.height, notice.theme, text);
  svg.ground(notice.style);
  svg.text(notice.width / 2.0, notice.height / 2.0 + 5, fit(text, notice.width - 2 * kPadding, kTitleSize),
           {.size_px = kTitleSize, .token = Token::kText2, .anchor = "middle"});
  return svg.finish();
}

}  // namespace cpsg::picture
