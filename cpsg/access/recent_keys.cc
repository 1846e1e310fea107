#include "cpsg/access/recent_keys.h"

#include <algorithm>
#include <cstring>

namespace cpsg::access {

std::optional<RecentKeys::Text> RecentKeys::text_of(std::string_view authorization) {
  Text text{};
  if (authorization.empty() || authorization.size() > sizeof text) return std::nullopt;
  std::memcpy(text.data(), authorization.data(), authorization.size());
  return text;
}

const Credential* RecentKeys::find(std::string_view authorization, Instant now) {
  const auto text = text_of(authorization);
  if (!text) return nullptr;
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    if (now >= entry->used_at + kKeptFor) *entry = {};
    if (entry->credential.kind == Credential::Kind::kNone) continue;
    const bool same_begin = equal_in_constant_time(entry->text[0], (*text)[0]);
    const bool same_end = equal_in_constant_time(entry->text[1], (*text)[1]);
    if (!(same_begin & same_end)) continue;
    entry->used_at = now;
    std::rotate(entries_.begin(), entry, entry + 1);
    return &entries_.front().credential;
  }
  return nullptr;
}

void RecentKeys::keep(std::string_view authorization, const Credential& credential, Instant now) {
  const auto text = text_of(authorization);
  if (!text) return;
  std::rotate(entries_.begin(), entries_.end() - 1, entries_.end());
  entries_.front() = {.text = *text, .credential = credential, .used_at = now};
}

}  // namespace cpsg::access
