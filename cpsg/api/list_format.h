// The forms in which a list can be asked for, and the parameters that say so.
//
//   switch (list_format_of(query)) { case ListFormat::kCsv: ... }
//
// Pure functions. Parameters are as the table of routes allows them. Errors: http::FieldError(kRequestInvalid).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cpsg/api/query.h"

namespace cpsg::api {

inline constexpr std::string_view kFormatParameter = "format";
inline constexpr std::string_view kFormatNames[] = {"json", "columns", "ndjson", "csv"};
inline constexpr std::string_view kSpreadsheetParameter = "spreadsheet";
inline constexpr std::string_view kTotalParameter = "total";
inline constexpr std::string_view kFacetsParameter = "facets";
inline constexpr std::string_view kChangeParameter = "change";
// Of one question about several projects.
inline constexpr std::size_t kProjectsAskedMax = 8;

enum class ListFormat : std::uint8_t {
  kJson,     // a page of objects
  kColumns,  // a page as one list for each member
  kNdjson,   // the whole list, an object a line
  kCsv,      // the whole list, a record a line
};
[[nodiscard]] ListFormat list_format_of(const Query& query);
// Throws for a parameter that a list in that form cannot obey.
void check_list_format(const Query& query);
[[nodiscard]] constexpr bool is_streamed(ListFormat format) noexcept {
  return format == ListFormat::kNdjson || format == ListFormat::kCsv;
}

}  // namespace cpsg::api
