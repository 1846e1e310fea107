#include "cpsg/history/project_activity.h"

#include "cpsg/history/commit_selection.h"

namespace cpsg::history {
namespace {

bool is_whole_hour(const std::optional<UnixTime>& time) {
  return !time || *time == std::chrono::floor<std::chrono::hours>(*time);
}

// The roll-ups are by hours of UTC.
bool roll_ups_answer(const ActivityQuery& query) {
  constexpr int kMinutesPerHour = 60;
  return query.zone_minutes % kMinutesPerHour == 0 && is_whole_hour(query.since) && is_whole_hour(query.until);
}

}  // namespace

std::optional<std::vector<model::ActivityBucket>> project_activity(storage::HistoryReader& history, GraphReader& graphs,
                                                                   std::string_view project_id,
                                                                   const std::optional<model::Oid>& tip,
                                                                   const ActivityQuery& query) {
  if (!tip && roll_ups_answer(query)) return stored_activity(history, project_id, query);
  const storage::CommitView view = history.commit_view(project_id);
  std::optional<std::vector<model::ActivityBucket>> buckets;
  graphs.read(view, [&](const StoredGraph& stored) {
    buckets = activity_from_graph(stored, tip ? rows_reached(stored, *tip, view.rows) : view.on_default,
                                  tip ? std::nullopt : std::optional(view.live), query);
  });
  return buckets;
}

}  // namespace cpsg::history
