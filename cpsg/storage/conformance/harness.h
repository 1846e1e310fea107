// The conformance suite of the Store port: what every implementation must do, said once as tests.
//
// An implementation instantiates it in a test file of its own:
//
//   CPSG_INSTANTIATE_STORE_CONFORMANCE(Sqlite, StoreKind{"file", [] { return std::make_unique<SqliteHome>(); }});
//
// Each test gets a home of its own, an empty database, and may open several stores on it, also from other processes.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/storage/store.h"

namespace cpsg::storage::conformance {

// One database, removed with the object.
class StoreHome {
 public:
  virtual ~StoreHome() = default;
  // Another store on the same database.
  [[nodiscard]] virtual std::unique_ptr<Store> open() = 0;
};

struct StoreKind {
  std::string name;
  std::function<std::unique_ptr<StoreHome>()> make_home;

  friend std::ostream& operator<<(std::ostream& out, const StoreKind& kind) { return out << kind.name; }
};

class StoreConformance : public testing::TestWithParam<StoreKind> {
 protected:
  StoreConformance() : home_(GetParam().make_home()) {}

  // Opened by the first use, so that a test may fork before.
  Store& store() {
    if (store_ == nullptr) store_ = home_->open();
    return *store_;
  }
  StoreHome& home() { return *home_; }
  // As after a restart of the process.
  Store& reopen() {
    store_.reset();
    return store();
  }

 private:
  std::unique_ptr<StoreHome> home_;
  std::unique_ptr<Store> store_;
};

class ProjectConformance : public StoreConformance {};
class LeaseConformance : public StoreConformance {};
class StagingConformance : public StoreConformance {};
class PublishConformance : public StoreConformance {};
class BranchConformance : public StoreConformance {};
class CommitConformance : public StoreConformance {};
class RollupConformance : public StoreConformance {};
class IdentityConformance : public StoreConformance {};
class ObservationConformance : public StoreConformance {};
class WorkConformance : public StoreConformance {};
class DeliveryConformance : public StoreConformance {};
class PullConformance : public StoreConformance {};
class EnrichmentConformance : public StoreConformance {};
class BatchConformance : public StoreConformance {};
class RemovalConformance : public StoreConformance {};
class ConcurrencyConformance : public StoreConformance {};
class CrashConformance : public StoreConformance {};

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

#define CPSG_INSTANTIATE_STORE_CONFORMANCE(prefix, ...)                                                                \
  namespace cpsg::storage::conformance {                                                                               \
  INSTANTIATE_TEST_SUITE_P(prefix, ProjectConformance, testing::Values(__VA_ARGS__),                                   \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, LeaseConformance, testing::Values(__VA_ARGS__), testing::PrintToStringParamName()); \
  INSTANTIATE_TEST_SUITE_P(prefix, StagingConformance, testing::Values(__VA_ARGS__),                                   \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, PublishConformance, testing::Values(__VA_ARGS__),                                   \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, BranchConformance, testing::Values(__VA_ARGS__),                                    \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, CommitConformance, testing::Values(__VA_ARGS__),                                    \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, RollupConformance, testing::Values(__VA_ARGS__),                                    \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, IdentityConformance, testing::Values(__VA_ARGS__),                                  \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, ObservationConformance, testing::Values(__VA_ARGS__),                               \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, WorkConformance, testing::Values(__VA_ARGS__), testing::PrintToStringParamName());  \
  INSTANTIATE_TEST_SUITE_P(prefix, DeliveryConformance, testing::Values(__VA_ARGS__),                                  \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, PullConformance, testing::Values(__VA_ARGS__), testing::PrintToStringParamName());  \
  INSTANTIATE_TEST_SUITE_P(prefix, EnrichmentConformance, testing::Values(__VA_ARGS__),                                \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, BatchConformance, testing::Values(__VA_ARGS__), testing::PrintToStringParamName()); \
  INSTANTIATE_TEST_SUITE_P(prefix, RemovalConformance, testing::Values(__VA_ARGS__),                                   \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, ConcurrencyConformance, testing::Values(__VA_ARGS__),                               \
                           testing::PrintToStringParamName());                                                         \
  INSTANTIATE_TEST_SUITE_P(prefix, CrashConformance, testing::Values(__VA_ARGS__), testing::PrintToStringParamName()); \
  }                                                                                                                    \
  static_assert(true)
