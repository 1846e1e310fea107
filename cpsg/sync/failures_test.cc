// Protects that each failure counts as what it is of, ours, the owner's, the repository's or the remote's moment; that
// one answer's failure does not cost the others, that one of the whole API is not taken for one answer's,
// and that a failure goes through an exception and back unchanged.
#include "cpsg/sync/failures.h"

#include <gmock/gmock.h>

#include <map>

namespace cpsg::sync {
namespace {

using Kind = FailureKind;

// In order, so that a new code has to be thought about here.
TEST(KindOf, EachCodeHasOne) {
  using enum ErrorCode;
  const std::map<ErrorCode, Kind> kinds = {
      {kInternal, Kind::kRepository},
      {kUsage, Kind::kOurs},
      {kConfigInvalid, Kind::kOurs},
      {kUrlInvalid, Kind::kRepository},
      {kRequestInvalid, Kind::kOurs},
      {kAnswerTooLarge, Kind::kOurs},
      {kHostRefused, Kind::kOurs},
      {kOriginRefused, Kind::kOurs},
      {kKeyMissing, Kind::kOurs},
      {kKeyRefused, Kind::kOurs},
      {kTooManyRequests, Kind::kOurs},
      {kPreconditionFailed, Kind::kOurs},
      {kConflict, Kind::kOurs},
      {kOutputFailed, Kind::kOurs},
      {kNotFound, Kind::kRepository},
      {kUnauthorized, Kind::kOurs},
      {kForbidden, Kind::kAccess},
      {kSsoRequired, Kind::kAccess},
      {kGone, Kind::kRepository},
      {kBlocked, Kind::kRepository},
      {kRateLimited, Kind::kMoment},
      {kNetwork, Kind::kOurs},
      {kTls, Kind::kOurs},
      {kTimeout, Kind::kMoment},
      {kRemoteError, Kind::kMoment},
      {kBadData, Kind::kMoment},
      {kLimitExceeded, Kind::kRepository},
      {kUnsupportedRemote, Kind::kRepository},
      {kRemoteDamaged, Kind::kRepository},
      {kBusy, Kind::kOurs},
      {kOverloaded, Kind::kOurs},
      {kStoreLocked, Kind::kOurs},
      {kStoreFull, Kind::kOurs},
      {kStoreNewer, Kind::kOurs},
      {kStoreCorrupt, Kind::kOurs},
      {kStoreIo, Kind::kOurs},
      {kCancelled, Kind::kOurs},
  };
  for (const ErrorTraits& each : all_error_traits()) {
    ASSERT_TRUE(kinds.contains(each.code)) << each.name;
    EXPECT_EQ(kind_of(each.code, Asked::kApi), kinds.at(each.code)) << each.name;
    const Kind of_git = each.code == kUnauthorized ? Kind::kAccess : kinds.at(each.code);
    EXPECT_EQ(kind_of(each.code, Asked::kGit), of_git) << each.name;
  }
}

TEST(KindOf, AConnectionThatBreaksInTheMiddleIsNoNetworkThatIsDown) {
  EXPECT_EQ(kind_of(ErrorCode::kNetwork, Asked::kGit, true), Kind::kMoment);
  EXPECT_TRUE(is_outage(ErrorCode::kNetwork, Asked::kGit));
  EXPECT_FALSE(is_outage(ErrorCode::kNetwork, Asked::kGit, true));
}

TEST(IsOutage, IsWhatNoOtherProjectNeedsToTry) {
  for (const ErrorTraits& each : all_error_traits()) {
    const bool both = each.code == ErrorCode::kNetwork || each.code == ErrorCode::kTls;
    const bool api = both || each.code == ErrorCode::kUnauthorized || each.code == ErrorCode::kConfigInvalid;
    EXPECT_EQ(is_outage(each.code, Asked::kGit), both) << each.name;
    EXPECT_EQ(is_outage(each.code, Asked::kApi), api) << each.name;
  }
}

TEST(TellOfOneTrouble, RefusalsDoAndOurOwnDoButNotOneOfEach) {
  EXPECT_TRUE(tell_of_one_trouble(ErrorCode::kNotFound, ErrorCode::kForbidden));
  EXPECT_TRUE(tell_of_one_trouble(ErrorCode::kNetwork, ErrorCode::kUnauthorized));
  EXPECT_TRUE(tell_of_one_trouble(ErrorCode::kTimeout, ErrorCode::kTimeout));
  EXPECT_FALSE(tell_of_one_trouble(ErrorCode::kNetwork, ErrorCode::kNotFound));
  EXPECT_FALSE(tell_of_one_trouble(ErrorCode::kTimeout, ErrorCode::kNotFound));
}

TEST(LeavesGitToDo, NotWhereGitHasNothingToAdd) {
  model::Project fresh;
  model::Project known;
  known.generation = 1;
  const auto leaves = [](ErrorCode code, const model::Project& project) {
    return leaves_git_to_do({code, "why", {}}, project);
  };
  for (const ErrorCode code : {ErrorCode::kUnauthorized, ErrorCode::kForbidden, ErrorCode::kSsoRequired,
                               ErrorCode::kNetwork, ErrorCode::kTimeout, ErrorCode::kConfigInvalid}) {
    EXPECT_TRUE(leaves(code, fresh)) << traits(code).name;
  }
  EXPECT_FALSE(leaves(ErrorCode::kNotFound, fresh));
  EXPECT_TRUE(leaves(ErrorCode::kNotFound, known)) << "it may be GitHub's API alone that misses it";
  for (const ErrorCode code : {ErrorCode::kGone, ErrorCode::kBlocked, ErrorCode::kStoreFull, ErrorCode::kCancelled}) {
    EXPECT_FALSE(leaves(code, known)) << traits(code).name;
  }
}

TEST(ConcernsOneAlone, OnlyWhatGithubFailedToGiveOfThatOne) {
  for (const ErrorTraits& each : all_error_traits()) {
    const bool one = each.code == ErrorCode::kRemoteError || each.code == ErrorCode::kBadData;
    EXPECT_EQ(concerns_one_alone({each.code, "why", {}}), one) << each.name;
  }
}

}  // namespace
}  // namespace cpsg::sync
