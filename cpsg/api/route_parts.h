// The parameters that routes of several subjects have, for the rows of the table alone (route_table_X.cc).
#pragma once

#include <cstdint>
#include <string_view>

#include "cpsg/api/fields.h"
#include "cpsg/api/list_format.h"
#include "cpsg/api/parameter.h"
#include "cpsg/base/limits.h"
#include "cpsg/history/activity.h"

namespace cpsg::api {

using Kind = ParameterKind;
using Place = ParameterPlace;

inline constexpr std::int64_t kIdMaxBytes = 100;

// ---- of paths ----

inline constexpr Parameter kOwner{
    .name = "owner", .place = Place::kPath, .kind = Kind::kName, .meaning = "the repository's owner, in any case"};
inline constexpr Parameter kRepository{
    .name = "name", .place = Place::kPath, .kind = Kind::kName, .meaning = "the repository's name, in any case"};

// ---- of lists ----

inline constexpr Parameter kLimit{.name = "limit",
                                  .kind = Kind::kInteger,
                                  .min = 1,
                                  .max = limits::kPageMax,
                                  .default_value = "100",
                                  .meaning = "how many items a page has at most"};
static_assert(limits::kPageDefault == 100, "the default that kLimit tells");
inline constexpr Parameter kCursor{
    .name = "cursor", .kind = Kind::kCursor, .meaning = "`next` of the page before: the page begins behind it"};
inline constexpr Parameter kFields{.name = kFieldsParameter,
                                   .kind = Kind::kFields,
                                   .meaning = "only these members, of the object or of each item; separated by commas"};
inline constexpr Parameter kFormat{
    .name = kFormatParameter,
    .kind = Kind::kEnumeration,
    .values = kFormatNames,
    .default_value = "json",
    .meaning =
        "`json` and `columns` give a page, as objects or as one list for each member; `ndjson` (an object a line)"
        " and `csv` (RFC 4180 with a header) stream the whole list, or as much of it as `limit` says, and the list "
        "alone:"
        " what a page has beside `data`, such as `total`, `range` or `whole`, is no row, which whoever adds up a column"
        " would count twice; an item whose"
        " member is a list of objects, such as `buckets`, is a record of CSV for each of them, which repeats the item's"
        " other members"};
// Of the lists of several projects.
inline constexpr Parameter kFormatOfSeveral{
    .name = kFormatParameter,
    .kind = Kind::kEnumeration,
    .values = kFormatNames,
    .default_value = "json",
    .meaning =
        "`json` and `columns` give an entry for each project, its items as objects or as one list for each member;"
        " `ndjson` and `csv` stream the items of all of them, project by project: each row begins with `project` and"
        " `error`, which is null (CSV: `error_code` and `error_message`, empty) but for a project of which nothing can"
        " be told: that has one row, with the error and nothing else; what a result has beside `data` is no row"};
inline constexpr Parameter kSpreadsheet{
    .name = kSpreadsheetParameter,
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning =
        "whether the file is for a spreadsheet: it begins with a byte order mark, so that Excel reads it as UTF-8, and"
        " texts that would be taken for a formula begin with an apostrophe; only with `format=csv`"};
inline constexpr Parameter kTotal{
    .name = kTotalParameter,
    .kind = Kind::kBoolean,
    .default_value = "false",
    .meaning = "whether `total` tells how many items all pages together have; not in a stream"};
inline constexpr std::string_view kOrders[] = {"asc", "desc"};
inline constexpr Parameter kOrder{.name = "order",
                                  .kind = Kind::kEnumeration,
                                  .values = kOrders,
                                  .default_value = "asc",
                                  .meaning = "upwards or downwards; what has no value comes last in both"};
inline constexpr Parameter kProjectsAsked{
    .name = "project",
    .kind = Kind::kFullNames,
    .min = 1,
    .max = kProjectsAskedMax,
    .required = true,
    .meaning = "the projects, at most 8 names like owner/name: given several times, or separated by commas"};

// ---- of a project's history ----

inline constexpr Parameter kSince{.name = "since", .kind = Kind::kTime, .meaning = "from this moment on"};
inline constexpr Parameter kUntil{.name = "until",
                                  .kind = Kind::kTime,
                                  .meaning = "before this moment; a date alone is part of it, as its whole day"};
// Beside `tz`.
inline constexpr Parameter kSinceInZone{
    .name = "since",
    .kind = Kind::kTime,
    .meaning = "from this moment on; a date alone is a day of `tz`: from its first moment on"};
inline constexpr Parameter kUntilInZone{
    .name = "until",
    .kind = Kind::kTime,
    .meaning = "before this moment; a date alone is part of it, as a whole day of `tz`"};
inline constexpr Parameter kFirstDay{
    .name = "since", .kind = Kind::kTime, .meaning = "the first day: the one that this moment lies in"};
inline constexpr Parameter kLastDay{
    .name = "until",
    .kind = Kind::kTime,
    .meaning = "the days before the one that this moment lies in; a date alone is the last day"};
inline constexpr Parameter kBranch{.name = "branch",
                                   .kind = Kind::kBytes,
                                   .min = 1,
                                   .max = limits::kRefNameMaxBytes,
                                   .meaning = "only what this branch reaches; its name in git's bytes"};
inline constexpr Parameter kAuthor{.name = "author",
                                   .min = 1,
                                   .max = limits::kShortTextMaxBytes,
                                   .meaning = "only of this person: a name, a GitHub login or an e-mail address"};
inline constexpr std::string_view kIntervals[] = {"hour", "day", "week", "month"};
inline constexpr Parameter kInterval{.name = "interval",
                                     .kind = Kind::kEnumeration,
                                     .values = kIntervals,
                                     .default_value = "day",
                                     .meaning =
                                         "the length of a bucket; weeks begin on Monday, days have 23 or 25 hours"
                                         " where the zone's clocks are moved; an answer has at most 50,000 buckets"
                                         " (five years by hour are 43,848)"};
static_assert(history::kActivityBucketsMax == 50'000, "the bound that kInterval tells");
inline constexpr Parameter kZone{
    .name = "tz",
    .kind = Kind::kZone,
    .default_value = "UTC",
    .meaning =
        "the zone whose hours, days, weeks and months are meant, and whose days dates alone"
        " in `since` and `until` are: `UTC`, an offset, or a name of the IANA database such"
        " as `Europe/Berlin`"};
// Of lists, which have no buckets.
inline constexpr Parameter kDateZone{
    .name = "tz",
    .kind = Kind::kZone,
    .default_value = "UTC",
    .meaning =
        "the zone whose days dates alone in `since` and `until` are: `UTC`, an offset, or a name of the IANA"
        " database such as `Europe/Berlin`"};
// Of what is counted by author time.
inline constexpr Parameter kClocks{
    .name = "tz",
    .kind = Kind::kClocks,
    .default_value = "UTC",
    .meaning =
        "the zone whose hours, days, weeks and months are meant, and whose days dates"
        " alone in `since` and `until` are: `UTC`, an offset, a name of the IANA database"
        " such as `Europe/Berlin`, or `author` for the clock that each author had"};
inline constexpr Parameter kDateClocks{
    .name = "tz",
    .kind = Kind::kClocks,
    .default_value = "UTC",
    .meaning =
        "the zone whose days dates alone in `since` and `until` are: `UTC`, an offset,"
        " a name of the IANA database such as `Europe/Berlin`, or `author` for the"
        " clock that each author had"};
inline constexpr Parameter kBots{
    .name = "bots", .kind = Kind::kBoolean, .default_value = "true", .meaning = "whether commits by bots count"};

}  // namespace cpsg::api
