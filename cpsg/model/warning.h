// Something that a person should look after: what it is, since when, and what helps.
//
//   const Warning warning{.code = ErrorCode::kNetwork, .severity = Severity::kError, .text = "git cannot be reached"};
//
// A plain value. Texts hold no secrets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/base/error.h"

namespace cpsg::model {

enum class Severity : std::uint8_t {
  kWarning,  // it will become an error, or costs something
  kError,    // something does not work now
};
[[nodiscard]] constexpr std::string_view name(Severity severity) noexcept {
  return severity == Severity::kError ? "error" : "warning";
}

struct Warning {
  ErrorCode code = ErrorCode::kInternal;
  Severity severity = Severity::kError;
  std::optional<UnixTime> since;       // nothing: nobody knows
  std::optional<std::string> account;  // at GitHub, if it is of one
  std::string text;                    // one line

  friend bool operator==(const Warning&, const Warning&) = default;
};

}  // namespace cpsg::model
