// For tests: the failure that something ends with, as a value.
//
//   EXPECT_EQ(failure_of([&] { parser.feed(bytes); }).code, ErrorCode::kBadData);
#pragma once

#include <functional>
#include <optional>

#include "cpsg/base/error.h"

namespace cpsg {

// The error that `act` throws, as code and message; kInternal when it throws none.
inline Failure failure_of(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& e) {
    return failure_of(e);
  }
  return {ErrorCode::kInternal, "nothing was thrown", std::nullopt};
}

}  // namespace cpsg
