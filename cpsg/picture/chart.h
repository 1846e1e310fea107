// A chart over time, or over age: bars or lines, of one project or of up to five.
//
//   Chart chart{.title = "How busy is acme/graph?", .notes = {"commits a week", "UTC"}, .width = 720};
//   chart.series.push_back({.name = "acme/graph", .points = {{from_s, to_s, 41}, {to_s, later_s, std::nullopt}}});
//   const std::string svg = draw_chart(chart);
//
// What is not known is a gap. A last stretch that is not over is dashed. Points are thinned to the width, so the answer
// stays below kChartMaxBytes with at most kSeriesMax series of names with at most 201 bytes. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "cpsg/picture/chart_values.h"

namespace cpsg::picture {

inline constexpr std::size_t kChartMaxBytes = 12'000;

[[nodiscard]] std::string draw_chart(const Chart& chart);

// How many stretches of time have room beside each other in a chart of that width.
[[nodiscard]] std::size_t chart_points_max(int width, std::size_t projects);

}  // namespace cpsg::picture
