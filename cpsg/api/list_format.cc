#include "cpsg/api/list_format.h"

#include <algorithm>
#include <iterator>

namespace cpsg::api {

ListFormat list_format_of(const Query& query) {
  const auto name = query.text(kFormatParameter);
  if (!name) return ListFormat::kJson;
  const auto* const found = std::find(std::begin(kFormatNames), std::end(kFormatNames), *name);
  return static_cast<ListFormat>(found - std::begin(kFormatNames));
}

}  // namespace cpsg::api
