#include "cpsg/model/pull_request.h"

#include <array>
#include <utility>

namespace cpsg::model {
namespace {

constexpr std::array<std::pair<PullState, std::string_view>, 3> kStateNames = {{
    {PullState::kOpen, "open"},
    {PullState::kClosed, "closed"},
    {PullState::kMerged, "merged"},
}};

}  // namespace

std::string_view name(PullState state) noexcept {
  for (const auto& [candidate, text] : kStateNames) {
    if (candidate == state) return text;
  }
  return {};
}

std::optional<PullState> pull_state_from_name(std::string_view name) noexcept {
  for (const auto& [state, text] : kStateNames) {
    if (text == name) return state;
  }
  return std::nullopt;
}

}  // namespace cpsg::model
