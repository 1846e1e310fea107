#include "cpsg/model/project.h"

#include <array>
#include <span>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/sha256.h"

namespace cpsg::model {
namespace {

constexpr std::array<std::pair<SyncState, std::string_view>, 9> kStateNames = {{
    {SyncState::kPending, "pending"},
    {SyncState::kSyncing, "syncing"},
    {SyncState::kOk, "ok"},
    {SyncState::kWaitingQuota, "waiting_quota"},
    {SyncState::kNoAccess, "no_access"},
    {SyncState::kSsoRequired, "sso_required"},
    {SyncState::kGone, "gone"},
    {SyncState::kBlocked, "blocked"},
    {SyncState::kFailing, "failing"},
}};

}  // namespace

std::string_view name(SyncState state) noexcept {
  for (const auto& [candidate, text] : kStateNames) {
    if (candidate == state) return text;
  }
  return {};
}

std::optional<SyncState> sync_state_from_name(std::string_view name) noexcept {
  for (const auto& [state, text] : kStateNames) {
    if (text == name) return state;
  }
  return std::nullopt;
}

bool is_put_aside(std::string_view name, std::string_view project_id) {
  if (!name.ends_with(project_id)) return false;
  name.remove_suffix(project_id.size());
  return name.ends_with(kPutAsideMark);
}

std::string derive_project_id(std::string_view full_name, std::string_view source_url) {
  constexpr std::size_t kIdBytes = 10;  // 80 bits: no two of a billion projects meet by chance
  std::string identity = ascii_lower(full_name);
  identity += '\n';
  identity += source_url;
  return "p" + hex_encode(std::span<const std::uint8_t>(sha256(identity)).first(kIdBytes));
}

}  // namespace cpsg::model
