#include "cpsg/sync/privacy.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <cassert>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"

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

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n\f\v";
  const std::size_t begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

// What a login may be made of, `[bot]` at its end included: anything else might be an address in disguise.
bool is_login(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    const char lower = ascii_lower(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '[' || c == ']';
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

bool is_address_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("._%+-").find(c) != std::string_view::npos;
}

// Where the address around the @ at `at` begins and ends; empty when there is none.
std::pair<std::size_t, std::size_t> address_around(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && is_address_char(text[begin - 1])) --begin;
  std::size_t end = at + 1;
  while (end < text.size() && is_address_char(text[end])) ++end;
  while (end > at + 1 && text[end - 1] == '.') --end;  // the full stop of a sentence
  return begin < at && end > at + 1 ? std::pair(begin, end) : std::pair(at, at);
}

std::string mask_addresses(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::size_t copied = 0;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const auto [begin, end] = address_around(text, at);
    if (begin == end || begin < copied) continue;
    result.append(text.substr(copied, begin - copied)).append(kMask);
    copied = end;
  }
  result.append(text.substr(copied));
  return result;
}

}  // namespace

std::string hash_email(std::string_view key, std::string_view address) {
  const std::string canonical = ascii_lower(trim(address));
  std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
  unsigned int digest_bytes = 0;
  // HMAC() takes a null key for "reuse the last one": an empty key needs a valid pointer.
  const char* key_data = key.empty() ? "" : key.data();
  [[maybe_unused]] const auto* done =
      HMAC(EVP_sha256(), key_data, static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(canonical.data()), canonical.size(), digest.data(), &digest_bytes);
  assert(done != nullptr && digest_bytes >= kEmailHashBytes);
  return hex_encode(std::span(digest).first(kEmailHashBytes));
}

model::Person make_person(const git::pack::Signature& signature, const Privacy& privacy) {
  model::Person person;
  person.name = signature.name;
  person.login = login_from_noreply(trim(signature.email));
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
      message = mask_addresses(message);
      break;
    case MessagePrivacy::kSubject:
      message.resize(std::min(message.find('\n'), message.size()));
      break;
  }
}

}  // namespace cpsg::sync
