#include "cpsg/api/list_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace cpsg::api {

ListFormat list_format_of(const Query& query) {
  const auto name = query.text(kFormatParameter);
  if (!name) return ListFormat::kJson;
  const auto* const found = std::find(std::begin(kFormatNames), std::end(kFormatNames), *name);
  return static_cast<ListFormat>(found - std::begin(kFormatNames));
}

void check_list_format(const Query& query) {
  const ListFormat format = list_format_of(query);
  if (query.boolean(kSpreadsheetParameter) && format != ListFormat::kCsv) {
    throw invalid(std::string(kSpreadsheetParameter), "spreadsheet goes with format=csv alone");
  }
  if (!is_streamed(format)) return;
  for (const std::string_view beside : {kTotalParameter, kFacetsParameter, kChangeParameter}) {
    if (query.text(beside).value_or("false") == "false") continue;
    throw invalid(std::string(beside), fmt::format("{} goes with format=json or format=columns alone", beside));
  }
}

}  // namespace cpsg::api
