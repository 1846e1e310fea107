// For tests: a target of each route, with a value in each place that needs one.
//
//   get(example_target(route));  // "/v1/projects/octo/demo/pulls/7"
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cpsg/api/route_table.h"

namespace cpsg::api {

struct ExampleNames {
  std::string owner = "octo";
  std::string name = "demo";
  std::string number = "7";
  std::string id = "b1";
  std::string branch = "fix/a";
  std::string oid = "6161";
};

// The query that the route needs: `project=octo/demo`; empty where it needs none.
inline std::string required_query(const Route& route, const ExampleNames& names = {}) {
  for (const Parameter& each : route.parameters) {
    if (each.place == ParameterPlace::kQuery && each.required) {
      return std::string(each.name) + "=" + names.owner + "/" + names.name;
    }
  }
  return "";
}

inline std::string example_path(const Route& route, const ExampleNames& names = {}) {
  const std::map<std::string, std::string> values = {
      {"{owner}", names.owner}, {"{name}", names.name}, {"{number}", names.number}, {"{id}", names.id},
      {"{kind}", "stars"},      {"{chart}", "commits"}, {"{branch}", names.branch}, {"{oid}", names.oid}};
  std::string path(route.path);
  for (const auto& [name, value] : values) {
    if (const std::size_t at = path.find(name); at != std::string::npos) path.replace(at, name.size(), value);
  }
  return path;
}

// `more` is a query beside: "limit=1".
inline std::string example_target(const Route& route, const std::string& more = "", const ExampleNames& names = {}) {
  const std::string required = required_query(route, names);
  const std::string query = required.empty() || more.empty() ? required + more : required + "&" + more;
  return example_path(route, names) + (query.empty() ? "" : "?" + query);
}

}  // namespace cpsg::api
