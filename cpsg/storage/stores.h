// The ports of one store together, for whoever constructs the program's parts and hands each part the ports it uses.
//
//   const Stores stores = store.stores();
//   pause_batch(stores.batches, batch_id, now);
//
// References: the store must outlive every part. Ports of different stores must not be mixed, for leases and ids of one
// store mean nothing to another.
#pragma once

#include "cpsg/storage/api_keys.h"
#include "cpsg/storage/batches.h"
#include "cpsg/storage/change_log.h"
#include "cpsg/storage/change_mark.h"
#include "cpsg/storage/daily_history.h"
#include "cpsg/storage/deliveries.h"
#include "cpsg/storage/fleet_reader.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/maintenance.h"
#include "cpsg/storage/observations.h"
#include "cpsg/storage/projects.h"
#include "cpsg/storage/pull_requests.h"
#include "cpsg/storage/releases.h"
#include "cpsg/storage/saved_lists.h"
#include "cpsg/storage/sessions.h"
#include "cpsg/storage/settings.h"
#include "cpsg/storage/status_history.h"
#include "cpsg/storage/sync_log.h"
#include "cpsg/storage/work_queue.h"

namespace cpsg::storage {

struct Stores {
  Projects& projects;
  ChangeMark& changes;
  HistoryReader& history;
  HistoryWriter& writer;
  Observations& observations;
  PullRequests& pulls;
  Batches& batches;
  Deliveries& deliveries;
  Settings& settings;
  ApiKeys& keys;
  Sessions& sessions;
  Maintenance& maintenance;
  ChangeLog& change_log;
  DailyHistory& daily_history;
  Releases& releases;
  FleetReader& fleet;
  SavedLists& lists;
  SyncLog& sync_log;
  StatusHistory& status_history;
  WorkQueue& work_queue;
};

}  // namespace cpsg::storage
