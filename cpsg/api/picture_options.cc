#include "cpsg/api/picture_options.h"

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/base/split.h"
#include "cpsg/model/git_time.h"
#include "cpsg/picture/badge.h"
#include "cpsg/picture/card.h"

namespace cpsg::api {
namespace {

using std::chrono::days;

constexpr std::array<std::pair<std::string_view, int>, 6> kRanges = {
    {{"7d", 7}, {"30d", 30}, {"90d", 90}, {"1y", 365}, {"5y", 1'826}, {"all", 0}}};

std::optional<std::chrono::local_days> day_from(std::string_view text) {
  constexpr std::size_t kDateBytes = 10;
  if (text.size() != kDateBytes) return std::nullopt;
  const auto time = model::parse_time(std::string(text) + "T00:00:00Z");
  if (!time) return std::nullopt;
  return std::chrono::local_days(std::chrono::floor<days>(*time).time_since_epoch());
}

}  // namespace

PictureLook picture_look(const Query& query) {
  PictureLook look;
  look.label = query.text("label");
  if (look.label && picture::characters(*look.label) > picture::kBadgeTextMax) {
    throw invalid("label", "label must have 40 characters at most");
  }
  const std::string theme = query.text("theme").value_or("auto");
  if (theme == "light") look.theme = picture::Theme::kLight;
  if (theme == "dark") look.theme = picture::Theme::kDark;
  if (query.text("style") == "plain") look.style = picture::Style::kPlain;
  if (const auto colour = query.text("color")) look.colour = picture::colour_from_name(*colour);
  return look;
}

PictureScope picture_scope(const Query& query) {
  return {.zone = query.zone("tz").value_or(TimeZone()), .with_bots = !query.text("bots") || query.boolean("bots")};
}

int picture_width(const Query& query, int usual) {
  return static_cast<int>(query.number("width", static_cast<std::size_t>(usual)));
}

std::vector<BadgeKind> card_metrics(const Query& query) {
  const std::string names = query.text("metrics").value_or("stars,commits-30d,lead-time");
  std::vector<BadgeKind> metrics;
  for_each_part(names, ',', [&](std::string_view name) {
    const BadgeKind kind = badge_kind_from_name(name).value();
    if (std::find(metrics.begin(), metrics.end(), kind) != metrics.end()) {
      throw invalid("metrics", "metrics names one twice");
    }
    metrics.push_back(kind);
  });
  if (metrics.size() > picture::kCardNumbersMax) throw invalid("metrics", "metrics must name 4 at most");
  return metrics;
}

ChartRange chart_range(const Query& query) {
  const bool by_age = query.text("by") == "age";
  const std::string text = query.text("range").value_or(by_age ? "all" : "1y");
  for (const auto& [name, count] : kRanges) {
    if (name == text) return {.days = count};
  }
  const std::size_t dots = text.find("..");
  const auto first = day_from(std::string_view(text).substr(0, dots));
  const auto last = dots == std::string::npos ? std::nullopt : day_from(std::string_view(text).substr(dots + 2));
  if (by_age || !first || !last || *last < *first) {
    throw invalid("range", by_age ? "range with by=age must be 7d, 30d, 90d, 1y, 5y or all"
                                  : "range must be 7d, 30d, 90d, 1y, 5y, all, or two days like 2026-01-01..2026-03-31");
  }
  return {.first = first, .last = last};
}

}  // namespace cpsg::api
