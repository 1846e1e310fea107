#include "cpsg/picture/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "cpsg/picture/chart_layout.h"
#include "cpsg/picture/line_path.h"
#include "cpsg/picture/numbers.h"

namespace cpsg::picture {
namespace {

// One after the other, so that lines are told from each other without their colours.
constexpr std::array<std::string_view, kSeriesMax> kDashes = {"", "6 3", "2 2", "8 2 2 2", "1 3"};
constexpr double kPointPx = 4;         // of a bar, or between two points of a line
constexpr double kPointOfManyPx = 6;   // where there are more lines than two
constexpr double kBesidePlotPx = 100;  // about what of the width is no plot
constexpr double kMarkRoomPx = 84;     // that a mark of time takes
constexpr double kBarShare = 0.75;     // of its stretch
constexpr double kLineNameHeight = 14;

Paint paint_of_series(const Chart& chart, const ChartSeries& series) {
  if (series.look == 0 && chart.colour) return paint_of(*chart.colour);
  return paint_of(series.look == 0 && !chart.name_lines ? Token::kAccent : series_token(series.look));
}

// The highest value of each run of so many points that at most `most` are left.
std::vector<ChartPoint> thinned(const std::vector<ChartPoint>& points, std::size_t most) {
  if (points.size() <= most) return points;
  const std::size_t run = (points.size() + most - 1) / most;
  std::vector<ChartPoint> out;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i % run == 0) {
      out.push_back(points[i]);
      continue;
    }
    ChartPoint& last = out.back();
    const double either = std::max(last.value.value_or(0), points[i].value.value_or(0));
    if (last.value || points[i].value) last.value = either;
    last.end_s = points[i].end_s;
    last.partial = last.partial || points[i].partial;
    last.few = last.few || points[i].few;
  }
  return out;
}

double middle_s(const ChartPoint& point) {
  return (static_cast<double>(point.begin_s) + static_cast<double>(point.end_s)) / 2;
}

class Drawing {
 public:
  explicit Drawing(const Chart& chart)
      : chart_(chart), layout_(lay_out(chart)), svg_(chart.width, layout_.height, chart.theme, words()) {}

  std::string draw() {
    svg_.rules = "path{fill:none;stroke-linecap:round;stroke-linejoin:round}.z{stroke-linecap:butt}";
    svg_.ground(chart_.style);
    texts();
    legend();
    if (!has_values(chart_)) {
      svg_.text(chart_.width / 2.0, (layout_.top + layout_.bottom) / 2, "no data yet",
                {.size_px = 14, .token = Token::kText2, .anchor = "middle"});
      return svg_.finish();
    }
    axes();
    for (const ChartSeries& series : chart_.series) draw(series);
    line_ends();
    return svg_.finish();
  }

 private:
  [[nodiscard]] std::string words() const {
    std::string words = isolated(chart_.title);
    for (const std::string& note : layout_.notes)
      words += (&note == layout_.notes.data() ? " " : ". ") + note;  // titles ask
    for (const ChartSeries& series : chart_.series) {
      const std::string value = end_value(chart_, series);
      if (!value.empty()) words += fmt::format(". {}: {}", series.name.empty() ? "last" : series.name, value);
    }
    return words;
  }

  void texts() {
    double y = kChartTitleBaseline;
    for (const std::string& line : layout_.title) {
      svg_.text(kChartPadding, y, line, {.size_px = kChartTitleSize, .weight = Weight::kBold});
      y += kChartTitleLine;
    }
    y = layout_.notes_top;
    for (const std::string& line : layout_.notes) {
      svg_.text(kChartPadding, y, line, {.size_px = kChartNoteSize, .token = Token::kText2});
      y += kChartNoteLine;
    }
  }

