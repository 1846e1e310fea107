// Protects that one answer's failure does not cost the others, that one of the whole API is not taken for one answer's,
// and that a failure goes through an exception and back unchanged.
#include "cpsg/sync/failures.h"

namespace cpsg::sync {
namespace {

TEST(ConcernsOneAlone, OnlyWhatGithubFailedToGiveOfThatOne) {
  for (const ErrorTraits& each : all_error_traits()) {
    const bool one = each.code == ErrorCode::kRemoteError || each.code == ErrorCode::kBadData;
    EXPECT_EQ(concerns_one_alone({each.code, "why", {}}), one) << each.name;
  }
}

TEST(ErrorOf, IsReadAsTheSameFailure) {
  for (const std::optional<std::chrono::seconds> retry_after :
       {std::optional<std::chrono::seconds>(), std::optional<std::chrono::seconds>(7)}) {
    try {
      throw error_of({ErrorCode::kRateLimited, "slow down", retry_after});
    } catch (...) {
      const Failure failure = current_failure();
      EXPECT_EQ(failure.code, ErrorCode::kRateLimited);
      EXPECT_EQ(failure.message, "slow down");
      EXPECT_EQ(failure.retry_after, retry_after);
    }
  }
}

}  // namespace
}  // namespace cpsg::sync
