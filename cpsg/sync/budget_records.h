// Keeps by hour what a process spends of GitHub's budgets, and what is left of them.
//
//   BudgetRecords records(settings.api, stores.status_history);
//   records.sample(clock.unix_time());  // as often as one likes
//   records.finish(clock.unix_time());  // at the end
//
// What cannot be written is told to the log of the program, and costs the caller nothing.
// Threads: all methods may be called from several threads at once.
#pragma once

#include <mutex>
#include <optional>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/client/client.h"
#include "cpsg/storage/status_history.h"
#include "cpsg/sync/sync_records.h"

namespace cpsg::sync {

class BudgetRecords {
 public:
  // Both outlive the object. Without a client nothing is written.
  BudgetRecords(const github::client::Client* client, storage::StatusHistory& history)
      : client_(client), history_(history) {}

  // At most once a minute.
  void sample(UnixTime now) noexcept;
  // What was spent since the last sample, where there was any.
  void finish(UnixTime now) noexcept;

 private:
  void write(UnixTime now) noexcept;

  const github::client::Client* const client_;
  storage::StatusHistory& history_;
  std::mutex mutex_;
  std::optional<UnixTime> sampled_at_;
  PointsTold told_;
};

}  // namespace cpsg::sync
