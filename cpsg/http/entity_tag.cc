#include "cpsg/http/entity_tag.h"

#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

// A tag without its mark of weakness.
std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

}  // namespace

bool names_etag(std::string_view list, std::string_view etag) {
  if (trim(list) == "*") return true;
  while (!list.empty()) {
    if (opaque(trim(take_until(list, ','))) == opaque(etag)) return true;
  }
  return false;
}

}  // namespace cpsg::http
