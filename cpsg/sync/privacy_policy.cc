#include "cpsg/sync/privacy_policy.h"

#include <fmt/format.h>

#include <array>
#include <span>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/log.h"
#include "cpsg/base/sha256.h"
#include "cpsg/base/split.h"

namespace cpsg::sync {
namespace {

constexpr std::string_view kSetting = "privacy";
constexpr std::string_view kUnknown = "unknown";  // as a migration writes it
constexpr std::string_view kUnfinished = "unfinished";
constexpr std::string_view kAdopted = "adopted";

constexpr std::array<std::pair<std::string_view, EmailPrivacy>, 3> kEmails = {{
    {"hash", EmailPrivacy::kHash},
    {"keep", EmailPrivacy::kKeep},
    {"drop", EmailPrivacy::kDrop},
}};
constexpr std::array<std::pair<std::string_view, MessagePrivacy>, 3> kMessages = {{
    {"keep", MessagePrivacy::kKeep},
    {"mask", MessagePrivacy::kMask},
    {"subject", MessagePrivacy::kSubject},
}};

template <typename Value, std::size_t N>
std::string_view name_of(Value value, const std::array<std::pair<std::string_view, Value>, N>& names) {
  for (const auto& [name, named] : names) {
    if (named == value) return name;
  }
  return {};
}

template <typename Value, std::size_t N>
bool read_name(std::string_view text, const std::array<std::pair<std::string_view, Value>, N>& names, Value& value) {
  for (const auto& [name, named] : names) {
    if (name != text) continue;
    value = named;
    return true;
  }
  return false;
}

std::string check_of_key(std::string_view key) {
  constexpr std::size_t kCheckBytes = 8;
  const Sha256Digest digest = hmac_sha256(key, "check of privacy.email_key");
  return hex_encode(std::span<const std::uint8_t>(digest).first(kCheckBytes));
}

bool same_rules(const PrivacyPolicy& a, const PrivacyPolicy& b) {
  return a.emails == b.emails && a.messages == b.messages && a.key_check == b.key_check;
}

bool is_empty(const storage::Stores& stores) { return stores.projects.list_projects("", 1).empty(); }

bool read_field(std::string_view name, std::string_view value, PrivacyPolicy& policy) {
  if (name == "emails") return read_name(value, kEmails, policy.emails);
  if (name == "messages") return read_name(value, kMessages, policy.messages);
  if (name == "key") policy.key_check = value;
  if (name == kUnfinished) policy.unfinished = true;
  if (name == kAdopted) policy.adopted = true;
  return name == "key" || name == kUnfinished || name == kAdopted;
}

}  // namespace

PrivacyPolicy policy_of(const Privacy& privacy) {
  PrivacyPolicy policy;
  policy.emails = privacy.emails;
  policy.messages = privacy.messages;
  if (privacy.emails == EmailPrivacy::kHash) policy.key_check = check_of_key(privacy.email_key);
  return policy;
}

std::string policy_text(const PrivacyPolicy& policy) {
  std::string text =
      fmt::format("emails={} messages={}", name_of(policy.emails, kEmails), name_of(policy.messages, kMessages));
  if (!policy.key_check.empty()) text += " key=" + policy.key_check;
  if (policy.unfinished) text.append(" ").append(kUnfinished);
  if (policy.adopted) text.append(" ").append(kAdopted);
  return text;
}

std::string policy_text(const Privacy& privacy) { return policy_text(policy_of(privacy)); }

std::optional<PrivacyPolicy> parse_policy(std::string_view text) {
  PrivacyPolicy policy;
  if (!text.starts_with("emails=")) return std::nullopt;
  while (!text.empty()) {
    std::string_view value = take_until(text, ' ');
    const std::string_view name = take_until(value, '=');
    if (!read_field(name, value, policy)) return std::nullopt;
  }
  return policy;
}

// ---- of a whole store ----

StorePolicy stored_policy(storage::Settings& settings) {
  const std::optional<std::string> text = settings.setting(kSetting);
  if (!text) return {};
  return {.recorded = true, .policy = parse_policy(*text)};
}

std::string describe_policy(const PrivacyPolicy& policy, bool with_key) {
  const std::string key = with_key && !policy.key_check.empty() ? fmt::format(" (key {})", policy.key_check) : "";
  return fmt::format("privacy.emails = {}{}, privacy.messages = {}", name_of(policy.emails, kEmails), key,
                     name_of(policy.messages, kMessages));
}

std::optional<std::string> policy_problem(const storage::Stores& stores, const Privacy& privacy) {
  const std::optional<PrivacyPolicy> stored = stored_policy(stores.settings).policy;
  const PrivacyPolicy wanted = policy_of(privacy);
  if (!stored || same_rules(*stored, wanted) || is_empty(stores)) return std::nullopt;
  const bool by_key = stored->emails == wanted.emails && stored->messages == wanted.messages;
  return fmt::format(
      "the database was written under {}, the configuration says {}{}: cpsg privacy apply brings what is stored to the "
      "configuration",
      describe_policy(*stored, by_key), describe_policy(wanted, by_key),
      by_key ? "; privacy.email_key is another one" : "");
}

void require_policy(const storage::Stores& stores, const Privacy& privacy) {
  PrivacyPolicy wanted = policy_of(privacy);
  const std::optional<std::string> text = stores.settings.setting(kSetting);
  const std::optional<PrivacyPolicy> stored = text ? parse_policy(*text) : std::nullopt;
  if (stored && same_rules(*stored, wanted)) return;
  wanted.adopted = text == kUnknown;
  if (!stored || is_empty(stores)) {
    const bool taken = stores.settings.exchange_setting(kSetting, text, policy_text(wanted));
    if (taken && wanted.adopted) {
      log::warning(
          "the database is of an earlier version, which did not record its privacy settings: they are taken to be the "
          "present ones ({}); if they were others, or to store people as this version does, run cpsg privacy apply",
          describe_policy(wanted));
    }
    if (taken) return;
  }
  const std::optional<std::string> problem = policy_problem(stores, privacy);
  if (problem) throw Error(ErrorCode::kConfigInvalid, *problem);
}

void replace_policy(storage::Settings& settings, const Privacy& privacy) {
  settings.put_setting(kSetting, policy_text(privacy));
}

}  // namespace cpsg::sync
