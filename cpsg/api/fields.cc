#include "cpsg/api/fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cpsg/base/split.h"

namespace cpsg::api {

std::vector<std::string> fields_of(const Query& query) {
  std::vector<std::string> names;
  if (const auto list = query.text(kFieldsParameter)) {
    for_each_part(*list, ',', [&](std::string_view name) { names.emplace_back(name); });
  }
  // A long list of one name would be looked through for each member of each item.
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

void check_fields(const Query& query, const shape::ShapeDescription& shape) {
  std::vector<std::string_view> known;
  for (const shape::MemberDescription& each : shape.members) known.push_back(each.name);
  for (const std::string& name : fields_of(query)) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw invalid(std::string(kFieldsParameter),
                  fmt::format("'{}' is no member here; there are {}", name, fmt::join(known, ", ")));
  }
}

}  // namespace cpsg::api
