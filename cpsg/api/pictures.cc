#include "cpsg/api/pictures.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/picture_chart.h"
#include "cpsg/api/picture_options.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/picture/badge.h"
#include "cpsg/picture/card.h"
#include "cpsg/picture/numbers.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using picture::Token;

constexpr std::string_view kNoData = "no data yet";
constexpr int kSparkWeeks = static_cast<int>(picture::kSparkMax);
constexpr int kWeekDays = 7;
constexpr int kNoticeHeight = 96;
constexpr std::int64_t kNoDataAgeS = 120;
constexpr std::int64_t kFailureAgeS = 60;

std::string_view words_of(PictureFailure failure) {
  return failure == PictureFailure::kNotFollowed ? "not followed" : "unavailable";
}

// A badge in the form that shields.io reads.
struct BadgeView {
  std::string label;
  std::string message;
  Token colour = Token::kAccent;
  bool is_error = false;
  std::int64_t cache_s = 0;
  bool has_data = false;
};

std::string label_of(const PictureSubject& subject, const Query& query) {
  const auto label = picture_look(query).label;
  return label ? *label : std::string(default_label(badge_kind_from_name(subject.kind).value()));
}

BadgeView badge_view(const PictureSources& sources, const PictureSubject& subject,
                     const storage::ProjectRevision& project, const Query& query) {
  const PictureScope scope = picture_scope(query);
  PictureNumbers numbers(sources, project, scope);
  const PictureNumber number = numbers.value(badge_kind_from_name(subject.kind).value());
  BadgeView view{.label = label_of(subject, query),
                 .message = number.text.value_or(std::string(kNoData)),
                 .colour = Token::kIdle,
                 .cache_s = kNoDataAgeS};
  if (number.text) {
    view.colour = picture_look(query).colour.value_or(number.colour);
    view.cache_s = value_age_s(query);
    view.has_data = true;
  }
  return view;
}

std::string svg_of(const BadgeView& view, const Query& query) {
  const PictureLook look = picture_look(query);
  return picture::draw_badge(
      {.label = view.label, .message = view.message, .colour = view.colour, .style = look.style, .theme = look.theme});
}

std::string text_of_colour(Token colour) { return std::string(picture::paint_of(colour).light.substr(1)); }

template <typename Writer>
void describe(Writer& out, const BadgeView& view) {
  out.number("schemaVersion", 1, "of the form that shields.io reads: 1");
  out.text("label", view.label, "what the number is of; empty: the badge has no such part");
  out.text("message", view.message, "the number as it is shown, or why there is none");
  out.text("color", text_of_colour(view.colour), "of the number, as six hex digits");
  out.boolean("isError", view.is_error, "whether the project cannot be shown");
  out.number("cacheSeconds", view.cache_s, "for how long it may be kept");
}

std::string json_of(const BadgeView& view) {
  std::string out;
  shape::JsonObject object(out);
  describe(object, view);
  object.finish();
  return out;
}

// ---- cards ----

std::vector<std::optional<std::int64_t>> spark_of(const PictureSources& sources,
                                                  const storage::ProjectRevision& project, const Query& query,
                                                  std::string_view name) {
  const ChartQuestion question{.kind = chart_kind_from_name(name).value(),
                               .range = {.days = kSparkWeeks * kWeekDays - kWeekDays},
                               .scope = picture_scope(query),
                               .points_max = picture::kSparkMax};
  const ProjectSeries series = read_series(sources, project, question);
  std::vector<std::optional<std::int64_t>> values;
  for (std::size_t i = 0; i < series.points.size(); ++i) {
    const auto& value = series.points[i].value  ? series.points[i].value
                        : series.beside.empty() ? series.points[i].value
                                                : series.beside[i].value;
    values.push_back(value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt);
  }
  if (values.size() > picture::kSparkMax) values.erase(values.begin(), values.end() - picture::kSparkMax);
  const bool any = std::any_of(values.begin(), values.end(), [](const auto& each) { return each.has_value(); });
  return any ? values : std::vector<std::optional<std::int64_t>>();
}

std::string spark_words(std::string_view spark, std::size_t weeks) {
  if (spark == "stars") return fmt::format("stars by week, {} weeks", weeks);
  return fmt::format("{} a week, {} weeks", spark, weeks);
}

