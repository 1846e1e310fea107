#include "cpsg/access/grants.h"

#include <cassert>
#include <cstring>
#include <utility>

namespace cpsg::access {
namespace {

constexpr std::size_t kRecentMax = 4'096;
constexpr std::size_t kNobodysMax = 1'024;

}  // namespace

// The bytes of a digest are random already.
std::size_t Grants::Hash::operator()(const Sha256Digest& digest) const noexcept {
  std::size_t hash = 0;
  static_assert(sizeof hash <= sizeof(Sha256Digest));
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

Grants::Entry* Grants::Tables::find(const Sha256Digest& digest) {
  if (const auto found = recent.find(digest); found != recent.end()) return &found->second;
  auto node = earlier.extract(digest);
  if (!node) return nullptr;
  make_room();
  return &recent.insert(std::move(node)).position->second;
}

void Grants::Tables::put(const Sha256Digest& digest, Entry entry) {
  earlier.erase(digest);
  if (!recent.contains(digest)) make_room();
  recent.insert_or_assign(digest, std::move(entry));
}

void Grants::Tables::make_room() {
  if (recent.size() >= kRecentMax) earlier = std::exchange(recent, {});
}

Grants::Tables& Grants::tables(const Credential& credential) {
  assert(credential.digest && credential.kind != Credential::Kind::kNone);
  return credential.kind == Credential::Kind::kKey ? of_keys_ : of_sessions_;
}

// The mark is read before the row, so what that says stands under the mark.
std::optional<Grants::Found> Grants::known(const Credential& credential, Instant now) {
  const Mark mark = changes_.current(now);
  Found found;
  {
    const std::lock_guard lock(mutex_);
    Tables& all = tables(credential);
    const Entry* const entry = all.find(*credential.digest);
    if (entry == nullptr) {
      const auto nobody = all.nobodys.find(*credential.digest);
      return nobody != all.nobodys.end() && now < nobody->second ? std::optional(Found()) : std::nullopt;
    }
    if (!mark) return std::nullopt;
    if (entry->mark == mark) return entry->found;
    found = entry->found;
  }
  if (credential.kind != Credential::Kind::kKey) return std::nullopt;
  auto key = changes_.key_now(*credential.digest);
  if (!key) return std::nullopt;
  if (*key != found->key) found = std::make_shared<const Grant>(Grant{*std::move(key), std::nullopt});
  keep(credential, found, mark, now);
  return found;
}

bool Grants::was_known(const Credential& credential) {
  const std::lock_guard lock(mutex_);
  return tables(credential).find(*credential.digest) != nullptr;
}

Grants::Found Grants::read(const Credential& credential) {
  if (credential.kind == Credential::Kind::kKey) {
    auto key = keys_.find_key(*credential.digest);
    return key ? std::make_shared<const Grant>(Grant{*std::move(key), std::nullopt}) : nullptr;
  }
  auto session = sessions_.find_session(*credential.digest);
  if (!session) return nullptr;
  return std::make_shared<const Grant>(Grant{std::move(session->key), session->session.ends_at});
}

Grants::Found Grants::find(const Credential& credential, Instant now) {
  if (auto kept = known(credential, now)) return *std::move(kept);
  const Mark mark = changes_.current(now);
  Found found = read(credential);
  keep(credential, found, mark, now);
  return found;
}

void Grants::keep(const Credential& credential, const Found& found, Mark mark, Instant now) {
  const Sha256Digest& digest = *credential.digest;
  const std::lock_guard lock(mutex_);
  Tables& all = tables(credential);
  if (found) {
    all.nobodys.erase(digest);
    all.put(digest, {found, mark});
    return;
  }
  all.recent.erase(digest);
  all.earlier.erase(digest);
  if (all.nobodys.size() >= kNobodysMax) std::erase_if(all.nobodys, [&](auto& each) { return each.second <= now; });
  if (all.nobodys.size() < kNobodysMax) all.nobodys.insert_or_assign(digest, now + kUnknownKept);
}

}  // namespace cpsg::access
