// Protects the closed list of error codes: outside programs match on the names, exit codes and HTTP statuses, and a
// row in the wrong place would give one failure another's meaning. Checked against the numbers that users are promised.
#include "cpsg/base/error.h"

#include <chrono>
#include <new>
#include <optional>
#include <set>
#include <stdexcept>

namespace cpsg {
namespace {

TEST(ErrorTraits, StandInTheOrderOfTheEnumeration) {
  for (std::size_t i = 0; i < all_error_traits().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(all_error_traits()[i].code), i);
  }
  EXPECT_EQ(all_error_traits().back().code, ErrorCode::kCancelled);
}

TEST(ErrorTraits, NamesAreUniqueSnakeCaseAndLeadBackToTheirCode) {
  std::set<std::string_view> names;
  for (const ErrorTraits& row : all_error_traits()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_EQ(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string_view::npos) << row.name;
    EXPECT_EQ(error_code_from_name(row.name), row.code);
    EXPECT_EQ(traits(row.code).name, row.name);
    EXPECT_FALSE(row.title.empty());
  }
  EXPECT_EQ(error_code_from_name("no_such_code"), std::nullopt);
  EXPECT_EQ(error_code_from_name(""), std::nullopt);
}

TEST(ErrorTraits, GiveEachKindOfFailureItsPromisedExitCode) {
  const std::vector<std::pair<ErrorCode, int>> promised = {
      {ErrorCode::kInternal, 1},   {ErrorCode::kUsage, 2},       {ErrorCode::kConfigInvalid, 2},
      {ErrorCode::kNotFound, 3},   {ErrorCode::kForbidden, 3},   {ErrorCode::kGone, 3},
      {ErrorCode::kNetwork, 4},    {ErrorCode::kTls, 4},         {ErrorCode::kRateLimited, 5},
      {ErrorCode::kBadData, 6},    {ErrorCode::kStoreLocked, 7}, {ErrorCode::kStoreFull, 7},
      {ErrorCode::kStoreNewer, 7}, {ErrorCode::kCancelled, 130}};
  for (const auto& [code, exit_code] : promised) EXPECT_EQ(traits(code).exit_code, exit_code) << traits(code).name;
}

TEST(ErrorTraits, StatusesAreHttpErrors) {
  for (const ErrorTraits& row : all_error_traits()) {
    EXPECT_GE(row.http_status, 400) << row.name;
    EXPECT_LE(row.http_status, 599) << row.name;
  }
}

template <typename Exception>
Failure failure_while_handling(const Exception& exception) {
  try {
    throw exception;
  } catch (...) {
    return current_failure();
  }
}

TEST(CurrentFailure, KeepsAnErrorWhole) {
  const Failure failure = failure_while_handling(Error(ErrorCode::kRateLimited, "slow down", std::chrono::seconds(60)));
  EXPECT_EQ(failure.code, ErrorCode::kRateLimited);
  EXPECT_EQ(failure.message, "slow down");
  EXPECT_EQ(failure.retry_after, std::chrono::seconds(60));
}

TEST(CurrentFailure, CallsEverythingElseABug) {
  EXPECT_EQ(failure_while_handling(std::runtime_error("surprise")).code, ErrorCode::kInternal);
  EXPECT_EQ(failure_while_handling(std::runtime_error("surprise")).message, "surprise");
  EXPECT_EQ(failure_while_handling(std::bad_alloc()).message, "out of memory");
  EXPECT_EQ(failure_while_handling(42).code, ErrorCode::kInternal);
}

TEST(ErrorOf, IsReadAsTheSameFailure) {
  for (const std::optional<std::chrono::seconds> retry_after :
       {std::optional<std::chrono::seconds>(), std::optional<std::chrono::seconds>(7)}) {
    const Failure failure = failure_of(error_of({ErrorCode::kRateLimited, "slow down", retry_after}));
    EXPECT_EQ(failure.code, ErrorCode::kRateLimited);
    EXPECT_EQ(failure.message, "slow down");
    EXPECT_EQ(failure.retry_after, retry_after);
  }
}

}  // namespace
}  // namespace cpsg
