// The options of badges, cards and charts, read from a query that the table has checked (route_table_pictures.cc).
//
//   const PictureLook look = picture_look(query);
//   const ChartRange range = chart_range(*query.text("range"));
//
// Pure. Errors: http::FieldError that names the option, for what the table cannot check.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/picture_values.h"
#include "cpsg/api/query.h"
#include "cpsg/picture/svg.h"

namespace cpsg::api {

inline constexpr int kCardWidth = 400;
inline constexpr int kChartWidth = 720;
inline constexpr std::size_t kVersusMax = picture::kSeriesMax - 1;
inline constexpr std::int64_t kPictureAgeMinS = 300;
inline constexpr std::int64_t kPictureAgeMaxS = 86'400;

struct PictureLook {
  std::optional<std::string> label;  // in the place of the usual one; may be empty
  picture::Style style = picture::Style::kFlat;
  picture::Theme theme = picture::Theme::kAuto;
  std::optional<picture::Token> colour;
};
[[nodiscard]] PictureLook picture_look(const Query& query);
[[nodiscard]] PictureScope picture_scope(const Query& query);
[[nodiscard]] int picture_width(const Query& query, int usual);

// Of a card, each once.
[[nodiscard]] std::vector<BadgeKind> card_metrics(const Query& query);

// What of time a chart shows.
struct ChartRange {
  int days = 0;  // so many, of which today is the last; 0: all, or the days below
  std::optional<std::chrono::local_days> first = std::nullopt;
  std::optional<std::chrono::local_days> last = std::nullopt;  // included
};
// From `7d 30d 90d 1y 5y all`, or two days: `2026-01-01..2026-03-31`.
[[nodiscard]] ChartRange chart_range(const Query& query);

}  // namespace cpsg::api
