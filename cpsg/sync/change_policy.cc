#include "cpsg/sync/change_policy.h"

#include <algorithm>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/hex.h"
#include "cpsg/sync/person_registry.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kHashDigits = 32;

bool looks_like_a_hash(const std::string& email) {
  return email.size() == kHashDigits &&
         std::ranges::all_of(email, [](char c) { return is_ascii_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace

PolicyChange::PolicyChange(std::optional<PrivacyPolicy> from, const Privacy& to)
    : from_(std::move(from)), to_policy_(policy_of(to)), to_(to) {}

bool PolicyChange::changes_emails() const {
  return !from_ || from_->emails != to_policy_.emails || from_->key_check != to_policy_.key_check;
}

bool PolicyChange::changes_messages() const { return !from_ || from_->messages != to_policy_.messages; }

bool PolicyChange::emails_in_place() const {
  if (!from_) return false;
  if (!changes_emails() || from_->emails == EmailPrivacy::kKeep) return true;
  return from_->emails == EmailPrivacy::kHash && to_.emails == EmailPrivacy::kDrop;
}

bool PolicyChange::messages_in_place() const {
  return from_ && (!changes_messages() || from_->messages == MessagePrivacy::kKeep);
}

bool PolicyChange::holds_address(const model::Person& stored) const {
  if (from_) return from_->emails == EmailPrivacy::kKeep;
  return stored.email && !looks_like_a_hash(*stored.email);
}

// Earlier versions hashed empty addresses too; that hash stands for none.
bool PolicyChange::holds_valid_hash(const model::Person& stored) const {
  if (to_.emails != EmailPrivacy::kHash || !stored.email || holds_address(stored)) return false;
  const bool same_key = !from_ || from_->key_check == to_policy_.key_check;
  return same_key && *stored.email != hash_email(to_.email_key, "");
}

model::Person PolicyChange::person(const model::Person& stored) const {
  const std::string address = holds_address(stored) ? stored.email.value_or("") : "";
  model::Person changed = make_person({stored.name.value_or(""), address, {}}, to_);
  if (!stored.name) changed.name.reset();
  if (holds_valid_hash(stored)) changed.email = stored.email;
  if (stored.login) changed.login = stored.login;
  changed.bot = stored.bot;
  return changed;
}

storage::StagedPerson PolicyChange::person(const storage::StagedPerson& stored) const {
  storage::StagedPerson changed{.number = stored.number, .key = stored.key, .person = person(stored.person)};
  if (changed.person == stored.person) return changed;
  // Of a name that is not stored any more, its key still tells the person from others.
  const std::string hidden_name = changed.person.name  ? std::string()
                                  : stored.person.name ? hash_email(to_.email_key, *stored.person.name)
                                                       : hex_encode(stored.key);
  changed.key = changed_person_key(stored.key, stored.person, changed.person, hidden_name);
  return changed;
}

void PolicyChange::message(storage::CommitText& commit) const {
  commit.altered = commit.altered | apply_message_privacy(commit.message, to_.messages);
}

}  // namespace cpsg::sync
