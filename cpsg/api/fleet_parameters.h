// The parameters by which projects are chosen among all, for the rows of the table alone (route_table_X.cc).
#pragma once

#include "cpsg/api/fleet_query.h"
#include "cpsg/api/route_parts.h"
#include "cpsg/fleet/selection.h"
#include "cpsg/model/saved_list.h"

namespace cpsg::api {

inline constexpr std::int64_t kListMaxBytes = 2'000;
inline constexpr std::int64_t kIdleMaxDays = 100'000;

inline constexpr Parameter kSearch{
    .name = "q",
    .min = 1,
    .max = 200,
    .meaning = "words that must each be somewhere in the name, the description or the topics, in any case"};
inline constexpr Parameter kOwners{.name = "owner",
                                   .min = 1,
                                   .max = kListMaxBytes,
                                   .meaning = "only of these owners; separated by commas, in any case"};
inline constexpr std::string_view kStateNames[] = {"pending",      "syncing", "ok",      "waiting_quota", "no_access",
                                                   "sso_required", "gone",    "blocked", "failing"};
inline constexpr Parameter kStates{.name = "state",
                                   .kind = Kind::kChoices,
                                   .values = kStateNames,
                                   .meaning = "only in these states, as `status.state` has them; separated by commas"};
inline constexpr Parameter kLanguages{.name = "language",
                                      .min = 1,
                                      .max = kListMaxBytes,
                                      .meaning =
                                          "only in these languages; separated by commas, in any case; `none`: those "
                                          "that have none, or of which it is not known"};
inline constexpr Parameter kTopicsWanted{
    .name = "topic",
    .min = 1,
    .max = kListMaxBytes,
    .meaning = "only with one of these topics; separated by commas; `none`: also those without topics"};
inline constexpr Parameter kLicenses{.name = "license",
                                     .min = 1,
                                     .max = kListMaxBytes,
                                     .meaning =
                                         "only under these licenses (SPDX ids); separated by commas; `none`: those "
                                         "that have none, or of which it is not known"};
inline constexpr Parameter kArchived{
    .name = "archived", .kind = Kind::kBoolean, .meaning = "only those that are archived, or that are not"};
inline constexpr Parameter kFork{
    .name = "fork", .kind = Kind::kBoolean, .meaning = "only forks, or only those that are none"};
inline constexpr std::string_view kVisibilityNames[] = {"public", "private", "internal", fleet::kNoneWanted};
inline constexpr Parameter kVisibilities{
    .name = "visibility",
    .kind = Kind::kChoices,
    .values = kVisibilityNames,
    .meaning = "only those of these visibilities; separated by commas; `none`: those of which it is not known"};
inline constexpr Parameter kSavedListWanted{
    .name = kListParameter,
    .min = 1,
    .max = model::kSavedListNameMaxBytes,
    .meaning =
        "only the projects of the saved list of this name: those that it names, or that its query finds, whose order "
        "holds unless `sort`, `order` or `window` is given; other parameters of its query count for nothing"};
inline constexpr Parameter kIdleSeconds{.name = "idle_s",
                                        .kind = Kind::kInteger,
                                        .min = 0,
                                        .max = kIdleMaxDays * 86'400,
                                        .meaning = "only those whose last push is so many seconds ago, or longer"};
inline constexpr Parameter kIdleDays{.name = "idle_days",
                                     .kind = Kind::kInteger,
                                     .min = 0,
                                     .max = kIdleMaxDays,
                                     .meaning = "the same in days; not together with `idle_s`"};
inline constexpr Parameter kQuietDays{.name = "quiet_days",
                                      .kind = Kind::kInteger,
                                      .min = 0,
                                      .max = kIdleMaxDays,
                                      .meaning =
                                          "only those whose last commit on the default branch (`last_commit_on`) is "
                                          "so many UTC days ago, or longer; with 30 those that the overview calls "
                                          "quiet"};
inline constexpr Parameter kSort{.name = "sort",
                                 .kind = Kind::kEnumeration,
                                 .values = fleet::kSortNames,
                                 .default_value = "full_name",
                                 .meaning =
                                     "by what they are ordered, as the columns of the index are named; those that "
                                     "have no value come last, equal ones by name"};
inline constexpr std::string_view kDirections[] = {"asc", "desc"};
inline constexpr Parameter kDirection{
    .name = "order",
    .kind = Kind::kEnumeration,
    .values = kDirections,
    .meaning = "ascending, as names are where it is absent, or descending, as all else is"};
inline constexpr Parameter kWindow{.name = "window",
                                   .kind = Kind::kEnumeration,
                                   .values = fleet::kWindowNames,
                                   .default_value = "30d",
                                   .meaning =
                                       "over which values count that change with time: so many UTC days, of which "
                                       "today is the last"};
inline constexpr Parameter kShownWindow{
    .name = "window",
    .kind = Kind::kEnumeration,
    .values = fleet::kWindowNames,
    .default_value = "30d",
    .meaning =
        "over which values count that change with time: so many UTC days, of which today is the last; where it is "
        "given, or `fields` names one of them, projects have `stars_d`, `commits_w`, `people_w`, `merged_w`, "
        "`lead_p50_s` and `last_commit_on`"};
inline constexpr Parameter kFacets{.name = kFacetsParameter,
                                   .kind = Kind::kChoices,
                                   .values = fleet::kFacetNames,
                                   .meaning =
                                       "of what `facets` tells how many of all the projects found have which value; "
                                       "separated by commas; not in a stream"};

}  // namespace cpsg::api
