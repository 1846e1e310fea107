#include "cpsg/sync/credentials_change.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string_view>

#include "cpsg/base/counted.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/log.h"
#include "cpsg/base/sha256.h"
#include "cpsg/sync/make_all_due.h"

namespace cpsg::sync {
namespace {

constexpr std::string_view kSetting = "credentials.check";
constexpr std::size_t kSaltChars = 32;

// What other credentials may change: also what is missing to those that may not see it.
constexpr std::array kCodes = {ErrorCode::kUnauthorized, ErrorCode::kForbidden, ErrorCode::kSsoRequired,
                               ErrorCode::kConfigInvalid, ErrorCode::kNotFound};

std::string new_salt() {
  std::random_device random;
  std::array<std::uint8_t, kSaltChars / 2> bytes{};
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return hex_encode(bytes);
}

std::string check_value(std::string_view salt, const std::vector<std::string>& names) {
  std::string text(salt);
  for (const std::string& name : names) text += "\n" + name;
  return std::string(salt) + " " + hex_encode(sha256(text));
}

}  // namespace

bool make_due_after_change_of_credentials(storage::Projects& projects, storage::Settings& settings,
                                          std::vector<std::string> names, UnixTime now) {
  std::sort(names.begin(), names.end());
  const std::string stored = settings.setting(kSetting).value_or("");
  const bool same = stored.size() > kSaltChars && stored == check_value(stored.substr(0, kSaltChars), names);
  if (same) return false;
  // The projects first: after a crash in between, it is done again.
  const std::size_t due = make_all_due(projects, kCodes, UnixTime{}, now);
  if (due > 0) {
    log::info("other credentials are configured: {} due",
              counted(due, "project that waited for them is", "projects that waited for them are"));
  }
  settings.put_setting(kSetting, check_value(new_salt(), names));
  return true;
}

}  // namespace cpsg::sync
