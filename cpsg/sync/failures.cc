#include "cpsg/sync/failures.h"

namespace cpsg::sync {

bool concerns_one_alone(const Failure& failure) {
  return failure.code == ErrorCode::kRemoteError || failure.code == ErrorCode::kBadData;
}

bool is_refusal_of_token(const Failure& failure) {
  return failure.code == ErrorCode::kForbidden || failure.code == ErrorCode::kSsoRequired;
}

bool leaves_git_to_do(const Failure& failure) {
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
      return true;
    default:
      return false;
  }
}

Error error_of(const Failure& failure) {
  return failure.retry_after ? Error(failure.code, failure.message, *failure.retry_after)
                             : Error(failure.code, failure.message);
}

}  // namespace cpsg::sync