  void axes() {
    const double left = layout_.left;
    const double right = layout_.right;
    std::string lines;
    for (const Mark& mark : layout_.axis.marks) {
      const double y = std::round(layout_.y(mark.value)) + 0.5;
      lines += fmt::format("M{} {}H{}", coordinate(left), coordinate(y), coordinate(right));
      svg_.text(left - 8, y + 3.5, mark.label, {.size_px = kChartMarkSize, .token = Token::kText3, .anchor = "end"});
    }
    svg_.body += fmt::format(R"(<path class="{}" d="{}"/>)", svg_.stroke(Token::kHairline), lines);
    if (!layout_.axis.begins_at_zero()) {
      svg_.body += fmt::format(R"(<path class="{}" d="M{} {}l-3-3 6-4-6-4 3-3"/>)", svg_.stroke(Token::kControl),
                               coordinate(left), coordinate(layout_.bottom));
    }
    const auto most = static_cast<std::size_t>(std::max((right - left) / kMarkRoomPx, 1.0));
    const auto marks =
        chart_.by_age ? age_marks(layout_.to_s, most) : time_marks(layout_.from_s, layout_.to_s, chart_.zone, most);
    for (const Mark& mark : marks) {
      const double x = layout_.x(mark.value);
      const double half = width_px(mark.label, kChartMarkSize) / 2;
      if (x - half < kChartPadding / 2 || x + half > chart_.width - kChartPadding / 2) continue;
      svg_.text(x, layout_.bottom + 18, mark.label,
                {.size_px = kChartMarkSize, .token = Token::kText3, .anchor = "middle"});
    }
  }

  void legend() {
    double y = layout_.legend_top;
    std::size_t at = 0;
    for (const ChartSeries& series : chart_.series) {
      if (series.name.empty() || at >= layout_.legend.size()) continue;
      svg_.body += fmt::format(R"(<path class="{}"{}{} d="M{} {}h{}"/>)", svg_.stroke(paint_of_series(chart_, series)),
                               stroke_width(2), dashes(series), coordinate(kChartPadding + 1), coordinate(y - 4),
                               coordinate(kLegendSample - 6));
      svg_.text(kChartPadding + kLegendSample, y, layout_.legend[at],
                {.size_px = kLineNameSize, .token = Token::kText});
      y += kLegendLine;
      ++at;
    }
  }

  static std::string stroke_width(double px) { return fmt::format(R"( stroke-width="{}")", coordinate(px)); }
  [[nodiscard]] static std::string dashes(const ChartSeries& series) {
    const std::string_view text = kDashes.at(series.look);
    return text.empty() ? "" : fmt::format(R"( stroke-dasharray="{}")", text);
  }

  void draw(const ChartSeries& series) {
    std::size_t projects = 0;
    for (const ChartSeries& each : chart_.series) projects += each.name.empty() ? 0 : 1;
    const std::vector<ChartPoint> points = thinned(series.points, chart_points_max(chart_.width, projects));
    chart_.bars ? draw_bars(series, points) : draw_line(series, points);
  }

  void draw_bars(const ChartSeries& series, const std::vector<ChartPoint>& points) {
    std::string over;
    const std::string paint = svg_.stroke(paint_of_series(chart_, series));
    for (const ChartPoint& point : points) {
      if (!point.value) continue;
      const double begin = std::max(layout_.x(static_cast<double>(point.begin_s)), layout_.left);
      const double end = std::min(layout_.x(static_cast<double>(point.end_s)), layout_.right);
      const double height = layout_.bottom - layout_.y(*point.value);
      if (height < 0.1 || end <= begin) continue;
      const double width = std::max((end - begin) * kBarShare, 0.8);
      const double x = (begin + end) / 2;
      if (point.partial) {
        svg_.body += fmt::format(R"(<path class="{}" stroke-dasharray="2 2" d="M{} {}v-{}h{}v{}"/>)", paint,
                                 coordinate(x - width / 2), coordinate(layout_.bottom), coordinate(height),
                                 coordinate(width), coordinate(height));
      } else {
        over += fmt::format("M{} {}v-{}", coordinate(x), coordinate(layout_.bottom), coordinate(height));
        bar_width_ = std::max(bar_width_, width);
      }
    }
    if (!over.empty()) {
      svg_.body += fmt::format(R"(<path class="{} z"{} d="{}"/>)", paint, stroke_width(bar_width_), over);
    }
  }

