// What a chart shows and how, for chart.h and the parts of its drawing.
//
//   ChartPoint point{.begin_s = from_s, .end_s = to_s, .value = 41};
//
// Plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/time_zone.h"
#include "cpsg/picture/axis.h"
#include "cpsg/picture/svg.h"

namespace cpsg::picture {

struct ChartPoint {
  std::int64_t begin_s = 0;  // since 1970, or of age
  std::int64_t end_s = 0;
  std::optional<double> value;
  bool partial = false;  // the stretch is not over
  bool few = false;      // of too few to draw a line
};

struct ChartSeries {
  std::string name;
  std::vector<ChartPoint> points;  // ascending; each begins where the one before ends
  std::size_t look = 0;            // the place of its colour and its dashes, below kSeriesMax
  bool thin = false;
};

struct Chart {
  std::string title;
  std::vector<std::string> notes;  // below the title: what is counted, and how
  std::vector<std::string> named;  // beside the series: projects that have none, with the reason
  std::vector<ChartSeries> series;
  bool bars = false;        // of the first series alone
  bool name_lines = false;  // where there are several projects
  Unit unit = Unit::kCount;
  Scale scale = Scale::kLinear;
  bool may_leave_zero = false;
  std::int64_t from_s = 0;
  std::int64_t to_s = 1;
  bool by_age = false;
  TimeZone zone = TimeZone();
  int width = 720;
  std::optional<Token> colour = std::nullopt;  // of the first series
  Style style = Style::kFlat;
  Theme theme = Theme::kAuto;
};

}  // namespace cpsg::picture
