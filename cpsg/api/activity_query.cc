#include "cpsg/api/activity_query.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/api/etag.h"

namespace cpsg::api {

history::ActivityQuery activity_query(const Context& context, const Query& query) {
  history::ActivityQuery result;
  if (const auto name = query.text("interval")) result.interval = calendar_unit_from_name(*name).value();
  result.clocks = query.clocks("tz");
  if (result.clocks.of_authors) {
    result.local_since = query.since_midnight();
    result.local_until = query.until_midnight();
  }
  if (!result.local_since) result.since = query.since(result.clocks.zone);
  if (!result.local_until) result.until = query.until(result.clocks.zone);
  result.with_bots = !query.text("bots") || query.boolean("bots");
  result.now = context.options.clock();
  return result;
}

history::ProjectQuestion question_of(const Context& context, const storage::ProjectRevision& project,
                                     const history::CommitFilter& filter) {
  return {context.stores.history, context.tables, context.selector, project.id, filter};
}

std::string etag_of_buckets(const Call& call, const storage::ProjectRevision& project,
                            const history::ActivityQuery& query) {
  const history::PresentBucket present = history::present_bucket(query.clocks, query.interval, query.now);
  if (call.basis != nullptr) {
    limit_until(call.basis, present.over_at);
  }
  return revision_etag(project, present.begin);
}

http::FieldError too_many_buckets(std::size_t most) {
  return {
      ErrorCode::kAnswerTooLarge, "interval",
      fmt::format("interval gives more than {} buckets: ask for a longer one, or for less time with since and until",
                  most)};
}

}  // namespace cpsg::api
