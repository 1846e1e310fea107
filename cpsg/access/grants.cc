#include "cpsg/access/grants.h"

#include <cassert>
#include <cstring>

namespace cpsg::access {
namespace {

constexpr std::size_t kSomebodysMax = 8'192;
constexpr std::size_t kNobodysMax = 1'024;

}  // namespace

// The bytes of a digest are random already.
std::size_t Grants::Hash::operator()(const Sha256Digest& digest) const noexcept {
  std::size_t hash = 0;
  static_assert(sizeof hash <= sizeof(Sha256Digest));
  std::memcpy(&hash, digest.data(), sizeof hash);
  return hash;
}

Grants::Tables& Grants::tables(const Credential& credential) {
  assert(credential.digest && credential.kind != Credential::Kind::kNone);
  return credential.kind == Credential::Kind::kKey ? of_keys_ : of_sessions_;
}

std::optional<Grants::Found> Grants::known(const Credential& credential, Instant now) {
  const std::lock_guard lock(mutex_);
  for (const Entries* entries : {&tables(credential).somebodys, &tables(credential).nobodys}) {
    const auto found = entries->find(*credential.digest);
    if (found != entries->end() && now < found->second.good_until) return found->second.found;
  }
  return std::nullopt;
}

bool Grants::was_known(const Credential& credential) {
  const std::lock_guard lock(mutex_);
  return tables(credential).somebodys.contains(*credential.digest);
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
  Found found = read(credential);
  keep(credential, found, now);
  return found;
}

// The store was read at `read_at` or later.
void Grants::keep(const Credential& credential, Found found, Instant read_at) {
  const std::lock_guard lock(mutex_);
  Tables& all = tables(credential);
  Entries& entries = found ? all.somebodys : all.nobodys;
  Entries& others = found ? all.nobodys : all.somebodys;
  others.erase(*credential.digest);
  const std::size_t most = found ? kSomebodysMax : kNobodysMax;
  if (entries.size() >= most) {
    std::erase_if(entries, [&](const auto& each) { return each.second.good_until <= read_at; });
  }
  if (entries.size() < most || entries.contains(*credential.digest)) {
    const bool is_unknown_session = !found && credential.kind == Credential::Kind::kSession;
    const Instant good_until = read_at + (is_unknown_session ? kUnknownSessionKept : kKept);
    entries.insert_or_assign(*credential.digest, Entry{std::move(found), good_until});
  }
}

void Grants::forget(const Credential& credential) {
  const std::lock_guard lock(mutex_);
  tables(credential).somebodys.erase(*credential.digest);
}

}  // namespace cpsg::access
