#include "cpsg/git/protocol/ref_name.h"

#include <algorithm>

#include "cpsg/base/split.h"

namespace cpsg::git::protocol {
namespace {

bool is_allowed_byte(char c) {
  const bool control = (c >= 0 && c <= ' ') || c == '\x7f';
  return !control && std::string_view("~^:?*[\\").find(c) == std::string_view::npos;
}

bool is_allowed_component(std::string_view part) {
  return !part.empty() && !part.starts_with('.') && !part.ends_with(".lock");
}

}  // namespace

bool is_allowed_ref_name(std::string_view name) {
  bool allowed = name.find('/') != std::string_view::npos && !name.ends_with('.') &&
                 name.find("..") == std::string_view::npos && name.find("@{") == std::string_view::npos &&
                 std::all_of(name.begin(), name.end(), is_allowed_byte);
  for_each_part(name, '/', [&](std::string_view part) { allowed = allowed && is_allowed_component(part); });
  return allowed;
}

}  // namespace cpsg::git::protocol
