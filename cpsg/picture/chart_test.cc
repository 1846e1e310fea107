// Protects: charts stay within their bytes and their edges, do not join what was not observed, and set apart what is
// not over.
#include "cpsg/picture/chart.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <regex>

#include "cpsg/picture/line_path.h"

namespace cpsg::picture {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kDayS = 86'400;

Chart chart_of(std::vector<std::optional<double>> values) {
  Chart chart{.title = "How busy is acme/graph?", .notes = {"commits a day"}};
  ChartSeries series;
  std::int64_t at = 1'735'689'600;
  chart.from_s = at;
  for (const auto& value : values) {
    series.points.push_back({.begin_s = at, .end_s = at + kDayS, .value = value});
    at += kDayS;
  }
  chart.to_s = at;
  chart.series.push_back(std::move(series));
  return chart;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST(LinePath, IsShort) {
  LinePath path;
  path.to(10, 50);
  path.to(14, 47.3);
  path.to(18.04, 47.26);
  path.lift();
  path.to(30, 1);
  EXPECT_EQ(path.text(), "M10 50l4-2.7 4 0M30 1h0");
}

// Where rounding would add up, a long line would miss its end.
TEST(LinePath, EndsWhereItShould) {
  LinePath path;
  double x = 0;
  for (int i = 0; i < 1'000; ++i) path.to(x += 0.14, 5);
  double at = 0;
  const std::string text = path.text();
  const std::regex number("-?[0-9]*\\.?[0-9]+");
  std::size_t index = 0;
  for (std::sregex_iterator it(text.begin(), text.end(), number), end; it != end; ++it, ++index) {
    if (index % 2 == 0) at += std::stod(it->str());
  }
  EXPECT_NEAR(at, x, 0.1);
}

TEST(Chart, DoesNotJoinWhatWasNotObserved) {
  const std::string svg = draw_chart(chart_of({1, 2, std::nullopt, 3, 4}));
  const std::size_t at = svg.rfind("stroke-width=\"2\" d=\"");
  ASSERT_NE(at, std::string::npos) << svg;
  const std::string path = svg.substr(at, svg.find("/>", at) - at);
  EXPECT_EQ(count(path, "M"), 2U) << path;
}

TEST(Chart, TheStretchThatIsNotOverIsDashed) {
  for (const bool bars : {true, false}) {
    Chart chart = chart_of({1, 2, 3});
    chart.bars = bars;
    EXPECT_THAT(draw_chart(chart), Not(HasSubstr("stroke-dasharray")));
    chart.series[0].points.back().partial = true;
    EXPECT_THAT(draw_chart(chart), HasSubstr("stroke-dasharray"));
  }
}

TEST(Chart, FewAreDotsWithoutALine) {
  Chart chart = chart_of({1, 2, 3});
  for (ChartPoint& each : chart.series[0].points) each.few = true;
  const std::string svg = draw_chart(chart);
  EXPECT_EQ(count(svg, "h0"), 3U);
  EXPECT_THAT(svg, Not(HasSubstr("stroke-width=\"2\"")));
}

TEST(Chart, WithoutDataSaysSo) {
  EXPECT_THAT(draw_chart(chart_of({std::nullopt, std::nullopt})), HasSubstr(">no data yet<"));
  EXPECT_THAT(draw_chart(chart_of({})), HasSubstr(">no data yet<"));
  EXPECT_THAT(draw_chart(chart_of({0, 0})), Not(HasSubstr("no data")));
}

TEST(Chart, AnAxisThatDoesNotBeginAtZeroSaysSo) {
  Chart chart = chart_of({12'100, 12'400});
  EXPECT_THAT(draw_chart(chart), Not(HasSubstr("does not start at 0")));
  chart.may_leave_zero = true;
  EXPECT_THAT(draw_chart(chart), HasSubstr("does not start at 0"));
}

// Five series of many years by the hour, at every width.
TEST(Chart, IsSmallAndWithinItsEdges) {
  std::mt19937 random(7);
  for (const int width : {kWidthMin, 480, kWidthMax}) {
    for (const Scale scale : {Scale::kLinear, Scale::kLog}) {
      Chart chart = chart_of({});
      chart.width = width;
      chart.scale = scale;
      chart.name_lines = true;
      chart.to_s = chart.from_s + 40'000 * 3'600LL;
      for (std::size_t look = 0; look < kSeriesMax; ++look) {
        ChartSeries series{.name = std::string(100, 'W') + "/" + std::string(100, 'i'), .look = look};
        for (std::int64_t i = 0; i < 40'000; ++i) {
          const std::int64_t at = chart.from_s + i * 3'600;
          series.points.push_back(
              {.begin_s = at, .end_s = at + 3'600, .value = static_cast<double>(random() % 1'000'000)});
        }
        chart.series.push_back(std::move(series));
      }
      const std::string svg = draw_chart(chart);
      EXPECT_LE(svg.size(), kChartMaxBytes) << width;
      const std::regex x_of_text("<text x=\"(-?[0-9.]+)\"");
      for (std::sregex_iterator it(svg.begin(), svg.end(), x_of_text), end; it != end; ++it) {
        EXPECT_GE(std::stod((*it)[1].str()), 0);
        EXPECT_LE(std::stod((*it)[1].str()), width);
      }
    }
  }
}

}  // namespace
}  // namespace cpsg::picture
