// What is stored of people. The rules are applied before anything reaches the store.
//
//   const model::Person author = make_person(commit.author, settings.privacy);
//   apply_message_privacy(commit.message, settings.privacy.messages);
//
// Pure functions, safe to call from several threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/model/commit.h"

namespace cpsg::sync {

enum class EmailPrivacy : std::uint8_t { kHash, kKeep, kDrop };
enum class MessagePrivacy : std::uint8_t { kKeep, kMask, kSubject };

struct Privacy {
  EmailPrivacy emails = EmailPrivacy::kHash;
  std::string email_key;  // of the HMAC; a secret
  MessagePrivacy messages = MessagePrivacy::kKeep;
};

// First 32 hex digits of HMAC-SHA256(key, lower-cased trimmed address).
[[nodiscard]] std::string hash_email(std::string_view key, std::string_view address);

// The person of a signature: login read from GitHub's noreply addresses, bots recognised, e-mail by the rules.
[[nodiscard]] model::Person make_person(const git::pack::Signature& signature, const Privacy& privacy);

// The message by the rules: as it is, with every e-mail address masked, or its first line alone.
void apply_message_privacy(std::string& message, MessagePrivacy rule);

}  // namespace cpsg::sync
