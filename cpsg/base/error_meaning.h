// When a code of an error is given, and what to do then: for the documents.
//
//   error_meaning(ErrorCode::kBusy);  // "Its lease did not end in time; the message names the holder."
//
// A pure function; the text lives as long as the program.
#pragma once

#include <string_view>

#include "cpsg/base/error.h"

namespace cpsg {

[[nodiscard]] std::string_view error_meaning(ErrorCode code) noexcept;

}  // namespace cpsg
