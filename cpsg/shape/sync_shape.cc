// A sync of the log, of one project and in the list over all of them.
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {
namespace {

constexpr double kMsPerSecond = 1'000;

using model::SyncRecord;

struct NewThings {
  const SyncRecord* sync = nullptr;
};
struct Requests {
  const SyncRecord* sync = nullptr;
};
struct Points {
  const SyncRecord* sync = nullptr;
};

// Where there is no sync, its values do not matter.
const SyncRecord& of(const SyncRecord* sync) {
  static const SyncRecord none;
  return sync == nullptr ? none : *sync;
}

template <typename Writer>
void describe(Writer& out, const NewThings& view) {
  out.number("commits", of(view.sync).new_commits, "commits that were not stored before");
  out.number("branches", of(view.sync).new_branches, "branches that were not there before");
  out.number("pull_requests", of(view.sync).new_pulls, "pull requests that were not stored before");
}

template <typename Writer>
void describe(Writer& out, const Requests& view) {
  out.number("git", of(view.sync).git_requests, "to git's remote");
  out.number("rest", of(view.sync).rest_requests, "to GitHub's REST API");
  out.number("graphql", of(view.sync).graphql_requests, "to GitHub's GraphQL API");
}

template <typename Writer>
void describe(Writer& out, const Points& view) {
  out.fraction("rest", of(view.sync).rest_points, "of REST's budget");
  out.fraction("graphql", of(view.sync).graphql_points, "of GraphQL's budget; a share where a query served several");
}

std::optional<std::string> message_of(const SyncRecord& sync) {
  return sync.message.empty() ? std::nullopt : std::optional(sync.message);
}

std::vector<ValueMeaning> sync_states() {
  return {{"running", "it goes on"}, {"ok", "it ended well"}, {"failed", "it failed, or a part of it did"}};
}

std::string_view state_of(const FleetSyncView& view) {
  if (view.ended == nullptr) return "running";
  return view.ended->code ? "failed" : "ok";
}

}  // namespace

template <typename Writer>
void describe(Writer& out, const SyncView& view) {
  const SyncRecord& sync = view.sync;
  member(out, "started_at", sync.started_at, "when it began");
  out.fraction("seconds", static_cast<double>(sync.duration_ms) / kMsPerSecond,
               "how long it took; where many projects were asked about at once, all of them together");
  out.boolean("ok", !sync.code, "whether all of it went well");
  member(out, "code", sync.code, "why it failed; null where it did not");
  member(out, "message", message_of(sync), "the same in words; null where it did not fail");
  out.begin("new", "what it brought");
  describe(out, NewThings{&sync});
  out.end();
  out.begin("requests", "how many it made");
  describe(out, Requests{&sync});
  out.end();
  out.begin("points",
            "what this sync alone cost of the budgets at GitHub. What asks about many projects at once, or reads lines,"
            " logins and releases in the background, has no entry unless it failed, one a day while the failure is the "
            "same: it counts in `points` of"
            " `GET /v1/status/history` and of the project's batches, which are larger by that");
  describe(out, Points{&sync});
  out.end();
  out.number("bytes", sync.received_bytes, "that were received from git and GitHub's API");
}

template <typename Writer>
void describe(Writer& out, const FleetSyncView& view) {
  const SyncRecord& sync = of(view.ended);
  const bool has_ended = view.ended != nullptr;
  const auto ended = [&](auto value) { return has_ended ? std::optional(value) : std::nullopt; };
  out.text("project", view.full_name, "`owner/name`, as it is now");
  out.text("state", state_of(view), {"how far it is", &sync_states});
  member(out, "started_at", view.started_at, "when it began");
  member(out, "phase", view.phase, "what a running one does; null where it is not known, or has ended");
  member(out, "percent", view.percent, "how much of that phase is done; null where it is not known");
  member(out, "seconds", ended(static_cast<double>(sync.duration_ms) / kMsPerSecond),
         "how long it took; null until it has ended");
  member(out, "code", sync.code, "why it failed; null where it did not");
  member(out, "message", message_of(sync), "the same in words; null where it did not fail");
  const NewThings brought{view.ended};
  const Requests requests{view.ended};
  const Points points{view.ended};
  object(out, "new", has_ended ? &brought : nullptr, "what it brought; null until it has ended");
  object(out, "requests", has_ended ? &requests : nullptr, "how many it made; null until it has ended");
  object(out, "points", has_ended ? &points : nullptr,
         "what this sync alone cost of the budgets at GitHub, without what asks about many projects at once; null until"
         " it has ended");
  member(out, "bytes", ended(sync.received_bytes), "that were received; null until it has ended");
}

void append_json(std::string& out, const SyncView& view) { write<JsonObject>(out, view); }
void append_json(std::string& out, const FleetSyncView& view) { write<JsonObject>(out, view); }

ShapeDescription sync_description() {
  return description_of("sync", "a sync of a project that has ended", SyncView{of(nullptr)});
}
ShapeDescription fleet_sync_description() {
  return description_of("fleet_sync", "a sync of any project, which runs or has ended", FleetSyncView());
}

}  // namespace cpsg::shape
