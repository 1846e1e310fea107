#include "cpsg/sync/privacy.h"

#include <algorithm>
#include <array>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/mask_addresses.h"
#include "cpsg/base/sha256.h"
#include "cpsg/base/trim.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kEmailHashBytes = 16;
constexpr std::string_view kNoReplySuffix = "@users.noreply.github.com";
constexpr std::string_view kBotSuffix = "[bot]";
constexpr std::string_view kMask = "<address removed>";

// Accounts that act for a program although their names don't end in [bot].
constexpr std::array<std::string_view, 7> kBotNames = {
    "dependabot",        "dependabot-preview", "renovate-bot", "github-actions",
    "greenkeeperio-bot", "pre-commit-ci",      "snyk-bot",
};

// What a login may be made of, `[bot]` at its end included: anything else might be an address in disguise.
bool is_login(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_ascii_alphanumeric(c) || c == '-' || c == '_' || c == '[' || c == ']';
  });
}

// `ID+login@users.noreply.github.com`, or the older form without an id.
std::optional<std::string> login_from_noreply(std::string_view email) {
  if (email.size() <= kNoReplySuffix.size()) return std::nullopt;
  if (ascii_lower(email.substr(email.size() - kNoReplySuffix.size())) != kNoReplySuffix) return std::nullopt;
  std::string_view login = email.substr(0, email.size() - kNoReplySuffix.size());
  if (const std::size_t plus = login.find('+'); plus != std::string_view::npos) login.remove_prefix(plus + 1);
  if (!is_login(login)) return std::nullopt;
  return std::string(login);
}

bool is_bot(std::string_view name, const std::optional<std::string>& login) {
  const auto named_like_a_bot = [](std::string_view text) {
    const std::string lowered = ascii_lower(text);
    return lowered.ends_with(kBotSuffix) || std::find(kBotNames.begin(), kBotNames.end(), lowered) != kBotNames.end();
  };
  return named_like_a_bot(name) || (login && named_like_a_bot(*login));
}

}  // namespace

std::string hash_email(std::string_view key, std::string_view address) {
  const std::string canonical = ascii_lower(trim(address, kAllAsciiWhitespace));
  return hex_encode(std::span<const std::uint8_t>(hmac_sha256(key, canonical)).first(kEmailHashBytes));
}

model::Person make_person(const git::pack::Signature& signature, const Privacy& privacy) {
  model::Person person;
  person.name = signature.name;
  person.login = login_from_noreply(trim(signature.email, kAllAsciiWhitespace));
  person.bot = is_bot(person.name, person.login);
  switch (privacy.emails) {
    case EmailPrivacy::kHash:
      person.email = hash_email(privacy.email_key, signature.email);
      break;
    case EmailPrivacy::kKeep:
      person.email = signature.email;
      break;
    case EmailPrivacy::kDrop:
      break;
  }
  return person;
}

void apply_message_privacy(std::string& message, MessagePrivacy rule) {
  switch (rule) {
    case MessagePrivacy::kKeep:
      break;
    case MessagePrivacy::kMask:
      message = mask_addresses(message, kMask);
      break;
    case MessagePrivacy::kSubject:
      message.resize(std::min(message.find('\n'), message.size()));
      break;
  }
}

}  // namespace cpsg::sync
