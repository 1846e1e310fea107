#include "cpsg/sync/privacy.h"

#include <algorithm>
#include <array>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/lower_case.h"
#include "cpsg/base/mask_addresses.h"
#include "cpsg/base/sha256.h"
#include "cpsg/base/trim.h"
#include "cpsg/base/utf8.h"

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

// The address that a name is, without what is often written around one.
std::string_view bare_address(std::string_view name) {
  constexpr std::string_view kAround = " \t\r\n\f\v<>()[]\"'`,;";
  constexpr std::string_view kScheme = "mailto:";
  std::string_view address = trim(name, kAround);
  if (ascii_lower(address.substr(0, kScheme.size())) == kScheme) address.remove_prefix(kScheme.size());
  return address;
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
  const std::string canonical = lower_case(trim(address, kAllAsciiWhitespace));
  return hex_encode(std::span<const std::uint8_t>(hmac_sha256(key, canonical)).first(kEmailHashBytes));
}

bool is_address(std::string_view name) {
  const std::string_view address = bare_address(name);
  const std::size_t at = address.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < address.size() &&
         address.find_first_of(kAllAsciiWhitespace) == std::string_view::npos;
}

model::Person make_person(const git::pack::Signature& signature, const Privacy& privacy) {
  model::Person person;
  person.name = trim(signature.name, kAllAsciiWhitespace);
  const std::string_view address = trim(signature.email, kAllAsciiWhitespace);
  const std::optional<std::string> named = login_from_noreply(bare_address(signature.name));
  person.login = login_from_noreply(address);
  if (!person.login) person.login = named;
  person.bot = is_bot(signature.name, person.login);
  if (privacy.emails != EmailPrivacy::kKeep && is_address(signature.name)) person.name = named;
  if (address.empty()) {
    // Of a line in which git finds nobody, it shows an empty address; no name could stand for that person.
    if (privacy.emails == EmailPrivacy::kKeep && person.name == "") person.email = "";
    return person;
  }
  switch (privacy.emails) {
    case EmailPrivacy::kHash:
      person.email = hash_email(privacy.email_key, address);
      break;
    case EmailPrivacy::kKeep:
      person.email = address;
      break;
    case EmailPrivacy::kDrop:
      break;
  }
  return person;
}

model::Altered apply_message_privacy(std::string& message, MessagePrivacy rule) {
  switch (rule) {
    case MessagePrivacy::kKeep:
      break;
    case MessagePrivacy::kMask:
      if (message.find('@') != std::string::npos) message = mask_addresses(message, kMask);
      break;
    case MessagePrivacy::kSubject:
      message.resize(std::min(message.find('\n'), message.size()));
      break;
  }
  message.resize(message.find_last_not_of('\n') + 1);
  if (message.size() <= limits::kMessageMaxBytes) return model::Altered::kNothing;
  message.resize(cut_utf8(message, limits::kMessageMaxBytes).size());
  return model::Altered::kMessage;
}

void apply_title_privacy(model::PullRequest& pull, MessagePrivacy rule) {
  if (rule != MessagePrivacy::kMask) return;
  pull.title = mask_addresses(pull.title, kMask);
  for (std::string& label : pull.labels) label = mask_addresses(label, kMask);
  std::ranges::sort(pull.labels);
}

}  // namespace cpsg::sync
