// A list that somebody saved: whole, and as one of many, without its projects.
//
//   shape::append_json(line, list);
//   shape::append_json(line, shape::SavedListHead{list});
//
// Pure functions, as those of shapes.h.
#pragma once

#include <string>

#include "cpsg/model/saved_list.h"
#include "cpsg/shape/describer.h"

namespace cpsg::shape {

// The list must outlive the view.
struct SavedListHead {
  const model::SavedList& list;
};

void append_json(std::string& out, const model::SavedList& list);
void append_json(std::string& out, const SavedListHead& head);

[[nodiscard]] ShapeDescription saved_list_description();
[[nodiscard]] ShapeDescription saved_list_head_description();

}  // namespace cpsg::shape
