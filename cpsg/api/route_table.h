// The one table of the API's routes: by it the dispatcher finds and checks requests, and from it the documents are
// written.
//
//   const Route* route = find_route("GET", target.segments);  // null where there is none
//   if (route != nullptr) check_query(route->parameters, target.query);
//
// A row is a constant; all pointers and views are valid as long as the program. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/access/level.h"
#include "cpsg/api/answer.h"
#include "cpsg/api/parameter.h"
#include "cpsg/api/routes.h"

namespace cpsg::api {

// How long browsers and shared caches may keep what a GET answers. All of it has a tag by which they ask again; what a
// key or a cookie is asked with is never kept (sites.h).
enum class Caching : std::uint8_t {
  kNever,
  kLive,      // changes by itself or by hand: a shared cache answers for a second
  kSynced,    // changes with a project's sync: a shared cache answers for half a minute, and for a day while we fail
  kExport,    // may be larger than a shared cache is meant for: a browser alone keeps it, and asks again each time
  kDocument,  // changes with the version of the program
  kPicture,   // stands in other sites' pages: kept for minutes, and for a week while we fail
};
// The value of the header Cache-Control.
[[nodiscard]] std::string_view cache_control(Caching caching) noexcept;

struct Route {
  std::string_view method;  // GET stands for HEAD too
  // "/v1/projects/{owner}/{name}", a name in braces for each of its path parameters. Behind the last one may stand the
  // end of a file's name: "/card/{owner}/{name}.svg".
  std::string_view path;
  std::string_view name;     // of the operation, for programs: "list_branches"
  std::string_view summary;  // in one line, for people
  access::Level access = access::Level::kRead;
  std::span<const Parameter> parameters = {};
  std::span<const Answer> answers;
  std::variant<Handler, ProjectHandler> handler;
  Caching caching = Caching::kNever;  // of a GET
  bool answers_large = false;         // a list, or else larger than a few kilobytes: it waits for room
  // 404 and 503 are told in the form of the answer, because a page shows it; an earlier name is a 301.
  bool draws_failures = false;
  bool is_dated = false;           // a GET that tells when what it shows last changed
  std::string_view body = "";      // what the object in the body is: "a new project"
  std::size_t body_max_bytes = 0;  // where it may be larger than others; 0: it may not
  // Judged by its signature alone, which the handler checks: no browser sends such requests, so no origin is asked for.
  bool is_signed = false;
  bool takes_rest = false;         // whose last path parameter may have slashes
  bool checks_conditions = false;  // a write that looks at the request's conditions within the step that changes things
  bool reads_key = false;          // of a route that everybody may ask for: its handler looks at who does
  bool is_counted = true;          // by the limits of keys and addresses; not what watches the server
};

[[nodiscard]] std::span<const Route> routes();

// Its parts, each in a file of its subject (route_table_X.cc).
[[nodiscard]] std::span<const Route> project_routes() noexcept;
[[nodiscard]] std::span<const Route> fleet_routes() noexcept;
[[nodiscard]] std::span<const Route> history_routes() noexcept;
[[nodiscard]] std::span<const Route> pull_routes() noexcept;
[[nodiscard]] std::span<const Route> batch_routes() noexcept;
[[nodiscard]] std::span<const Route> list_routes() noexcept;
[[nodiscard]] std::span<const Route> work_routes() noexcept;
[[nodiscard]] std::span<const Route> picture_routes() noexcept;
[[nodiscard]] std::span<const Route> server_routes() noexcept;

// The route of that path, whose segments are decoded. Letters' case does not matter. Null where there is none.
[[nodiscard]] const Route* find_route(std::string_view method, const std::vector<std::string>& segments);
// The same of a path as it was sent, whose percent-encoded bytes match nothing but parameters.
[[nodiscard]] const Route* find_route(std::string_view method, std::string_view path);

// The shape of what the route answers, all being well, by its name.
[[nodiscard]] std::string_view shape_asked(const Route& route, const Query& query);

// The methods of that path: "GET, HEAD, POST, OPTIONS"; empty where nothing is there.
[[nodiscard]] std::string allowed_methods(const std::vector<std::string>& segments);
// Those that any path has.
[[nodiscard]] std::string all_methods();

}  // namespace cpsg::api
