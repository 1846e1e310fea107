// The routes of badges, cards and charts.
#include "cpsg/api/picture_options.h"
#include "cpsg/api/picture_series.h"
#include "cpsg/api/pictures.h"
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"
#include "cpsg/picture/badge.h"
#include "cpsg/picture/token.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kBadgeKind{.name = "kind",
                               .place = Place::kPath,
                               .kind = Kind::kEnumeration,
                               .values = kBadgeKindNames,
                               .meaning = "which number; docs/badges.md says how each is counted"};
constexpr Parameter kChartKind{.name = "chart",
                               .place = Place::kPath,
                               .kind = Kind::kEnumeration,
                               .values = kChartKindNames,
                               .meaning = "what the chart shows by time"};
constexpr Parameter kLabel{.name = "label",
                           .max = picture::kBadgeTextMaxBytes,
                           .meaning =
                               "in the place of the usual label of a badge, or title of a card or a chart: at most 40"
                               " characters; an empty one leaves a badge without that part"};
constexpr std::string_view kStyles[] = {"flat", "plain"};
constexpr Parameter kStyle{.name = "style",
                           .kind = Kind::kEnumeration,
                           .values = kStyles,
                           .default_value = "flat",
                           .meaning = "`flat` has a ground of its own, `plain` stands on that of the page"};
constexpr std::string_view kThemes[] = {"auto", "light", "dark"};
constexpr Parameter kTheme{.name = "theme",
                           .kind = Kind::kEnumeration,
                           .values = kThemes,
                           .default_value = "auto",
                           .meaning = "for which ground; `auto` follows the system of the reader"};
constexpr Parameter kColour{
    .name = "color",
    .kind = Kind::kEnumeration,
    .values = picture::kColourNames,
    .meaning = "of the number of a badge, the line of a card, or the first series of a chart, by its name"};
constexpr Parameter kBots{.name = "bots",
                          .kind = Kind::kBoolean,
                          .default_value = "true",
                          .meaning = "whether commits and pull requests of bots count"};
constexpr Parameter kPictureZone{.name = "tz",
                                 .kind = Kind::kZone,
                                 .default_value = "UTC",
                                 .meaning = "the zone whose days, weeks and months are meant; stars have days of UTC"};
constexpr Parameter kMaxAge{.name = "maxage",
                            .kind = Kind::kInteger,
                            .min = kPictureAgeMinS,
                            .max = kPictureAgeMaxS,
                            .default_value = "300",
                            .meaning = "for how many seconds caches may keep it; what failed is never kept that long"};
constexpr Parameter kCardWidthAsked{.name = "width",
                                    .kind = Kind::kInteger,
                                    .min = picture::kWidthMin,
                                    .max = picture::kWidthMax,
                                    .default_value = "400",
                                    .meaning = "in pixels"};
static_assert(kCardWidth == 400, "the default that kCardWidthAsked tells");
constexpr Parameter kChartWidthAsked{.name = "width",
                                     .kind = Kind::kInteger,
                                     .min = picture::kWidthMin,
                                     .max = picture::kWidthMax,
                                     .default_value = "720",
                                     .meaning = "in pixels; a wider one has finer steps of time"};
static_assert(kChartWidth == 720, "the default that kChartWidthAsked tells");
constexpr Parameter kMetrics{.name = "metrics",
                             .kind = Kind::kChoices,
                             .values = kBadgeKindNames,
                             .default_value = "stars,commits-30d,lead-time",
                             .meaning = "which numbers, at most 4, separated by commas"};
constexpr std::string_view kSparks[] = {"commits", "people", "stars", "none"};
constexpr Parameter kSpark{.name = "spark",
                           .kind = Kind::kEnumeration,
                           .values = kSparks,
                           .default_value = "commits",
                           .meaning = "of what there is a line by week, of half a year"};
constexpr Parameter kRange{
    .name = "range",
    .min = 1,
    .max = 24,
    .meaning =
        "how much time: `7d`, `30d`, `90d`, `1y`, `5y` up to now, `all`, or two days like `2026-01-01..2026-03-31`;"
        " with `by=age` from the beginning on. Without it `1y`, by age `all`"};
constexpr Parameter kVersus{.name = "vs",
                            .kind = Kind::kFullNames,
                            .min = 1,
                            .max = kVersusMax,
                            .meaning = "up to 4 other projects beside this one, names like owner/name"};
constexpr std::string_view kScales[] = {"linear", "log"};
constexpr Parameter kScale{.name = "scale",
                           .kind = Kind::kEnumeration,
                           .values = kScales,
                           .default_value = "linear",
                           .meaning = "of the values"};
constexpr std::string_view kBys[] = {"date", "age"};
constexpr Parameter kBy{.name = "by",
                        .kind = Kind::kEnumeration,
                        .values = kBys,
                        .default_value = "date",
                        .meaning = "`age` begins each project at its own first moment"};

constexpr Parameter kOfBadge[] = {kOwner, kRepository, kBadgeKind,   kLabel, kStyle,
                                  kTheme, kColour,     kPictureZone, kBots,  kMaxAge};
constexpr Parameter kOfBadgeJson[] = {kOwner, kRepository, kBadgeKind, kLabel, kColour, kPictureZone, kBots, kMaxAge};
constexpr Parameter kOfCard[] = {kOwner, kRepository, kMetrics,     kSpark, kLabel,          kStyle,
                                 kTheme, kColour,     kPictureZone, kBots,  kCardWidthAsked, kMaxAge};
constexpr Parameter kOfChart[] = {kOwner,  kRepository,  kChartKind, kRange,           kVersus,
                                  kScale,  kBy,          kLabel,     kStyle,           kTheme,
                                  kColour, kPictureZone, kBots,      kChartWidthAsked, kMaxAge};
constexpr Answer kBadge[] = {{.status = 200, .meaning = "the badge", .content_type = kSvgType}};
constexpr Answer kBadgeJson[] = {{.status = 200, .shape = "badge", .meaning = "the badge"}};
constexpr Answer kCard[] = {{.status = 200, .meaning = "the card", .content_type = kSvgType}};
constexpr Answer kChart[] = {{.status = 200, .meaning = "the chart", .content_type = kSvgType}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/badge/{owner}/{name}/{kind}.svg",
     .name = "get_badge",
     .summary = "Draw one number of a project as a badge",
     .access = Level::kRead,
     .parameters = kOfBadge,
     .answers = kBadge,
     .handler = &get_badge,
     .caching = Caching::kPicture,
     .draws_failures = true},
    {.method = "GET",
     .path = "/badge/{owner}/{name}/{kind}.json",
     .name = "get_badge_json",
     .summary = "Get one number of a project for a badge that shields.io draws",
     .access = Level::kRead,
     .parameters = kOfBadgeJson,
     .answers = kBadgeJson,
     .handler = &get_badge_json,
     .caching = Caching::kPicture,
     .draws_failures = true},
    {.method = "GET",
     .path = "/card/{owner}/{name}.svg",
     .name = "get_card",
     .summary = "Draw a few numbers of a project as a card",
     .access = Level::kRead,
     .parameters = kOfCard,
     .answers = kCard,
     .handler = &get_card,
     .caching = Caching::kPicture,
     .draws_failures = true},
    {.method = "GET",
     .path = "/chart/{owner}/{name}/{chart}.svg",
     .name = "get_chart",
     .summary = "Draw a chart of a project, alone or beside others",
     .access = Level::kRead,
     .parameters = kOfChart,
     .answers = kChart,
     .handler = &get_chart,
     .caching = Caching::kPicture,
     .draws_failures = true},
};

}  // namespace

std::span<const Route> picture_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
