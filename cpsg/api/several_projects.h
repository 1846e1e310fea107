// One question about several projects: the answers of a route of one project, side by side.
//
//   http::Response get_activity_of_several(const Context& context, const Call& call) {
//     return answer_several(context, call, &get_activity);  // for each that the parameter `project` names
//   }
//
// What is wrong with one project (it is not followed, it has no such branch, reading it takes too much now) stands in
// its own entry; what is wrong with the question or the store fails the whole answer.
#pragma once

#include "cpsg/api/routes.h"

namespace cpsg::api {

[[nodiscard]] http::Response answer_several(const Context& context, const Call& call, ProjectHandler handler);

}  // namespace cpsg::api
