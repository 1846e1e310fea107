// Lists that people saved under names: of projects, or of what a question about projects answers.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <unordered_set>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/fleet_query.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/model/target.h"
#include "cpsg/shape/saved_list_shape.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kListNameSegment = 2;

std::string list_json(const model::SavedList& list) {
  std::string body;
  shape::append_json(body, list);
  return body;
}

[[noreturn]] void throw_no_list(const std::string& name) {
  throw http::FieldError(ErrorCode::kNotFound, "name", fmt::format("there is no list '{}'", name));
}

// What a caller who sees public projects alone may know of a list: the names that lead to public projects now. A query
// may name others in its words, so that a list of one is none for them.
std::optional<model::SavedList> shown(storage::Projects& projects, const access::Caller& caller,
                                      std::optional<model::SavedList> list) {
  if (!list || caller.sees_private) return list;
  if (list->query) return std::nullopt;
  const auto found = projects.revisions(list->projects);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i] && found[i]->is_public) names.push_back(std::move(list->projects[i]));
  }
  list->projects = std::move(names);
  return list;
}

// Full names as given, each project's once.
std::vector<std::string> names_in(const boost::json::value& names) {
  std::vector<std::string> all;
  std::unordered_set<std::string> seen;
  for (const boost::json::value& each : names.get_array()) {
    const std::string name(each.get_string());
    try {
      (void)model::parse_full_name(name);
    } catch (const Error& e) {
      throw invalid("projects", fmt::format("project {}: {}", all.size() + 1, e.what()));
    }
    if (seen.insert(ascii_lower(name)).second) all.push_back(name);
  }
  return all;
}

// Throws unless the list of projects would take it.
void check_list_query(const std::string& query) {
  const Route& route = *find_route("GET", "/v1/projects");
  try {
    const Query parsed(query);
    if (parsed.text(kListParameter)) throw invalid("query", "a list is not made of another list");
    check_query(route.parameters, parsed);
    check_fields(parsed, *find_shape(route.answers[0].shape));
  } catch (const http::FieldError& e) {
    throw invalid("query", fmt::format("GET /v1/projects does not take this query: {}", e.what()));
  }
}

model::SavedList list_in(const std::string& name, const boost::json::object& body) {
  const auto* const query = body.if_contains("query");
  const auto* const projects = body.if_contains("projects");
  if ((query == nullptr) == (projects == nullptr)) {
    throw invalid("projects", "a list has either projects or a query, and one of them must be given");
  }
  model::SavedList list{.name = name};
  if (projects != nullptr) {
    list.projects = names_in(*projects);
  } else {
    list.query = std::string(query->get_string());
    check_list_query(*list.query);
  }
  return list;
}

// Throws where the request's conditions do not hold for what is stored.
void check_conditions(const http::IncomingRequest& request, const std::optional<model::SavedList>& stored) {
  if (!is_conditional(request)) return;
  const auto etag = stored ? std::optional(content_etag(list_json(*stored))) : std::nullopt;
  require_preconditions(request, {etag, std::nullopt});
}

}  // namespace

http::Response list_saved_lists(const Context& context, const Call& call) {
  const auto cursor = call.target.query.text("cursor");
  auto read = [&lists = context.stores.lists, sees_private = call.caller.sees_private,
               after = cursor ? decode_name_cursor(NameCursorKind::kSavedList, *cursor) : std::string()](
                  ItemSink& items, std::size_t limit) mutable -> std::optional<std::string> {
    // Those that are not shown lie between the others, and there are few in all.
    std::vector<model::SavedList> found = lists.lists(after, sees_private ? limit + 1 : storage::kSavedListsMax);
    if (!sees_private) std::erase_if(found, [](const model::SavedList& each) { return each.query.has_value(); });
    std::size_t added = 0;
    for (; added < std::min(found.size(), limit) && items.add(shape::SavedListHead{found[added]}); ++added) {
      after = found[added].name;
    }
    return added < found.size() ? std::optional(encode_cursor(NameCursorKind::kSavedList, after)) : std::nullopt;
  };
  return answer_list(context, call, {.shape = "saved_list_head", .what = "lists"}, std::move(read));
}

http::Response get_saved_list(const Context& context, const Call& call) {
  const std::string& name = call.target.segments[kListNameSegment];
  const auto list = shown(context.stores.projects, call.caller, context.stores.lists.list(name));
  if (!list) throw_no_list(name);
  return json_answer(call.request, call.target.query, list_json(*list));
}

http::Response put_saved_list(const Context& context, const Call& call) {
  const std::string& name = call.target.segments[kListNameSegment];
  model::SavedList list = list_in(name, call.body);
  list.updated_at = context.options.clock();
  std::optional<model::SavedList> before;
  const auto put =
      context.stores.lists.put_list(list, list.updated_at, [&](const std::optional<model::SavedList>& stored) {
        check_conditions(call.request, stored);
        before = stored;
      });
  std::string body = list_json(put == storage::SavedLists::Put::kUnchanged ? *before : list);
  const std::string etag = content_etag(body);
  http::Response response = json_response(std::move(body), etag);
  if (put == storage::SavedLists::Put::kCreated) {
    response.status = 201;
    response.headers.push_back({"Location", "/v1/lists/" + percent_encode(name)});
  }
  return response;
}

http::Response delete_saved_list(const Context& context, const Call& call) {
  const std::string& name = call.target.segments[kListNameSegment];
  const auto check = [&](const std::optional<model::SavedList>& stored) { check_conditions(call.request, stored); };
  if (!context.stores.lists.remove_list(name, check)) throw_no_list(name);
  return {204, {}, ""};
}

}  // namespace cpsg::api
