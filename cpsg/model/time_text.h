// Times as text without memory of their own, for whoever writes many: pages of lists.
//
//   out.text("date", time_text(commit.authored_at));  // read as a std::string_view
//
// The same texts as those of format_git_time() and format_utc() (git_time.h), under the same conditions. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/model/git_time.h"

namespace cpsg::model {

struct TimeText {
  std::array<char, 25> chars{};
  std::size_t size = 0;

  operator std::string_view() const noexcept {  // NOLINT(google-explicit-constructor)
    return {chars.data(), size};
  }
};

[[nodiscard]] TimeText time_text(const GitTime& time);
[[nodiscard]] TimeText time_text(UnixTime time);  // in UTC

}  // namespace cpsg::model
