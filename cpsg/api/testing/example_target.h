// For tests: a target of each route, with a value in each place that needs one.
//
//   get(example_target(route));  // "/v1/projects/octo/demo/pulls/7"
#pragma once

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
std::string required_query(const Route& route, const ExampleNames& names = {});

std::string example_path(const Route& route, const ExampleNames& names = {});

// `more` is a query beside: "limit=1".
std::string example_target(const Route& route, const std::string& more = "", const ExampleNames& names = {});

}  // namespace cpsg::api
