// What is stored of people. The rules are applied before anything reaches the store.
//
//   const model::Person author = make_person(commit.author, settings.privacy);
//   commit.altered = commit.altered | apply_message_privacy(commit.message, settings.privacy.messages);
//
// Addresses in the description of a project are not masked: whoever owns it wrote them there for everybody.
//
// Pure functions, safe to call from several threads.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/pull_request.h"

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

// Whether a person's name is an e-mail address, with brackets or quotation marks around it perhaps.
[[nodiscard]] bool is_address(std::string_view name);

// The person of a signature: login read from GitHub's noreply addresses, bots recognised, e-mail by the rules. An empty
// address is none, but for kKeep where the name is empty too: git shows it so. A name that is an address is kept by
// kKeep alone; else the login takes its place that it holds, or nothing.
[[nodiscard]] model::Person make_person(const git::pack::Signature& signature, const Privacy& privacy);

// The message as it is stored: as it is, with every e-mail address masked, or its first line alone; without newlines at
// its end, and cut at limits::kMessageMaxBytes. Returns kMessage where it was cut.
[[nodiscard]] model::Altered apply_message_privacy(std::string& message, MessagePrivacy rule);

// Masks addresses in title and labels where those in messages are masked. Labels stay sorted.
void apply_title_privacy(model::PullRequest& pull, MessagePrivacy rule);

}  // namespace cpsg::sync
