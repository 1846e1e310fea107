// The log of syncs: of one project, and over all of them together with what runs now.
#include <algorithm>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

std::optional<std::uint64_t> before_of(const Query& query, NumberCursorKind kind) {
  const auto cursor = query.text("cursor");
  if (!cursor) return std::nullopt;
  const std::int64_t number = decode_number_cursor(kind, *cursor);
  if (number < 0) throw invalid("cursor", "cursor must be one that an earlier page of this list gave");
  return static_cast<std::uint64_t>(number);
}

std::string cursor_of(NumberCursorKind kind, std::uint64_t number) {
  return encode_cursor(kind, static_cast<std::int64_t>(number));
}

// Adds the entries, each seen by view(), as far as there is room. The cursor of what follows.
template <typename View>
std::optional<std::string> add_syncs(ItemSink& sink, const storage::SyncPage& found,
                                     std::optional<std::uint64_t>& before, const View& view) {
  std::size_t added = 0;
  while (added < found.syncs.size() && sink.add(view(found.syncs[added]))) ++added;
  const bool is_whole = added == found.syncs.size();
  if (is_whole && !found.next) return std::nullopt;
  if (is_whole) {
    before = found.next;
  } else if (added > 0) {
    before = found.syncs[added - 1].number;
  }
  return cursor_of(NumberCursorKind::kSync, *before);
}

// How much of its phase is done; nothing where that is not known.
std::optional<double> percent_of(const SyncPhase& phase) {
  if (phase.total == 0) return std::nullopt;
  const double share = static_cast<double>(std::min(phase.done, phase.total)) / static_cast<double>(phase.total);
  return static_cast<double>(static_cast<int>(share * 1'000)) / 10;
}

shape::FleetSyncView view_of(const ApiOptions& options, const storage::RunningProject& running) {
  shape::FleetSyncView view{.full_name = running.full_name, .started_at = running.since};
  const auto phase = options.sync_phase ? options.sync_phase(running.project_id) : std::nullopt;
  if (phase) view.phase = phase->name;
  if (phase) view.percent = percent_of(*phase);
  return view;
}

http::Response list_running(const Context& context, const Call& call) {
  // Phases are told by no write, and leases end by themselves.
  limit_until(call.basis, context.options.clock() + std::chrono::seconds(1));
  auto read = [&context, public_only = !call.caller.sees_private,
               before = before_of(call.target.query, NumberCursorKind::kLease)](
                  ItemSink& sink, std::size_t limit) mutable -> std::optional<std::string> {
    std::vector<storage::RunningProject> running = context.stores.work_queue.running_projects(
        context.options.clock(), {.public_only = public_only, .before = before, .limit = limit + 1});
    const bool more = cut_to_limit(running, limit);
    std::size_t added = 0;
    for (; added < running.size() && sink.add(view_of(context.options, running[added])); ++added) {
      before = running[added].fence;
    }
    return more || added < running.size() ? std::optional(cursor_of(NumberCursorKind::kLease, *before)) : std::nullopt;
  };
  return answer_list(context, call, {.shape = "fleet_sync", .what = "syncs"}, std::move(read));
}

struct PlaceView {
  storage::QueuePlace place;
  std::optional<UnixTime> about_at;
};

template <typename Writer>
void describe(Writer& out, const PlaceView& view) {
  out.number("place", view.place.place, "1: the next one");
  out.number("of", view.place.of, "projects that are due, this one included");
  shape::member(out, "about_at", view.about_at,
                "when it ends at the pace of the last hour; null where no sync has ended in it");
}

std::string queue_member(const Context& context, const std::optional<storage::QueuePlace>& place, UnixTime now) {
  std::string member = "\"queue\":";
  if (!place) return member + "null";
  PlaceView view{*place, std::nullopt};
  const std::int64_t an_hour = context.stores.sync_log.count_syncs(now - std::chrono::hours(1));
  if (an_hour > 0) view.about_at = now + std::chrono::seconds(place->place * 3'600 / an_hour);
  shape::write<shape::JsonObject>(member, view);
  return member;
}

}  // namespace

shape::ShapeDescription queue_place_description() {
  return shape::description_of("queue_place", "where a project stands among those that are due", PlaceView());
}

http::Response list_project_syncs(const Context& context, const Call& call, const storage::ProjectRevision& project) {
  const UnixTime now = context.options.clock();
  const auto place = call.caller.sees_private ? context.stores.work_queue.queue_place(project.id, now) : std::nullopt;
  // Others come and go before it.
  if (place) limit_until(call.basis, now + std::chrono::seconds(1));
  auto read = [&context, id = project.id, before = before_of(call.target.query, NumberCursorKind::kSync)](
                  ItemSink& sink, std::size_t limit) mutable {
    const storage::SyncPage found = context.stores.sync_log.project_syncs(id, before, limit, context.options.clock());
    return add_syncs(sink, found, before, [](const storage::LoggedSync& each) { return shape::SyncView{each.sync}; });
  };
  return answer_list(
      context, call,
      {.shape = "sync", .project = &project, .what = "syncs", .beside = queue_member(context, place, now)},
      std::move(read));
}

http::Response list_syncs(const Context& context, const Call& call) {
  const std::string state = call.target.query.text("state").value_or("ended");
  if (state == "running") return list_running(context, call);
  storage::SyncQuery query{.public_only = !call.caller.sees_private,
                           .before = before_of(call.target.query, NumberCursorKind::kSync)};
  if (state == "failed") query.wanted = storage::SyncsWanted::kFailed;
  if (state == "ok") query.wanted = storage::SyncsWanted::kOk;
  auto read = [&context, query](ItemSink& sink, std::size_t limit) mutable {
    query.limit = limit;
    const storage::SyncPage found = context.stores.sync_log.syncs(query, context.options.clock());
    return add_syncs(sink, found, query.before, [](const storage::LoggedSync& each) {
      return shape::FleetSyncView{.full_name = each.full_name, .started_at = each.sync.started_at, .ended = &each.sync};
    });
  };
  return answer_list(context, call, {.shape = "fleet_sync", .what = "syncs"}, std::move(read));
}

}  // namespace cpsg::api
