#include "cpsg/shape/saved_list_shape.h"

#include "cpsg/shape/describe.h"

namespace cpsg::shape {
namespace {

std::vector<ValueMeaning> kinds() {
  return {{"projects", "the projects that it names"}, {"query", "what `GET /v1/projects` answers to its query"}};
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const model::SavedList& list) {
  out.text("name", list.name, "its name, of which there is one");
  member(out, "query", list.query, "of `GET /v1/projects`, as in its URL; null where the projects are named");
  member(out, "projects", list.query ? nullptr : &list.projects,
         "full names as they were given; of one that was renamed since, the earlier name. null where there is a query");
  member(out, "updated_at", list.updated_at, "when its content last changed");
}

template <typename Writer>
void describe(Writer& out, const SavedListHead& head) {
  out.text("name", head.list.name, "its name, of which there is one");
  out.text("kind", head.list.query ? "query" : "projects", {"what it is of", &kinds});
  member(out, "query", head.list.query, "of `GET /v1/projects`, as in its URL; null where the projects are named");
  member(out, "updated_at", head.list.updated_at, "when its content last changed");
}

void append_json(std::string& out, const model::SavedList& list) { write<JsonObject>(out, list); }
void append_json(std::string& out, const SavedListHead& head) { write<JsonObject>(out, head); }

ShapeDescription saved_list_description() {
  return description_of("saved_list", "a list of projects that somebody saved", model::SavedList());
}
ShapeDescription saved_list_head_description() {
  return description_of("saved_list_head", "a saved list, without its projects", SavedListHead{model::SavedList()});
}

}  // namespace cpsg::shape
