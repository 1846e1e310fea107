#include "cpsg/api/route_table.h"

#include <algorithm>

#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

// Those that come first stand first in the documents.
const std::vector<Route>& all_routes() {
  static const std::vector<Route> routes = [] {
    std::vector<Route> all;
    for (const auto& rows : {project_routes(), fleet_routes(), history_routes(), pull_routes(), batch_routes(),
                             list_routes(), work_routes(), picture_routes(), server_routes()}) {
      all.insert(all.end(), rows.begin(), rows.end());
    }
    return all;
  }();
  return routes;
}

// Whether a segment may stand where a template has that part.
bool may_be(std::string_view expected, std::string_view segment) {
  if (!expected.starts_with('{')) return equal_ignoring_case(expected, segment);
  const std::string_view ending = ending_of(expected);
  return ending.empty() || (segment.size() > ending.size() &&
                            equal_ignoring_case(segment.substr(segment.size() - ending.size()), ending));
}

// `segments` are the parts between the slashes of a path.
template <typename Segment>
bool matches(const Route& route, const std::vector<Segment>& segments) {
  std::string_view path = route.path.substr(1);
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = path.find('/') == std::string_view::npos;
    const std::string_view expected = take_until(path, '/');
    if (!may_be(expected, segments[i])) return false;
    if (last && route.takes_rest) return true;
    if (last != (i + 1 == segments.size())) return false;
  }
  return true;
}

template <typename Segment>
const Route* find(std::string_view method, const std::vector<Segment>& segments) {
  const std::vector<Route>& routes = all_routes();
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& route) {
    return route.method == method && matches(route, segments);
  });
  return found == routes.end() ? nullptr : &*found;
}

// Appends a name to a list of them, once.
void add_once(std::string& list, std::string_view name) {
  if (list.find(name) != std::string::npos) return;  // no method's name is part of another one's
  if (!list.empty()) list += ", ";
  list += name;
}

template <typename Applies>
std::string methods(const Applies& applies) {
  std::string list;
  for (const Route& route : all_routes()) {
    if (!applies(route)) continue;
    add_once(list, route.method);
    if (route.method == "GET") add_once(list, "HEAD");
  }
  if (!list.empty()) add_once(list, "OPTIONS");
  return list;
}

}  // namespace

std::string_view cache_control(Caching caching) noexcept {
  switch (caching) {
    case Caching::kNever:
      return "no-store";
    case Caching::kLive:
      return "public, max-age=0, s-maxage=1, stale-if-error=600";
    case Caching::kSynced:
      return "public, max-age=0, s-maxage=30, stale-while-revalidate=60, stale-if-error=86400";
    case Caching::kExport:
      return "private, no-cache";
    case Caching::kPicture:
      return "public, max-age=300, s-maxage=900, stale-while-revalidate=86400, stale-if-error=604800";
    case Caching::kDocument:
      return "public, max-age=300, s-maxage=3600, stale-while-revalidate=86400, stale-if-error=604800";
  }
  return "no-store";
}

std::span<const Route> routes() { return all_routes(); }

const Route* find_route(std::string_view method, const std::vector<std::string>& segments) {
  return find(method == "HEAD" ? "GET" : method, segments);
}

const Route* find_route(std::string_view method, std::string_view path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> segments;
  for_each_part(path, '/', [&](std::string_view segment) { segments.push_back(segment); });
  return find(method == "HEAD" ? "GET" : method, segments);
}

std::string_view shape_asked(const Route& route, const Query& query) {
  const Answer& answer = route.answers[0];
  return !answer.other_shape.empty() && query.text("by") ? answer.other_shape : answer.shape;
}

std::string allowed_methods(const std::vector<std::string>& segments) {
  return methods([&](const Route& route) { return matches(route, segments); });
}

std::string all_methods() {
  return methods([](const Route&) { return true; });
}

}  // namespace cpsg::api
