#include "cpsg/picture/chart_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cpsg/picture/numbers.h"

namespace cpsg::picture {
namespace {

constexpr double kAboveNotes = 19;  // from the title's baseline to that of the first note
constexpr double kBelowNotes = 2;
constexpr double kAbovePlot = 16;
constexpr double kMarksBelow = 26;  // the room of the marks of time
constexpr double kMarkGap = 8;
constexpr int kNarrow = 480;          // narrower than that, names stand above the plot
constexpr double kNamesShare = 0.28;  // of the width, for names at line ends
constexpr double kPlotHeightMin = 110;
constexpr double kPlotHeightMax = 300;
constexpr double kPlotHeightShare = 0.34;  // of the width

ValueAxis axis_of(const Chart& chart) {
  ValueAxisQuery query{.lowest = 0, .highest = 0, .unit = chart.unit, .scale = chart.scale};
  bool any = false;
  for (const ChartSeries& series : chart.series) {
    for (const ChartPoint& point : series.points) {
      if (!point.value) continue;
      query.lowest = any ? std::min(query.lowest, *point.value) : *point.value;
      query.highest = any ? std::max(query.highest, *point.value) : *point.value;
      any = true;
    }
  }
  query.may_leave_zero = chart.may_leave_zero && any;
  return value_axis(query);
}

// What stands behind the ends of lines.
double room_behind(const Chart& chart, bool names_above) {
  if (chart.bars) return 0;
  double widest = 0;
  for (const ChartSeries& series : chart.series) {
    widest = std::max(widest, width_px(end_value(chart, series), kLineNameSize, Weight::kBold));
    if (chart.name_lines && !names_above) {
      widest = std::max(widest, std::min(width_px(series.name, kLineNameSize), chart.width * kNamesShare));
    }
  }
  return widest + kLineNameGap;
}

std::vector<std::string> legend_of(const Chart& chart, double room) {
  std::vector<std::string> lines;
  for (const ChartSeries& series : chart.series) {
    if (!series.name.empty()) lines.push_back(fit(series.name, room - kLegendSample, kLineNameSize));
  }
  return lines;
}

}  // namespace

const ChartPoint* line_end(const Chart& chart, const ChartSeries& series) {
  if (chart.bars || series.thin) return nullptr;
  const auto last = std::find_if(series.points.rbegin(), series.points.rend(),
                                 [](const ChartPoint& point) { return point.value && !point.partial; });
  return last == series.points.rend() ? nullptr : &*last;
}

std::string end_value(const Chart& chart, const ChartSeries& series) {
  const ChartPoint* const end = line_end(chart, series);
  if (end == nullptr) return "";
  const auto number = static_cast<std::int64_t>(std::llround(*end->value));
  return chart.unit == Unit::kCount ? compact(number) : duration_text(number);
}

bool has_values(const Chart& chart) {
  return std::any_of(chart.series.begin(), chart.series.end(), [](const ChartSeries& series) {
    return std::any_of(series.points.begin(), series.points.end(),
                       [](const ChartPoint& point) { return point.value.has_value(); });
  });
}

ChartLayout lay_out(const Chart& chart) {
  ChartLayout layout;
  layout.from_s = chart.from_s;
  layout.to_s = std::max(chart.to_s, chart.from_s + 1);
  layout.axis = axis_of(chart);
  const double room = chart.width - 2 * kChartPadding;
  layout.title = lines_of_words(chart.title, room, kChartTitleSize, Weight::kBold, 2);
  std::vector<std::string> notes = chart.notes;
  if (!layout.axis.begins_at_zero()) notes.emplace_back("does not start at 0");
  notes.insert(notes.end(), chart.named.begin(), chart.named.end());
  layout.notes = lines_of(notes, room, kChartNoteSize);

  const auto title_lines = static_cast<double>(std::max<std::size_t>(layout.title.size(), 1));
  layout.notes_top = kChartTitleBaseline + kChartTitleLine * (title_lines - 1) + kAboveNotes;
  double y = layout.notes_top + kChartNoteLine * (static_cast<double>(layout.notes.size()) - 1) + kBelowNotes;
  const bool names_above = chart.name_lines && chart.width < kNarrow;
  if (names_above) {
    layout.legend = legend_of(chart, room);
    layout.legend_top = y + kLegendLine;
    y += kLegendLine * static_cast<double>(layout.legend.size());
  }
  layout.top = y + kAbovePlot;
  layout.bottom = layout.top + std::clamp(chart.width * kPlotHeightShare, kPlotHeightMin, kPlotHeightMax);
  layout.height = static_cast<int>(std::ceil(layout.bottom + kMarksBelow + kChartPadding / 2));

  double marks = 0;
  for (const Mark& mark : layout.axis.marks) marks = std::max(marks, width_px(mark.label, kChartMarkSize));
  layout.left = std::ceil(kChartPadding + marks + kMarkGap);
  layout.right = std::floor(chart.width - kChartPadding - room_behind(chart, names_above));
  return layout;
}

}  // namespace cpsg::picture
