#include "cpsg/sync/failures.h"

namespace cpsg::sync {
namespace {

bool is_refusal(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kSsoRequired:
    case ErrorCode::kNotFound:
    case ErrorCode::kGone:
    case ErrorCode::kBlocked:
      return true;
    default:
      return false;
  }
}

}  // namespace

FailureKind kind_of(ErrorCode code, Asked asked, bool heard) {
  switch (code) {
    case ErrorCode::kNetwork:
      return heard ? FailureKind::kMoment : FailureKind::kOurs;
    case ErrorCode::kUnauthorized:
      return asked == Asked::kApi ? FailureKind::kOurs : FailureKind::kAccess;
    case ErrorCode::kForbidden:
    case ErrorCode::kSsoRequired:
      return FailureKind::kAccess;
    case ErrorCode::kNotFound:
    case ErrorCode::kGone:
    case ErrorCode::kBlocked:
    case ErrorCode::kRemoteDamaged:
    case ErrorCode::kLimitExceeded:
    case ErrorCode::kUnsupportedRemote:
    case ErrorCode::kUrlInvalid:
    case ErrorCode::kInternal:  // what this project's data has brought to light
      return FailureKind::kRepository;
    case ErrorCode::kRateLimited:
    case ErrorCode::kTimeout:
    case ErrorCode::kRemoteError:
    case ErrorCode::kBadData:
      return FailureKind::kMoment;
    default:
      return FailureKind::kOurs;
  }
}

bool is_outage(ErrorCode code, Asked asked, bool heard) {
  switch (code) {
    case ErrorCode::kNetwork:
    case ErrorCode::kTls:
      return !heard;
    case ErrorCode::kUnauthorized:
    case ErrorCode::kConfigInvalid:
      return asked == Asked::kApi;
    default:
      return false;
  }
}

bool tell_of_one_trouble(ErrorCode first, ErrorCode second) {
  if (first == second || (is_refusal(first) && is_refusal(second))) return true;
  return kind_of(first, Asked::kApi) == FailureKind::kOurs && kind_of(second, Asked::kApi) == FailureKind::kOurs;
}

bool concerns_one_alone(const Failure& failure) {
  return failure.code == ErrorCode::kRemoteError || failure.code == ErrorCode::kBadData;
}

bool is_refusal_of_token(const Failure& failure) {
  return failure.code == ErrorCode::kForbidden || failure.code == ErrorCode::kSsoRequired;
}

bool leaves_git_to_do(const Failure& failure, const model::Project& project) {
  switch (failure.code) {
    case ErrorCode::kRateLimited:
    case ErrorCode::kNetwork:
    case ErrorCode::kTls:
    case ErrorCode::kTimeout:
    case ErrorCode::kRemoteError:
    case ErrorCode::kBadData:
    case ErrorCode::kUnauthorized:
    case ErrorCode::kForbidden:
    case ErrorCode::kSsoRequired:
    case ErrorCode::kConfigInvalid:
      return true;
    case ErrorCode::kNotFound:
      return project.generation > 0;
    default:
      return false;
  }
}

}  // namespace cpsg::sync
