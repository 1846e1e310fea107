// Protects: no target makes its parser or the checks of the table crash or spin; all that they throw names a field; and
// a link to the next page asks for what the page itself was asked for.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/fields.h"
#include "cpsg/api/route_table.h"

namespace {

using cpsg::api::Query;

void check_link(const Query& query) {
  const Query linked(query.with_cursor("next"));
  if (linked.text("cursor") != "next") std::abort();
  auto expected = query.all();
  std::erase_if(expected, [](const auto& each) { return each.first == "cursor"; });
  expected.emplace_back("cursor", "next");
  if (linked.all() != expected) std::abort();
}

void check_target(std::string_view text) {
  const cpsg::api::Target target = cpsg::api::parse_target(text);
  check_link(target.query);
  for (const std::string_view method : {"GET", "POST", "PUT", "DELETE"}) {
    const cpsg::api::Route* const route = cpsg::api::find_route(method, target.segments);
    if (route == nullptr) continue;
    cpsg::api::check_path(route->path, route->parameters, target.segments, route->takes_rest);
    cpsg::api::check_query(route->parameters, target.query);
    (void)cpsg::api::fields_of(target.query);
    (void)target.query.until();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    check_target(text);
  } catch (const cpsg::http::FieldError& e) {
    if (e.field().empty()) std::abort();
  }
  return 0;
}
