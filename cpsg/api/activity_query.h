// The parameters that questions about commits by time have in common, read from a request that the table has checked.
//
//   const history::ActivityQuery query = activity_query(context, call.target.query);
//   const std::string etag = etag_of_buckets(call, project, query);  // another one once the present bucket is over
#pragma once

#include <cstddef>
#include <string>

#include "cpsg/api/routes.h"
#include "cpsg/history/project_activity.h"

namespace cpsg::api {

// `interval`, `tz`, `since`, `until`, `bots`; and now.
[[nodiscard]] history::ActivityQuery activity_query(const Context& context, const Query& query);

// Which commits are asked about: those of `filter`, which outlives the question.
[[nodiscard]] history::ProjectQuestion question_of(const Context& context, const storage::ProjectRevision& project,
                                                   const history::CommitFilter& filter);

// The tag of an answer whose last bucket is partial until it is over; whoever keeps the answer is told when that is.
[[nodiscard]] std::string etag_of_buckets(const Call& call, const storage::ProjectRevision& project,
                                          const history::ActivityQuery& query);

// There are more buckets than one answer has.
[[nodiscard]] http::FieldError too_many_buckets(std::size_t most);

}  // namespace cpsg::api
