#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::storage {

CountingStores::CountingStores(const Stores& inner)
    : changes_(inner.changes),
      projects_(inner.projects, calls_),
      history_(inner.history, calls_),
      writer_(inner.writer, calls_),
      observations_(inner.observations, calls_),
      pulls_(inner.pulls, calls_),
      batches_(inner.batches, calls_),
      deliveries_(inner.deliveries, calls_),
      settings_(inner.settings, calls_),
      keys_(inner.keys, calls_),
      sessions_(inner.sessions, calls_),
      maintenance_(inner.maintenance, calls_),
      change_log_(inner.change_log, calls_),
      daily_history_(inner.daily_history, calls_),
      releases_(inner.releases, calls_),
      fleet_(inner.fleet, calls_),
      lists_(inner.lists, calls_),
      sync_log_(inner.sync_log, calls_),
      status_history_(inner.status_history, calls_),
      work_queue_(inner.work_queue, calls_) {}

CountingStores::~CountingStores() = default;

Stores CountingStores::stores() {
  return {.projects = projects_,
          .changes = changes_,
          .history = history_,
          .writer = writer_,
          .observations = observations_,
          .pulls = pulls_,
          .batches = batches_,
          .deliveries = deliveries_,
          .settings = settings_,
          .keys = keys_,
          .sessions = sessions_,
          .maintenance = maintenance_,
          .change_log = change_log_,
          .daily_history = daily_history_,
          .releases = releases_,
          .fleet = fleet_,
          .lists = lists_,
          .sync_log = sync_log_,
          .status_history = status_history_,
          .work_queue = work_queue_};
}

}  // namespace cpsg::storage
