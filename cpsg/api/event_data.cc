#include "cpsg/api/event_data.h"

#include <algorithm>
#include <utility>

#include "cpsg/api/event_hub.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::api {
namespace {

using coordination::Event;
using shape::JsonObject;

bool is_public(const model::Project& project) {
  return project.statistics && project.statistics->visibility == "public";
}

template <typename Members>
Event event_of(std::string_view topic, std::string subject, bool is_public, const Members& members) {
  Event event{.topic = std::string(topic), .subject = std::move(subject), .is_public = is_public, .data = {}};
  JsonObject object(event.data);
  members(object);
  object.finish();
  return event;
}

template <typename Members>
Event sync_event_of(const EventProject& project, const Members& members) {
  return event_of(kSyncTopic, project.id, project.is_public, [&](JsonObject& out) {
    out.text("id", project.id);
    out.text("full_name", project.full_name);
    members(out);
  });
}

std::int64_t number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

std::string_view phase_name(sync::Phase phase) {
  switch (phase) {
    case sync::Phase::kWaiting:
      return "waiting";
    case sync::Phase::kRefs:
      return "refs";
    case sync::Phase::kCommits:
      return "commits";
    case sync::Phase::kPublishing:
      return "publishing";
    case sync::Phase::kStatistics:
      return "statistics";
    case sync::Phase::kPulls:
      return "pulls";
    case sync::Phase::kAudit:
      return "audit";
    case sync::Phase::kEnriching:
      return "enriching";
  }
  return "waiting";
}

EventProject event_project(const model::Project& project) {
  return {.id = project.id, .full_name = project.full_name(), .is_public = is_public(project)};
}

Event project_event(const model::Project& project, UnixTime now) {
  return event_of(kProjectTopic, project.id, is_public(project), [&](JsonObject& out) {
    const model::ProjectStatus& status = project.status;
    out.text("id", project.id);
    out.text("full_name", project.full_name());
    out.number("revision", number(project.revision));
    out.text("state", model::name(project.syncing(now) ? model::SyncState::kSyncing : status.state));
    shape::member(out, "code", status.code, "of its last failure, while that lasts");
    shape::member(out, "last_synced_at", status.last_synced_at, "when it was last found or made up to date");
    shape::member(out, "next_sync_at", status.next_sync_at, "when it is looked at next");
    out.boolean("removed", false);
  });
}

Event removal_event(const storage::Change& removal) {
  return event_of(kProjectTopic, removal.id, removal.was_public, [&](JsonObject& out) {
    out.text("id", removal.id);
    out.boolean("removed", true);
  });
}

Event hidden_event(const storage::Change& change) {
  Event event = removal_event(change);
  event.is_public = false;
  event.was_public = true;
  return event;
}

Event sync_event(const EventProject& project, const sync::Progress& progress) {
  return sync_event_of(project, [&](JsonObject& out) {
    out.text("phase", phase_name(progress.phase));
    out.number("done", number(progress.done));
    shape::member(out, "total", progress.total > 0 ? std::optional(number(progress.total)) : std::nullopt,
                  "commits or pull requests; null until it is known");
    out.number("received_bytes", number(progress.received_bytes));
  });
}

Event sync_end_event(const EventProject& project, const sync::SyncReport& report,
                     const std::optional<Failure>& failure) {
  return sync_event_of(project, [&](JsonObject& out) {
    out.text("phase", "ended");
    out.boolean("ok", !failure);
    shape::member(out, "code", failure ? std::optional(failure->code) : std::nullopt, "why it failed");
    out.decimal("seconds", report.seconds);
    out.begin("new");
    out.number("commits", number(report.new_commits));
    out.number("branches", number(report.new_branches));
    out.number("pull_requests", number(report.new_pulls));
    out.end();
  });
}

Event batch_event(const shape::BatchView& view) {
  Event event{.topic = std::string(kBatchTopic), .subject = view.batch.id, .data = {}};
  shape::append_json(event.data, view);
  return event;
}

Event status_event() {
  return event_of(kStatusTopic, "", false, [](const JsonObject&) {});
}

Event reset_event() {
  return event_of(kResetTopic, "", true, [](const JsonObject&) {});
}

}  // namespace cpsg::api
