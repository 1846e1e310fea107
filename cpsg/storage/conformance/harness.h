// The conformance suites of the ports: what every store must do, said once as tests. Each port has one, named after it;
// StoresConformance is about all of them together: many readers and writers, processes, deaths.
//
// A store instantiates them in a test file of its own:
//
//   CPSG_INSTANTIATE_STORE_CONFORMANCE(Sqlite, StoreKind{"file", [] { return std::make_unique<SqliteHome>(); }});
//
// Each test gets a home of its own, an empty database, and may open it several times, also in other processes.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/stores.h"

namespace cpsg::storage::conformance {

// A store that is open, for as long as `owner` lives.
struct OpenStores {
  std::shared_ptr<void> owner;
  Stores stores;
};

// One database, removed with the object.
class StoreHome {
 public:
  virtual ~StoreHome() = default;
  // Opens the database once more.
  [[nodiscard]] virtual OpenStores open_stores() = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreHome>()> make_home;

  friend std::ostream& operator<<(std::ostream& out, const StoreKind& kind) { return out << kind.name; }
};

class Conformance : public testing::TestWithParam<StoreKind> {
 protected:
  Conformance() : home_(GetParam().make_home()) {}

  // Opened by the first use, so that a test may fork before.
  const Stores& stores() {
    if (!open_) open_.emplace(home_->open_stores());
    return open_->stores;
  }
  StoreHome& home() { return *home_; }
  // As after a restart of the process.
  const Stores& reopen() {
    open_.reset();
    return stores();
  }

 private:
  std::unique_ptr<StoreHome> home_;
  std::optional<OpenStores> open_;
};

// Each suite names the port that it is about first, then those by which it sets up and looks.
class ProjectsConformance : public Conformance {
 protected:
  Projects& projects() { return stores().projects; }
  HistoryReader& history() { return stores().history; }
  HistoryWriter& writer() { return stores().writer; }
  Observations& observations() { return stores().observations; }
  Maintenance& maintenance() { return stores().maintenance; }
};

class ChangeMarkConformance : public Conformance {
 protected:
  ChangeMark& changes() { return stores().changes; }
  Projects& projects() { return stores().projects; }
};

class HistoryReaderConformance : public Conformance {
 protected:
  HistoryReader& history() { return stores().history; }
  HistoryWriter& writer() { return stores().writer; }
};

class HistoryWriterConformance : public Conformance {
 protected:
  HistoryWriter& writer() { return stores().writer; }
  HistoryReader& history() { return stores().history; }
  Projects& projects() { return stores().projects; }
};

class ObservationsConformance : public Conformance {
 protected:
  Observations& observations() { return stores().observations; }
  Projects& projects() { return stores().projects; }
  HistoryWriter& writer() { return stores().writer; }
};

class PullRequestsConformance : public Conformance {
 protected:
  PullRequests& pulls() { return stores().pulls; }
  Projects& projects() { return stores().projects; }
};

class BatchesConformance : public Conformance {
 protected:
  Batches& batches() { return stores().batches; }
  Projects& projects() { return stores().projects; }
};

class DeliveriesConformance : public Conformance {
 protected:
  Deliveries& deliveries() { return stores().deliveries; }
  Projects& projects() { return stores().projects; }
};

class SettingsConformance : public Conformance {
 protected:
  Settings& settings() { return stores().settings; }
};

class ApiKeysConformance : public Conformance {
 protected:
  ApiKeys& keys() { return stores().keys; }
  Sessions& sessions() { return stores().sessions; }
};

class SessionsConformance : public Conformance {
 protected:
  Sessions& sessions() { return stores().sessions; }
  ApiKeys& keys() { return stores().keys; }
};

class FleetReaderConformance : public Conformance {
 protected:
  FleetReader& fleet() { return stores().fleet; }
  Projects& projects() { return stores().projects; }
};

class SavedListsConformance : public Conformance {
 protected:
  SavedLists& lists() { return stores().lists; }
};

class ChangeLogConformance : public Conformance {
 protected:
  ChangeLog& change_log() { return stores().change_log; }
  Projects& projects() { return stores().projects; }
  Observations& observations() { return stores().observations; }
  Batches& batches() { return stores().batches; }
};

class DailyHistoryConformance : public Conformance {
 protected:
  DailyHistory& daily_history() { return stores().daily_history; }
  Observations& observations() { return stores().observations; }
  Projects& projects() { return stores().projects; }
};

class ReleasesConformance : public Conformance {
 protected:
  Releases& releases() { return stores().releases; }
  Projects& projects() { return stores().projects; }
};

class SyncLogConformance : public Conformance {
 protected:
  SyncLog& sync_log() { return stores().sync_log; }
  StatusHistory& status_history() { return stores().status_history; }
  Projects& projects() { return stores().projects; }
  Batches& batches() { return stores().batches; }
};

class StatusHistoryConformance : public Conformance {
 protected:
  StatusHistory& status_history() { return stores().status_history; }
  SyncLog& sync_log() { return stores().sync_log; }
};

class WorkQueueConformance : public Conformance {
 protected:
  WorkQueue& work_queue() { return stores().work_queue; }
  Projects& projects() { return stores().projects; }
};

class StoresConformance : public Conformance {};

// Whether `call` throws an Error, and of which code.
template <typename Call>
testing::AssertionResult throws_error(ErrorCode code, Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    if (error.code() == code) return testing::AssertionSuccess() << error.what();
    return testing::AssertionFailure() << "another code, " << traits(error.code()).name << ": " << error.what();
  }
  return testing::AssertionFailure() << "nothing thrown, expected " << traits(code).name;
}

}  // namespace cpsg::storage::conformance

#define CPSG_INSTANTIATE_STORE_CONFORMANCE(prefix, ...)                                    \
  namespace cpsg::storage::conformance {                                                   \
  INSTANTIATE_TEST_SUITE_P(prefix, ProjectsConformance, testing::Values(__VA_ARGS__),      \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, ChangeMarkConformance, testing::Values(__VA_ARGS__),    \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, HistoryReaderConformance, testing::Values(__VA_ARGS__), \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, HistoryWriterConformance, testing::Values(__VA_ARGS__), \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, ObservationsConformance, testing::Values(__VA_ARGS__),  \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, PullRequestsConformance, testing::Values(__VA_ARGS__),  \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, BatchesConformance, testing::Values(__VA_ARGS__),       \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, DeliveriesConformance, testing::Values(__VA_ARGS__),    \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, SettingsConformance, testing::Values(__VA_ARGS__),      \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, ApiKeysConformance, testing::Values(__VA_ARGS__),       \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, SessionsConformance, testing::Values(__VA_ARGS__),      \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, ChangeLogConformance, testing::Values(__VA_ARGS__),     \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, FleetReaderConformance, testing::Values(__VA_ARGS__),   \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, DailyHistoryConformance, testing::Values(__VA_ARGS__),  \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, ReleasesConformance, testing::Values(__VA_ARGS__),      \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, SavedListsConformance, testing::Values(__VA_ARGS__),    \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, SyncLogConformance, testing::Values(__VA_ARGS__),       \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, StatusHistoryConformance, testing::Values(__VA_ARGS__), \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, WorkQueueConformance, testing::Values(__VA_ARGS__),     \
                           testing::PrintToStringParamName());                             \
  INSTANTIATE_TEST_SUITE_P(prefix, StoresConformance, testing::Values(__VA_ARGS__),        \
                           testing::PrintToStringParamName());                             \
  }                                                                                        \
  static_assert(true)
