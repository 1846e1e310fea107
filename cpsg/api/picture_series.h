// The series of charts: what a project's line or bars are made of.
//
//   const ChartQuestion question{.kind = ChartKind::kCommits, .range = range, .points_max = 155};
//   const ProjectSeries series = read_series(sources, project, question);
//   series.points;  // one for each stretch of the range; without a value where nothing is known
//
// A stretch is the shortest unit of time of which all of the range has room: hours of 14 days at most, days, weeks or
// months. Reads the store at most four times for a project. Errors: as PictureNumbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/api/picture_options.h"
#include "cpsg/api/picture_values.h"
#include "cpsg/base/calendar_period.h"
#include "cpsg/picture/chart.h"

namespace cpsg::api {

enum class ChartKind : std::uint8_t { kStars, kCommits, kPeople, kLeadTime };
inline constexpr std::array<std::string_view, 4> kChartKindNames = {"stars", "commits", "people", "lead-time"};
[[nodiscard]] std::optional<ChartKind> chart_kind_from_name(std::string_view name) noexcept;

struct ChartQuestion {
  ChartKind kind = ChartKind::kCommits;
  ChartRange range;
  PictureScope scope;
  bool by_age = false;
  std::size_t points_max = 100;
  std::optional<CalendarUnit> unit = std::nullopt;  // in the place of what has room
};

struct ProjectSeries {
  // Where the time of the chart begins and ends, in seconds since 1970; where it is by age, of the project's own.
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  CalendarUnit unit = CalendarUnit::kWeek;
  std::vector<picture::ChartPoint> points;  // empty: nothing is known
  std::vector<picture::ChartPoint> beside;  // of lead times: the 95th percentile; of stars: what GitHub told of before
};

[[nodiscard]] ProjectSeries read_series(const PictureSources& sources, const storage::ProjectRevision& project,
                                        const ChartQuestion& question);

}  // namespace cpsg::api
