#include "cpsg/api/list_of_projects.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cpsg/api/route_table.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

void sort_names(std::vector<std::string>& names) {
  std::sort(names.begin(), names.end(), fleet::less_by_name);
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

// Those of the sorted names that no card has.
std::vector<std::string> names_without_card(const std::vector<std::string>& names, const fleet::Snapshot& snapshot) {
  std::vector<std::string> missing;
  auto entry = snapshot.entries.begin();
  const auto name_of = [](const fleet::Entry& each) { return each.card->text(fleet::Card::kFullName); };
  for (const std::string& name : names) {
    while (entry != snapshot.entries.end() && fleet::less_by_name(name_of(*entry), name)) ++entry;
    if (entry == snapshot.entries.end() || fleet::less_by_name(name, name_of(*entry))) missing.push_back(name);
  }
  return missing;
}

// The names that the projects have now, in lower case and sorted.
std::vector<std::string> present_names(storage::Projects& projects, std::vector<std::string> names,
                                       const fleet::Snapshot& snapshot) {
  for (std::string& name : names) name = ascii_lower(name);
  sort_names(names);
  const std::vector<std::string> missing = names_without_card(names, snapshot);
  if (missing.empty()) return names;
  for (const auto& found : projects.revisions(missing)) {
    if (found && found->moved) names.push_back(ascii_lower(fmt::format("{}/{}", found->owner, found->name)));
  }
  sort_names(names);
  return names;
}

// It was checked when it was saved, by the version of the program of that time.
FleetQuery query_of_list(const model::SavedList& list, const access::Caller& caller) {
  try {
    const Query query(*list.query);
    check_query(find_route("GET", "/v1/projects")->parameters, query);
    return fleet_query_of(query, caller);
  } catch (const http::FieldError& e) {
    throw invalid(std::string(kListParameter),
                  fmt::format("the query of the list '{}' is not taken: {}", list.name, e.what()));
  }
}

}  // namespace

void narrow_to_list(const Context& context, const Call& call, const fleet::Snapshot& snapshot, FleetQuery& wanted) {
  const Query& query = call.target.query;
  const auto name = query.text(kListParameter);
  if (!name) return;
  auto list = context.stores.lists.list(*name);
  // The words of a query may tell of projects that the caller may not see.
  if (!list || (list->query && !call.caller.sees_private)) {
    throw http::FieldError(ErrorCode::kNotFound, std::string(kListParameter),
                           fmt::format("there is no list '{}'", *name));
  }
  if (!list->query) {
    wanted.filter.names = present_names(context.stores.projects, std::move(list->projects), snapshot);
    return;
  }
  const FleetQuery of_list = query_of_list(*list, call.caller);
  wanted.of_list = of_list.filter;
  if (!query.text("sort") && !query.text("order") && !query.text("window")) wanted.order = of_list.order;
}

}  // namespace cpsg::api
