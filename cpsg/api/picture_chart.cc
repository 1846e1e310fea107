#include "cpsg/api/picture_chart.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/api/picture_options.h"
#include "cpsg/picture/numbers.h"

namespace cpsg::api {
namespace {

std::string full_name(const storage::ProjectRevision& project) {
  return fmt::format("{}/{}", project.owner, project.name);
}

// The projects of a chart, the first one first, each once; and what is said of others.
struct Compared {
  std::vector<storage::ProjectRevision> projects;
  std::vector<std::string> not_followed;
};

Compared compared(const PictureSources& sources, const storage::ProjectRevision& first, const Query& query) {
  Compared result{{first}, {}};
  const std::vector<std::string> names = query.texts("vs");
  if (names.empty()) return result;
  const auto found = sources.stores.projects.revisions(names);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool is_shown = found[i] && (found[i]->is_public || sources.shows_private);
    if (!is_shown) {
      result.not_followed.push_back(names[i] + " is not followed");
      continue;
    }
    const bool again = std::any_of(result.projects.begin(), result.projects.end(),
                                   [&](const auto& each) { return each.id == found[i]->id; });
    if (!again) result.projects.push_back(*found[i]);
  }
  return result;
}

std::string title_of(ChartKind kind, const Query& query, const Compared& compared) {
  if (const auto label = query.text("label")) return *label;
  const std::string name = full_name(compared.projects.front());
  const bool several = compared.projects.size() > 1;
  switch (kind) {
    case ChartKind::kStars:
      return several ? "How do they grow?" : fmt::format("How does {} grow?", name);
    case ChartKind::kCommits:
      return several ? "How busy are they?" : fmt::format("How busy is {}?", name);
    case ChartKind::kPeople:
      return several ? "How many people work on each?" : fmt::format("How many people work on {}?", name);
    case ChartKind::kLeadTime:
      return several ? "How fast do pull requests move?" : fmt::format("How fast do pull requests of {} move?", name);
  }
  return name;
}

std::string_view unit_word(CalendarUnit unit) {
  switch (unit) {
    case CalendarUnit::kHour:
      return "hour";
    case CalendarUnit::kDay:
      return "day";
    case CalendarUnit::kWeek:
      return "week";
    case CalendarUnit::kMonth:
      return "month";
  }
  return "";
}

bool has_values(const std::vector<picture::ChartPoint>& points) {
  return std::any_of(points.begin(), points.end(), [](const auto& point) { return point.value.has_value(); });
}

// An hour or a day is "an hour", "a day".
std::string a_unit(CalendarUnit unit) {
  return fmt::format("{} {}", unit == CalendarUnit::kHour ? "an" : "a", unit_word(unit));
}

std::vector<std::string> notes_of(ChartKind kind, const ChartQuestion& question, const ProjectSeries& series,
                                  bool several) {
  const std::string each = a_unit(series.unit);
  std::vector<std::string> notes;
  switch (kind) {
    case ChartKind::kStars:
      notes.emplace_back("stars");
      break;
    case ChartKind::kCommits:
      notes.push_back("commits " + each + ", default branch");
      break;
    case ChartKind::kPeople:
      notes.push_back("people with commits " + each + ", all branches");
      break;
    case ChartKind::kLeadTime:
      notes.emplace_back("from creation to merge");
      notes.push_back(fmt::format("by {} of the merge", unit_word(series.unit)));
      notes.emplace_back(several ? "median" : "median, and thin the 95th percentile");
      notes.emplace_back("dots: fewer than 5");
  }
  if (kind == ChartKind::kStars) {
    notes.emplace_back("days of UTC");
    if (has_values(series.beside)) notes.emplace_back("thin: before it was followed");
  } else {
    notes.push_back(question.scope.zone.name());
    notes.emplace_back(question.scope.with_bots ? "with bots" : "without bots");
  }
  if (question.by_age) notes.emplace_back("by age");
  return notes;
}

ChartQuestion question_of(ChartKind kind, const Query& query, std::size_t projects) {
  return {.kind = kind,
          .range = chart_range(query),
          .scope = picture_scope(query),
          .by_age = query.text("by") == "age",
          .points_max = picture::chart_points_max(picture_width(query, kChartWidth), projects)};
}

// One series a project, in their order, all by the same unit of time.
std::vector<ProjectSeries> read_all(const PictureSources& sources, const Compared& compared, ChartQuestion question) {
  std::vector<ProjectSeries> all;
  for (const auto& each : compared.projects) all.push_back(read_series(sources, each, question));
  for (const ProjectSeries& each : all) {
    if (!each.points.empty()) question.unit = std::max(question.unit.value_or(each.unit), each.unit);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_finer = !all[i].points.empty() && all[i].unit != *question.unit;
    if (is_finer) all[i] = read_series(sources, compared.projects[i], question);
  }
  return all;
}

// What is beside a line would be taken for another project's where there are several; but for the stars of before.
void add_series(picture::Chart& chart, std::vector<ProjectSeries> all, const Compared& compared) {
  const bool alone = all.size() == 1;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool beside = has_values(all[i].beside) && (alone || chart.unit == picture::Unit::kCount);
    const std::string name = alone ? "" : full_name(compared.projects[i]);
    chart.series.push_back({.name = name, .points = std::move(all[i].points), .look = i, .thin = false});
    if (beside) chart.series.push_back({.name = "", .points = std::move(all[i].beside), .look = i, .thin = true});
  }
}

