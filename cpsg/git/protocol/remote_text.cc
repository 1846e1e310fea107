#include "cpsg/git/protocol/remote_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "cpsg/base/ascii.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/mask_addresses.h"

namespace cpsg::git::protocol {
namespace {

bool contains_any(std::string_view text, std::span<const std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return text.find(phrase) != std::string_view::npos; });
}

// Servers word it freely: "Repository not found.", "The project you were looking for could not be found".
bool means_not_found(std::string_view words) {
  static constexpr std::array<std::string_view, 2> kWhat = {"repository", "project"};
  static constexpr std::array<std::string_view, 5> kMissing = {"not found", "not be found", "not exist", "not appear",
                                                               "not exported"};
  const std::string text = ascii_lower(words);
  return contains_any(text, kWhat) && contains_any(text, kMissing);
}

// Git's "not our ref ID", JGit's "want ID not valid".
std::optional<model::Oid> find_refused_want(std::string_view words) {
  for (const std::string_view before : {"not our ref ", "want "}) {
    const std::size_t at = words.find(before);
    if (at == std::string_view::npos) continue;
    if (before == "want " && words.find("not valid", at) == std::string_view::npos) continue;
    return model::Oid::from_hex(words.substr(at + before.size(), model::Oid::kHexSize));
  }
  return std::nullopt;
}

bool means_damage(std::string_view words) {
  static constexpr std::array<std::string_view, 6> kPhrases = {
      "repository corruption", "bad object", "is corrupt", "missing commit", "missing unknown", "missing object"};
  return contains_any(ascii_lower(words), kPhrases);
}

Error error_for(std::string_view words) {
  const std::string clean = clean_remote_text(words);
  if (words.find("not our ref") != std::string_view::npos) {
    return {ErrorCode::kRemoteError,
            "the branches moved while they were being read; try again (the remote said: " + clean + ")"};
  }
  if (means_not_found(words)) {
    return {ErrorCode::kNotFound, "no such repository, or no access to it (the remote said: " + clean + ")"};
  }
  return {ErrorCode::kRemoteError, clean.empty() ? "the remote failed without a reason" : "the remote said: " + clean};
}

}  // namespace

std::string clean_remote_text(std::string_view text) {
  // More than the shown part is cleaned, so that an address is not cut into something that no longer looks like one.
  constexpr std::size_t kLookedAtBytes = 4 * limits::kRemoteMessageMaxBytes;
  std::string clean;
  for (const char c : text.substr(0, kLookedAtBytes)) {
    const bool control = (c >= 0 && c < ' ') || c == '\x7f';
    if (!control) {
      clean += c < 0 ? '?' : c;
    } else if (!clean.empty() && clean.back() != ' ') {
      clean += ' ';
    }
  }
  remove_userinfo(clean);
  clean = mask_addresses(clean, "[removed]");
  clean.resize(std::min(clean.size(), limits::kRemoteMessageMaxBytes));
  while (clean.ends_with(' ')) clean.pop_back();
  return clean;
}

RemoteRefusal remote_failure(std::string_view words) {
  const auto hint = means_damage(words) ? RemoteRefusal::Hint::kDamage : RemoteRefusal::Hint::kNone;
  return {error_for(words), hint, find_refused_want(words)};
}

bool RemoteProgress::feed(Bytes bytes) {
  bool completed = false;
  for (const std::uint8_t byte : bytes) {
    const char c = static_cast<char>(byte);
    if (c != '\r' && c != '\n') {
      if (growing_.size() < limits::kRemoteMessageMaxBytes) growing_ += c;
      continue;
    }
    if (std::string clean = clean_remote_text(growing_); !clean.empty()) {
      line_ = std::move(clean);
      completed = true;
    }
    growing_.clear();
  }
  return completed;
}

}  // namespace cpsg::git::protocol
