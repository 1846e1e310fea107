// What a request wants of the fleet, from its parameters.
//
//   const FleetQuery query = fleet_query_of(call.target.query, call.caller);
//   const auto found = fleet::select(*snapshot, query.filter, now);
//
// Pure functions. Parameters are as the table of routes allows them; Errors: http::FieldError(kRequestInvalid) for a
// value that is none of the names that there are.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/access/caller.h"
#include "cpsg/api/query.h"
#include "cpsg/fleet/selection.h"

namespace cpsg::api {

// The saved list whose projects are wanted.
inline constexpr std::string_view kListParameter = "list";

struct FleetQuery {
  fleet::Filter filter;
  std::optional<fleet::Filter> of_list;  // that must hold too: of the saved list that is asked for
  fleet::Order order;
  std::vector<fleet::FacetOf> facets;  // each once
  bool total = false;
  bool card_values = false;  // projects are shown with their values over the window
};

// Whether any of these parameters is there; without them the list of projects needs no cards.
[[nodiscard]] bool asks_of_fleet(const Query& query);
[[nodiscard]] FleetQuery fleet_query_of(const Query& query, const access::Caller& caller);

// `window`; 30 days where it is absent.
[[nodiscard]] fleet::Window window_of(const Query& query);

// A text of the form `a,b,c` in parts, each once; no part is empty. `what` is the parameter's name.
[[nodiscard]] std::vector<std::string> parts_of(const Query& query, std::string_view what);

}  // namespace cpsg::api