// From the first moment of any of them to the last one.
void set_range(picture::Chart& chart, const std::vector<ProjectSeries>& all) {
  bool any = false;
  for (const ProjectSeries& each : all) {
    if (each.points.empty()) continue;
    chart.from_s = any ? std::min(chart.from_s, each.from_s) : each.from_s;
    chart.to_s = any ? std::max(chart.to_s, each.to_s) : each.to_s;
    any = true;
  }
}

}  // namespace

DrawnPicture draw_chart(const PictureSources& sources, ChartKind kind, const storage::ProjectRevision& project,
                        const Query& query) {
  const PictureLook look = picture_look(query);
  const Compared projects = compared(sources, project, query);
  const bool alone = projects.projects.size() == 1;
  const ChartQuestion question = question_of(kind, query, projects.projects.size());
  const bool counts = kind == ChartKind::kCommits || kind == ChartKind::kPeople;
  picture::Chart chart{.title = title_of(kind, query, projects),
                       .bars = alone && counts && query.text("scale") != "log",
                       .name_lines = !alone,
                       .unit = kind == ChartKind::kLeadTime ? picture::Unit::kSeconds : picture::Unit::kCount,
                       .scale = query.text("scale") == "log" ? picture::Scale::kLog : picture::Scale::kLinear,
                       .may_leave_zero = kind == ChartKind::kStars,
                       .by_age = question.by_age,
                       .zone = kind == ChartKind::kStars ? TimeZone() : question.scope.zone,
                       .width = picture_width(query, kChartWidth),
                       .colour = look.colour,
                       .style = look.style,
                       .theme = look.theme};
  chart.named = projects.not_followed;
  std::vector<ProjectSeries> all = read_all(sources, projects, question);
  const bool has_data = std::any_of(
      all.begin(), all.end(), [](const auto& each) { return has_values(each.points) || has_values(each.beside); });
  chart.notes = notes_of(kind, question, all.front(), !alone);
  set_range(chart, all);
  add_series(chart, std::move(all), projects);
  const auto synced = sources.stores.projects.project(project.id).status.last_synced_at;
  if (synced) chart.notes.push_back("as of " + picture::date_text(*synced, question.scope.zone));
  return {picture::draw_chart(chart), has_data};
}

}  // namespace cpsg::api
