// The one table of the API's routes: by it the dispatcher finds and checks requests, and from it the documents are
// written.
//
//   const Route* route = find_route("GET", target.segments);  // null where there is none
//   if (route != nullptr) check_query(route->parameters, target.query);
//
// A row is a constant; all pointers and views are valid as long as the program. Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/access/level.h"
#include "cpsg/api/parameter.h"
#include "cpsg/api/routes.h"

namespace cpsg::api {

// One of the answers that a route gives when all is well. What goes wrong is a problem (http/problem.h).
struct Answer {
  int status = 200;
  std::string_view shape = "";  // of the body, by its name in the documents; empty: there is none
  bool list = false;            // whether the body is a page of a list of that shape
  std::string_view meaning = "";
};

struct Route {
  std::string_view method;   // GET stands for HEAD too
  std::string_view path;     // "/v1/projects/{owner}/{name}", a name in braces for each of its path parameters
  std::string_view summary;  // in one line
  access::Level access = access::Level::kRead;
  std::span<const Parameter> parameters = {};
  std::span<const Answer> answers;
  std::variant<Handler, ProjectHandler> handler;
  bool answers_large = false;      // a list, or else larger than a few kilobytes: it waits for room
  std::string_view body = "";      // what the object in the body is: "a new project"
  std::size_t body_max_bytes = 0;  // where it may be larger than others; 0: it may not
  // Judged by its signature alone, which the handler checks: no browser sends such requests, so no origin is asked for.
  bool is_signed = false;
};

[[nodiscard]] std::span<const Route> routes() noexcept;

// The route of that path, whose segments are decoded. Letters' case does not matter. Null where there is none.
[[nodiscard]] const Route* find_route(std::string_view method, const std::vector<std::string>& segments);
// The same of a path as it was sent, whose percent-encoded bytes match nothing but parameters.
[[nodiscard]] const Route* find_route(std::string_view method, std::string_view path);

// The methods of that path: "GET, HEAD, POST, OPTIONS"; empty where nothing is there.
[[nodiscard]] std::string allowed_methods(const std::vector<std::string>& segments);
// Those that any path has.
[[nodiscard]] std::string all_methods();

}  // namespace cpsg::api
