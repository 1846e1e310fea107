#include "cpsg/model/batch.h"

#include <array>
#include <utility>

namespace cpsg::model {
namespace {

constexpr std::array<std::pair<BatchState, std::string_view>, 4> kStateNames = {{
    {BatchState::kRunning, "running"},
    {BatchState::kPaused, "paused"},
    {BatchState::kCancelled, "cancelled"},
    {BatchState::kFinished, "finished"},
}};

constexpr std::array<std::pair<BatchItemState, std::string_view>, 4> kItemStateNames = {{
    {BatchItemState::kPending, "pending"},
    {BatchItemState::kRunning, "running"},
    {BatchItemState::kDone, "done"},
    {BatchItemState::kFailed, "failed"},
}};

template <typename State, std::size_t kCount>
std::string_view name_in(const std::array<std::pair<State, std::string_view>, kCount>& names, State state) {
  for (const auto& [candidate, text] : names) {
    if (candidate == state) return text;
  }
  return {};
}

template <typename State, std::size_t kCount>
std::optional<State> state_in(const std::array<std::pair<State, std::string_view>, kCount>& names,
                              std::string_view name) {
  for (const auto& [state, text] : names) {
    if (text == name) return state;
  }
  return std::nullopt;
}

}  // namespace

std::string_view name(BatchState state) noexcept { return name_in(kStateNames, state); }
std::optional<BatchState> batch_state_from_name(std::string_view name) noexcept { return state_in(kStateNames, name); }

std::string_view name(BatchWait reason) noexcept {
  switch (reason) {
    case BatchWait::kQuota:
      return "quota";
    case BatchWait::kOffPeak:
      return "off_peak";
    case BatchWait::kPaused:
      return "paused";
  }
  return {};
}

std::string_view name(BatchItemState state) noexcept { return name_in(kItemStateNames, state); }
std::optional<BatchItemState> batch_item_state_from_name(std::string_view name) noexcept {
  return state_in(kItemStateNames, name);
}

}  // namespace cpsg::model
