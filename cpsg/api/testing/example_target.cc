#include "cpsg/api/testing/example_target.h"

#include <map>

namespace cpsg::api {

std::string required_query(const Route& route, const ExampleNames& names) {
  for (const Parameter& each : route.parameters) {
    if (each.place == ParameterPlace::kQuery && each.required) {
      return std::string(each.name) + "=" + names.owner + "/" + names.name;
    }
  }
  return "";
}

std::string example_path(const Route& route, const ExampleNames& names) {
  const std::map<std::string, std::string> values = {
      {"{owner}", names.owner}, {"{name}", names.name}, {"{number}", names.number}, {"{id}", names.id},
      {"{kind}", "stars"},      {"{chart}", "commits"}, {"{branch}", names.branch}, {"{oid}", names.oid}};
  std::string path(route.path);
  for (const auto& [name, value] : values) {
    if (const std::size_t at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  }
  return path;
}

std::string example_target(const Route& route, const std::string& more, const ExampleNames& names) {
  const std::string required = required_query(route, names);
  const std::string query = required.empty() || more.empty() ? required + more : required + "&" + more;
  return example_path(route, names) + (query.empty() ? "" : "?" + query);
}

}  // namespace cpsg::api
