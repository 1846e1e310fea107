// The values in JSON text that JsonObject wrote: compact, well-formed, names without escapes.
//
//   for_each_json_member(object, [&](std::string_view name, std::string_view value) { ... });
//
// Nothing here checks the text: it is our own. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cpsg::shape {

// The place of the closing quote of the string whose opening quote is at `position`.
[[nodiscard]] std::size_t end_of_json_string(std::string_view json, std::size_t position);
// The place of the comma or bracket behind the value at `position`.
[[nodiscard]] std::size_t end_of_json_value(std::string_view json, std::size_t position);
// Appends what a string, with its quotes, stands for.
void append_json_text(std::string& out, std::string_view string);

// Calls use(name, value) for each member of the object, in its order.
template <typename Use>
void for_each_json_member(std::string_view object, const Use& use) {
  for (std::size_t at = 1; object[at] == '"';) {
    const std::size_t end_of_name = end_of_json_string(object, at);
    const std::size_t begin = end_of_name + 2;
    const std::size_t end = end_of_json_value(object, begin);
    use(object.substr(at + 1, end_of_name - at - 1), object.substr(begin, end - begin));
    if (object[end] != ',') break;
    at = end + 1;
  }
}

}  // namespace cpsg::shape
