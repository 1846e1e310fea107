#include "cpsg/shape/members.h"

#include <algorithm>
#include <string_view>

namespace cpsg::shape {
namespace {

// Where the text behind the quote at `position` ends: the place of its closing quote.
std::size_t end_of_text(std::string_view json, std::size_t position) {
  for (++position; json[position] != '"'; ++position) {
    if (json[position] == '\\') ++position;
  }
  return position;
}

// Where the value at `position` ends: the place of the comma or bracket behind it.
std::size_t end_of_value(std::string_view json, std::size_t position) {
  for (int depth = 0;; ++position) {
    const char c = json[position];
    if (c == '"') position = end_of_text(json, position);
    if (depth == 0 && (c == ',' || c == '}')) return position;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
}

}  // namespace

void keep_members(std::string& out, std::size_t begin, const std::vector<std::string>& names) {
  const std::string_view json = std::string_view(out).substr(begin);
  std::string kept = "{";
  std::size_t at = 1;  // behind the bracket or a comma
  while (json[at] == '"') {
    const std::size_t end_of_name = end_of_text(json, at);
    const std::string_view name = json.substr(at + 1, end_of_name - at - 1);
    const std::size_t end = end_of_value(json, end_of_name + 2);
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      if (kept.size() > 1) kept += ',';
      kept += json.substr(at, end - at);
    }
    if (json[end] == '}') break;
    at = end + 1;
  }
  kept += '}';
  out.replace(begin, std::string::npos, kept);
}

}  // namespace cpsg::shape
