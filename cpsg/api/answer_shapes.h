// The shapes of all answers, by the names that the table of routes gives them.
//
//   const shape::ShapeDescription* shape = find_shape("commit");  // null for a name that is none
//   shape->members.front().name;                                  // "oid"
//
// The list is made once, at its first use; it lives as long as the program. Threads: any.
#pragma once

#include <string_view>
#include <vector>

#include "cpsg/shape/describer.h"

namespace cpsg::api {

[[nodiscard]] const std::vector<shape::ShapeDescription>& answer_shapes();
[[nodiscard]] const shape::ShapeDescription* find_shape(std::string_view name);

// Of answers that no other part of the program writes: each is made where it is written.
[[nodiscard]] shape::ShapeDescription listed_project_description();
[[nodiscard]] shape::ShapeDescription index_description();
[[nodiscard]] shape::ShapeDescription overview_description();
[[nodiscard]] shape::ShapeDescription facets_description();
[[nodiscard]] shape::ShapeDescription me_description();
[[nodiscard]] shape::ShapeDescription status_description();
[[nodiscard]] shape::ShapeDescription health_description();
[[nodiscard]] shape::ShapeDescription delivery_count_description();
[[nodiscard]] shape::ShapeDescription accepted_description();
[[nodiscard]] shape::ShapeDescription status_hour_description();
[[nodiscard]] shape::ShapeDescription plan_description();
[[nodiscard]] shape::ShapeDescription batch_ends_description();
[[nodiscard]] shape::ShapeDescription queue_place_description();
[[nodiscard]] shape::ShapeDescription badge_description();

}  // namespace cpsg::api
