// Where the parts of a chart stand: its texts, the plot, the names of lines.
//
//   const ChartLayout layout = lay_out(chart);
//   layout.x(point_s);  layout.y(12.0);  // pixels
//
// For the drawing of charts alone. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cpsg/picture/axis.h"
#include "cpsg/picture/chart_values.h"

namespace cpsg::picture {

struct ChartLayout {
  std::vector<std::string> title;   // lines
  std::vector<std::string> notes;   // lines
  std::vector<std::string> legend;  // names above the plot, one a series that is named; empty: they stand at line ends
  double notes_top = 0;             // the baseline of the first of them
  double legend_top = 0;            // the baseline of the first of them
  double left = 0;                  // of the plot
  double right = 0;
  double top = 0;
  double bottom = 0;
  int height = 0;  // of the whole
  ValueAxis axis;
  std::int64_t from_s = 0;
  std::int64_t to_s = 1;

  [[nodiscard]] double x(double at_s) const {
    return left + (at_s - static_cast<double>(from_s)) / static_cast<double>(to_s - from_s) * (right - left);
  }
  [[nodiscard]] double y(double value) const { return bottom - axis.place(value) * (bottom - top); }
};

inline constexpr double kChartPadding = 16;
inline constexpr double kChartTitleSize = 16;
inline constexpr double kChartTitleBaseline = 30;
inline constexpr double kChartTitleLine = 21;
inline constexpr double kChartNoteLine = 17;
inline constexpr double kChartNoteSize = 12;
inline constexpr double kChartMarkSize = 11;
inline constexpr double kLineNameSize = 12;
inline constexpr double kLineNameGap = 8;
inline constexpr double kLegendLine = 18;
inline constexpr double kLegendSample = 22;

[[nodiscard]] ChartLayout lay_out(const Chart& chart);

// The last point of a line that has a value and is over; null where there is none, and where lines have no ends.
[[nodiscard]] const ChartPoint* line_end(const Chart& chart, const ChartSeries& series);
// Its value, short: "12.4k"; empty where there is none.
[[nodiscard]] std::string end_value(const Chart& chart, const ChartSeries& series);
[[nodiscard]] bool has_values(const Chart& chart);

}  // namespace cpsg::picture
