#include "cpsg/sync/failures.h"

namespace cpsg::sync {

bool concerns_one_alone(const Failure& failure) {
  return failure.code == ErrorCode::kRemoteError || failure.code == ErrorCode::kBadData;
}

Error error_of(const Failure& failure) {
  return failure.retry_after ? Error(failure.code, failure.message, *failure.retry_after)
                             : Error(failure.code, failure.message);
}

}  // namespace cpsg::sync
