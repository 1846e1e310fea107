#include "cpsg/picture/text.h"

#include <algorithm>
#include <array>

#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/base/utf8.h"

namespace cpsg::picture {
namespace {

constexpr std::string_view kEllipsis = "\u2026";
constexpr std::string_view kBetween = " \u00b7 ";
constexpr std::string_view kIsolate = "\u2068";
constexpr std::string_view kEndOfIsolate = "\u2069";

constexpr char32_t kFirstMeasured = 0x20;
using Widths = std::array<std::uint16_t, 95>;
// Of the characters from the blank to the tilde, in thousandths of the font's size.
constexpr Widths kNormalWidths = {318,  401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
                                  636,  636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
                                  1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
                                  603,  787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
                                  500,  613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
                                  635,  635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838};
constexpr Widths kBoldWidths = {348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
                                696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
                                1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
                                733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
                                500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
                                716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838};

// Of all other characters, the width of most of their kind; from `first` on.
struct Range {
  char32_t first;
  std::uint16_t width;
};
constexpr std::array kRanges = {
    Range{0xA0, 318},    Range{0xA1, 640},     Range{0xB7, 380},     Range{0xB8, 700},    Range{0x300, 0},
    Range{0x370, 820},   Range{0x590, 600},    Range{0x900, 820},    Range{0x1100, 1000}, Range{0x1200, 820},
    Range{0x2013, 500},  Range{0x2014, 1000},  Range{0x2018, 400},   Range{0x201C, 520},  Range{0x2020, 640},
    Range{0x2026, 1000}, Range{0x2027, 640},   Range{0x2190, 900},   Range{0x2E80, 1000}, Range{0xA000, 900},
    Range{0xAC00, 1000}, Range{0xD7B0, 900},   Range{0xF900, 1000},  Range{0xFB00, 800},  Range{0xFE00, 0},
    Range{0xFE10, 1000}, Range{0x10000, 1000}, Range{0x1F000, 1300}, Range{0x20000, 1000}};

std::uint16_t width_of(char32_t character, Weight weight) {
  const Widths& widths = weight == Weight::kBold ? kBoldWidths : kNormalWidths;
  if (character < kFirstMeasured) return 0;
  if (character < kFirstMeasured + widths.size()) return widths[character - kFirstMeasured];
  const auto behind = std::upper_bound(kRanges.begin(), kRanges.end(), character,
                                       [](char32_t value, const Range& range) { return value < range.first; });
  if (behind == kRanges.begin()) return 0;
  const std::uint16_t width = std::prev(behind)->width;
  return weight == Weight::kBold ? static_cast<std::uint16_t>(width * 11 / 10) : width;
}

// Controls, separators of lines, marks of direction and of the order of bytes, and what is no character at all.
bool is_left_out(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
  const bool mark = c == 0x61C || c == 0x200B || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
                    (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
  const bool nothing = (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xE0000 && c <= 0xE0FFF);
  return control || mark || nothing;
}

// Calls each(bytes, character) for the characters of UTF-8.
template <typename Each>
void for_each_character(std::string_view text, const Each& each) {
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Sequence sequence = utf8_sequence_at(text, at);
    const std::string_view bytes = text.substr(at, sequence.size);
    each(bytes, sequence.valid ? decode_utf8(bytes) : char32_t{0xFFFD});
    at += sequence.size;
  }
}

}  // namespace

std::string shown(std::string_view text) {
  std::string out;
  for_each_character(text, [&](std::string_view bytes, char32_t character) {
    if (is_left_out(character)) return;
    out += character == 0xFFFD ? kReplacementCharacter : bytes;
  });
  return std::string(trim(out));
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escaped_attribute(std::string_view text) {
  std::string out;
  for (const char c : escaped(text)) c == '"' ? void(out += "&quot;") : void(out += c);
  return out;
}

std::string isolated(std::string_view text) {
  bool may_run_back = false;
  for_each_character(text, [&](std::string_view, char32_t c) { may_run_back = may_run_back || c >= 0x590; });
  if (!may_run_back) return std::string(text);
  return std::string(kIsolate).append(text).append(kEndOfIsolate);
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for_each_character(text, [&](std::string_view, char32_t) { ++count; });
  return count;
}

double width_px(std::string_view text, double size_px, Weight weight) {
  std::size_t thousandths = 0;
  for_each_character(text, [&](std::string_view, char32_t c) { thousandths += width_of(c, weight); });
  return static_cast<double>(thousandths) * size_px / 1000;
}

std::string fit(std::string_view text, double max_px, double size_px, Weight weight) {
  if (width_px(text, size_px, weight) <= max_px) return std::string(text);
  const double room = max_px - width_px(kEllipsis, size_px, weight);
  if (room < 0) return "";
  double taken = 0;
  std::string out;
  bool full = false;
  for_each_character(text, [&](std::string_view bytes, char32_t c) {
    taken += width_of(c, weight) * size_px / 1000;
    full = full || taken > room;
    if (!full) out += bytes;
  });
  return std::string(trim(out)).append(kEllipsis);
}

std::vector<std::string> lines_of_words(std::string_view text, double max_px, double size_px, Weight weight,
                                        std::size_t most) {
  std::vector<std::string> lines;
  for_each_part(text, ' ', [&](std::string_view word) {
    if (word.empty()) return;
    const std::string longer = lines.empty() ? "" : lines.back() + " " + std::string(word);
    const bool has_room = !lines.empty() && width_px(longer, size_px, weight) <= max_px;
    if (has_room || lines.size() == most) {
      lines.back() = longer;
    } else {
      lines.emplace_back(word);
    }
  });
  for (std::string& line : lines) line = fit(line, max_px, size_px, weight);
  return lines;
}

std::vector<std::string> lines_of(const std::vector<std::string>& parts, double max_px, double size_px) {
  std::vector<std::string> lines;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    if (!lines.empty()) {
      const std::string longer = lines.back() + std::string(kBetween) + part;
      if (width_px(longer, size_px) <= max_px) {
        lines.back() = longer;
        continue;
      }
    }
    lines.push_back(fit(part, max_px, size_px));
  }
  return lines;
}

}  // namespace cpsg::picture
