#include "cpsg/shape/members.h"

#include <algorithm>

#include "cpsg/shape/json_values.h"

namespace cpsg::shape {

void keep_members(std::string& out, std::size_t begin, const std::vector<std::string>& names) {
  std::string kept = "{";
  for_each_json_member(std::string_view(out).substr(begin), [&](std::string_view name, std::string_view value) {
    if (std::find(names.begin(), names.end(), name) == names.end()) return;
    kept += kept.size() > 1 ? ",\"" : "\"";
    kept.append(name).append("\":").append(value);
  });
  kept += '}';
  out.replace(begin, std::string::npos, kept);
}

}  // namespace cpsg::shape