  void draw_line(const ChartSeries& series, const std::vector<ChartPoint>& points) {
    LinePath over;
    LinePath last;
    std::string dots;
    const ChartPoint* before = nullptr;
    for (const ChartPoint& point : points) {
      if (!point.value) {
        over.lift();
        before = nullptr;
        continue;
      }
      const double x = std::clamp(layout_.x(middle_s(point)), layout_.left, layout_.right);
      const double y = layout_.y(*point.value);
      if (point.few) {
        dots += fmt::format("M{} {}h0", coordinate(x), coordinate(y));
        over.lift();
        before = nullptr;
        continue;
      }
      if (point.partial) {
        if (before != nullptr) last.to(layout_.x(middle_s(*before)), layout_.y(*before->value));
        last.to(x, y);
      } else {
        over.to(x, y);
      }
      before = &point;
    }
    append_line(series, over.text(), dashes(series), series.thin ? 1 : 2);
    append_line(series, last.text(), R"( stroke-dasharray="1 4")", series.thin ? 1 : 2);
    append_line(series, dots, "", 4);
  }

  void append_line(const ChartSeries& series, const std::string& path, std::string_view dashes, double width) {
    if (path.empty()) return;
    svg_.body += fmt::format(R"(<path class="{}"{}{} d="{}"/>)", svg_.stroke(paint_of_series(chart_, series)),
                             stroke_width(width), dashes, path);
  }

  // The last value of each line, and its name, beside its end; none over another.
  void line_ends() {
    struct End {
      double y;
      std::string value;
      std::string name;
    };
    std::vector<End> ends;
    for (const ChartSeries& series : chart_.series) {
      const ChartPoint* const last = line_end(chart_, series);
      if (last == nullptr) continue;
      const bool named = chart_.name_lines && layout_.legend.empty();
      const double room = chart_.width - kChartPadding - layout_.right - kLineNameGap;
      ends.push_back(
          {layout_.y(*last->value), end_value(chart_, series), named ? fit(series.name, room, kLineNameSize) : ""});
    }
    std::stable_sort(ends.begin(), ends.end(), [](const End& one, const End& other) { return one.y < other.y; });
    const double height = chart_.name_lines && layout_.legend.empty() ? 2 * kLineNameHeight : kLineNameHeight;
    spread(ends, height);
    for (const End& end : ends) {
      const double x = layout_.right + kLineNameGap;
      svg_.text(x, end.y + 4, end.value, {.size_px = kLineNameSize, .weight = Weight::kBold});
      svg_.text(x, end.y + 4 + kLineNameHeight, end.name, {.size_px = kLineNameSize, .token = Token::kText2});
    }
  }

  // Moves texts of that height apart: down where the one before is, then up from the bottom of the plot.
  template <typename Ends>
  void spread(Ends& ends, double height) const {
    for (std::size_t i = 1; i < ends.size(); ++i) ends[i].y = std::max(ends[i].y, ends[i - 1].y + height);
    double lowest = layout_.bottom - (height - kLineNameHeight);
    for (std::size_t i = ends.size(); i-- > 0; lowest = ends[i].y - height) ends[i].y = std::min(ends[i].y, lowest);
  }

  const Chart& chart_;
  const ChartLayout layout_;
  Svg svg_;
  double bar_width_ = 0;
};

}  // namespace

std::size_t chart_points_max(int width, std::size_t projects) {
  const double each = projects > 2 ? kPointOfManyPx : kPointPx;
  return static_cast<std::size_t>(std::max((width - kBesidePlotPx) / each, 1.0));
}

std::string draw_chart(const Chart& asked) {
  Chart chart = asked;
  chart.title = shown(chart.title);
  for (std::string& note : chart.notes) note = shown(note);
  for (std::string& name : chart.named) name = shown(name);
  for (ChartSeries& series : chart.series) series.name = shown(series.name);
  return Drawing(chart).draw();
}

}  // namespace cpsg::picture
