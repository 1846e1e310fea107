// One question about several projects: the answers of a route of one project, side by side.
//
//   http::Response get_activity_of_several(const Context& context, const Call& call) {
//     return answer_several(context, call, &get_activity);  // for each that the parameter `project` names
//   }
//
// What is wrong with one project (it is not followed, it has no such branch, reading it takes too much now) stands in
// its own entry; what is wrong with the question or the store fails the whole answer. As NDJSON or CSV each row begins
// with the project and its error, and a project that has none of its own has one row that tells the error.
#pragma once

#include <functional>
#include <span>

#include "cpsg/api/routes.h"

namespace cpsg::api {

[[nodiscard]] http::Response answer_several(const Context& context, const Call& call, ProjectHandler handler);
// The same of a route that counts commits: beside others, zeros of a project whose commits were never read would be
// taken for a count, so it has an error in their place.
[[nodiscard]] http::Response answer_counts_of_several(const Context& context, const Call& call, ProjectHandler handler);

// The same where the store is read once for all of them: `read` gets those that are followed and may be seen, before
// `answer` is called for each. Of a stream nothing is read before: `answer` is called for one after the other while it
// is sent, so it outlives the handler.
using ReadTogether = std::function<void(std::span<const storage::ProjectRevision> projects)>;
using AnswerOne = std::function<http::Response(const Call& call, const storage::ProjectRevision& project)>;
[[nodiscard]] http::Response answer_several(const Context& context, const Call& call, const ReadTogether& read,
                                            const AnswerOne& answer);

}  // namespace cpsg::api