DrawnPicture draw_card(const PictureSources& sources, const storage::ProjectRevision& project, const Query& query) {
  const PictureScope scope = picture_scope(query);
  const PictureLook look = picture_look(query);
  PictureNumbers numbers(sources, project, scope);
  picture::Card card{.title = look.label.value_or(fmt::format("{}/{}", project.owner, project.name)),
                     .width = picture_width(query, kCardWidth),
                     .colour = look.colour.value_or(Token::kAccent),
                     .style = look.style,
                     .theme = look.theme};
  bool has_data = false;
  for (const BadgeKind kind : card_metrics(query)) {
    const auto text = numbers.value(kind).text;
    has_data = has_data || text;
    card.numbers.push_back({text.value_or(std::string(picture::kUnknown)), std::string(default_label(kind))});
  }
  std::vector<std::string> caption;
  const std::string spark = query.text("spark").value_or("commits");
  if (spark != "none") card.spark = spark_of(sources, project, query, spark);
  if (!card.spark.empty()) caption.push_back(spark_words(spark, card.spark.size()));
  has_data = has_data || !card.spark.empty();
  const auto synced = numbers.project().status.last_synced_at;
  if (synced) caption.push_back("as of " + picture::date_text(*synced, scope.zone));
  card.caption = std::move(caption);
  return {picture::draw_card(card), has_data};
}

}  // namespace

std::optional<PictureSubject> picture_subject(std::string_view word, bool as_json) {
  constexpr std::string_view kChart = "chart-";
  if (badge_kind_from_name(word)) {
    return PictureSubject{as_json ? PictureForm::kBadgeJson : PictureForm::kBadge, std::string(word)};
  }
  if (as_json) return std::nullopt;
  if (word == "card") return PictureSubject{PictureForm::kCard};
  if (!word.starts_with(kChart) || !chart_kind_from_name(word.substr(kChart.size()))) return std::nullopt;
  return PictureSubject{PictureForm::kChart, std::string(word.substr(kChart.size()))};
}

std::string picture_path(const PictureSubject& subject, std::string_view owner, std::string_view name) {
  const std::string project = fmt::format("{}/{}", percent_encode(owner), percent_encode(name));
  switch (subject.form) {
    case PictureForm::kBadge:
      return fmt::format("/badge/{}/{}.svg", project, subject.kind);
    case PictureForm::kBadgeJson:
      return fmt::format("/badge/{}/{}.json", project, subject.kind);
    case PictureForm::kCard:
      return fmt::format("/card/{}.svg", project);
    case PictureForm::kChart:
      return fmt::format("/chart/{}/{}.svg", project, subject.kind);
  }
  return "";
}

std::string_view content_type(const PictureSubject& subject) noexcept {
  return subject.form == PictureForm::kBadgeJson ? "application/json" : kSvgType;
}

DrawnPicture draw(const PictureSources& sources, const PictureSubject& subject, const storage::ProjectRevision& project,
                  const Query& query) {
  switch (subject.form) {
    case PictureForm::kCard:
      return draw_card(sources, project, query);
    case PictureForm::kChart:
      return draw_chart(sources, chart_kind_from_name(subject.kind).value(), project, query);
    default: {
      const BadgeView view = badge_view(sources, subject, project, query);
      return {subject.form == PictureForm::kBadge ? svg_of(view, query) : json_of(view), view.has_data};
    }
  }
}

std::string draw_failure(const PictureSubject& subject, const Query& query, PictureFailure failure) {
  const PictureLook look = picture_look(query);
  const std::string words(words_of(failure));
  if (subject.form == PictureForm::kCard || subject.form == PictureForm::kChart) {
    const int usual = subject.form == PictureForm::kCard ? kCardWidth : kChartWidth;
    return picture::draw_notice({.text = words,
                                 .width = picture_width(query, usual),
                                 .height = kNoticeHeight,
                                 .style = look.style,
                                 .theme = look.theme});
  }
  const BadgeView view{.label = label_of(subject, query),
                       .message = words,
                       .colour = Token::kIdle,
                       .is_error = true,
                       .cache_s = failure == PictureFailure::kNotFollowed ? kFailureAgeS : 0};
  return subject.form == PictureForm::kBadge ? svg_of(view, query) : json_of(view);
}

PictureBasis basis_of(const PictureSubject& subject) {
  if (subject.form == PictureForm::kCard || subject.form == PictureForm::kChart) return PictureBasis::kContent;
  switch (badge_kind_from_name(subject.kind).value()) {
    case BadgeKind::kStars:
    case BadgeKind::kForks:
    case BadgeKind::kIssues:
    case BadgeKind::kPulls:
    case BadgeKind::kCommits:
    case BadgeKind::kBranches:
    case BadgeKind::kCoverage:
      return PictureBasis::kRevision;
    case BadgeKind::kSynced:
      return PictureBasis::kContent;
    default:
      return PictureBasis::kDay;
  }
}

std::int64_t value_age_s(const Query& query) {
  return static_cast<std::int64_t>(query.number("maxage", static_cast<std::size_t>(kPictureAgeMinS)));
}

shape::ShapeDescription badge_description() {
  return shape::description_of("badge", "a badge as shields.io reads it from an endpoint", BadgeView());
}

}  // namespace cpsg::api
