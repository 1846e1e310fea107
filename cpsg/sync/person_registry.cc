#include "cpsg/sync/person_registry.h"

#include <algorithm>
#include <cassert>
#include <cstring>

#include "cpsg/base/sha256.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kRecentMax = 16'384;
constexpr std::size_t kHalfBytes = 8;

}  // namespace

storage::PersonKey person_key(const model::Person& person, std::string_view hidden_name) {
  using namespace std::string_literals;
  const std::string hidden = "hidden\0"s.append(hidden_name);
  const std::string identity = person.email  ? "email\0"s + *person.email
                               : person.name ? "name\0"s + *person.name
                                             : hidden;
  const std::string spelling =
      person.name.value_or(hidden) + "\0"s + person.login.value_or("") + (person.bot ? "\0bot"s : "\0"s);
  const Sha256Digest first = sha256(identity);
  const Sha256Digest second = sha256(spelling);
  storage::PersonKey key{};
  std::copy_n(first.begin(), kHalfBytes, key.begin());
  std::copy_n(second.begin(), kHalfBytes, key.begin() + kHalfBytes);
  return key;
}

storage::PersonKey changed_person_key(const storage::PersonKey& key, const model::Person& before,
                                      const model::Person& now, std::string_view hidden_name) {
  storage::PersonKey changed = person_key(now, hidden_name);
  if (now.name == before.name) std::copy(key.begin() + kHalfBytes, key.end(), changed.begin() + kHalfBytes);
  return changed;
}

std::size_t PersonRegistry::KeyHash::operator()(const storage::PersonKey& key) const noexcept {
  std::size_t halves[2];
  std::memcpy(halves, key.data(), sizeof halves);
  return halves[0] ^ halves[1];
}

PersonRegistry::PersonRegistry(const Privacy& privacy,
                               const std::vector<std::pair<storage::PersonKey, std::uint32_t>>& known)
    : privacy_(privacy), contributors_(known.size()) {
  numbers_.reserve(known.size());
  for (const auto& [key, number] : known) {
    assert(number < known.size());
    numbers_.emplace(key, number);
    contributors_[number] = storage::contributor_of(key);
  }
}

PersonRegistry::Entry PersonRegistry::number_of(const git::pack::Signature& signature) {
  recent_key_.assign(signature.name).push_back('\0');
  recent_key_.append(signature.email);
  if (last_ != nullptr && last_->first == recent_key_) return last_->second;
  if (const auto found = recent_.find(recent_key_); found != recent_.end()) {
    last_ = &*found;
    return found->second;
  }

  model::Person person = make_person(signature, privacy_);
  const storage::PersonKey key =
      person_key(person, person.name ? std::string() : hash_email(privacy_.email_key, signature.name));
  const Entry entry = number_of(std::move(person), key);
  if (recent_.size() >= kRecentMax) recent_.clear();
  last_ = &*recent_.emplace(recent_key_, entry).first;
  return entry;
}

PersonRegistry::Entry PersonRegistry::number_of(model::Person person, const storage::PersonKey& key) {
  const auto [position, inserted] = numbers_.emplace(key, size());
  const Entry entry{position->second, person.bot};
  if (inserted) {
    contributors_.push_back(storage::contributor_of(key));
    new_.push_back({entry.number, key, std::move(person)});
  }
  return entry;
}

std::vector<storage::StagedPerson> PersonRegistry::take_new() { return std::exchange(new_, {}); }

}  // namespace cpsg::sync
