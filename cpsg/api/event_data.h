// What events say: small JSON objects, each in one line.
//
//   outbox.put(project_event(project, now), clock.now());
//
// Pure functions. docs/events.md describes the members.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"
#include "cpsg/coordination/events.h"
#include "cpsg/model/project.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/change_log.h"
#include "cpsg/sync/settings.h"

namespace cpsg::api {

// The project that a sync is about, as events name it.
struct EventProject {
  std::string id;
  std::string full_name;
  bool is_public = false;
};
[[nodiscard]] EventProject event_project(const model::Project& project);

// The project is shown in another way than before.
[[nodiscard]] coordination::Event project_event(const model::Project& project, UnixTime now);
// The project is followed no longer.
[[nodiscard]] coordination::Event removal_event(const storage::Change& removal);
// The project has ended to be public: for who sees public projects alone it is one that is followed no longer.
[[nodiscard]] coordination::Event hidden_event(const storage::Change& change);
// A sync goes on.
[[nodiscard]] coordination::Event sync_event(const EventProject& project, const sync::Progress& progress);
// A sync has ended; well without a failure.
[[nodiscard]] coordination::Event sync_end_event(const EventProject& project, const sync::SyncReport& report,
                                                 const std::optional<Failure>& failure);
[[nodiscard]] coordination::Event batch_event(const shape::BatchView& view);
// As events name it: "commits".
[[nodiscard]] std::string_view phase_name(sync::Phase phase);
// GET /v1/status has other warnings than before.
[[nodiscard]] coordination::Event status_event();
// What came before may be incomplete.
[[nodiscard]] coordination::Event reset_event();

}  // namespace cpsg::api
