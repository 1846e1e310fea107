// The rules for people and messages that stored data was written under: kept with the data, so that a changed
// configuration is noticed before anything is written under other rules than the rest.
//
//   require_policy(stores, settings.privacy);  // before writing
//   const std::string now = policy_text(settings.privacy);  // "emails=hash messages=keep key=5f2b..."
//
// Of privacy.email_key only a check value is kept, from which it cannot be had. Safe from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/storage/settings.h"
#include "cpsg/storage/stores.h"
#include "cpsg/sync/privacy.h"

namespace cpsg::sync {

struct PrivacyPolicy {
  EmailPrivacy emails = EmailPrivacy::kHash;
  MessagePrivacy messages = MessagePrivacy::kKeep;
  std::string key_check;    // of privacy.email_key; empty where addresses are not hashed
  bool unfinished = false;  // of a history: rewritten as far as stored data allows, the rest has to be fetched again
  bool adopted = false;     // of a store: taken for that of histories whose policy an earlier version did not record

  friend bool operator==(const PrivacyPolicy&, const PrivacyPolicy&) = default;
};

[[nodiscard]] PrivacyPolicy policy_of(const Privacy& privacy);

// The form in which a policy is stored, and back; nothing for any other text.
[[nodiscard]] std::string policy_text(const PrivacyPolicy& policy);
[[nodiscard]] std::string policy_text(const Privacy& privacy);
[[nodiscard]] std::optional<PrivacyPolicy> parse_policy(std::string_view text);

// ---- of a whole store ----

struct StorePolicy {
  bool recorded = false;                // false: nothing was written yet
  std::optional<PrivacyPolicy> policy;  // nothing where an earlier version wrote the data

  // Whether histories of which no policy is known may stay as they are.
  [[nodiscard]] bool tolerates_unknown() const { return !policy || policy->adopted; }
};
[[nodiscard]] StorePolicy stored_policy(storage::Settings& settings);

// "privacy.emails = hash, privacy.messages = keep", with "(key 5f2b...)" where `with_key`.
[[nodiscard]] std::string describe_policy(const PrivacyPolicy& policy, bool with_key = false);

// What is wrong if the store was written under another policy than `privacy`, and the command that mends it. Nothing is
// wrong with a store without projects.
[[nodiscard]] std::optional<std::string> policy_problem(const storage::Stores& stores, const Privacy& privacy);
// To be called by what writes. Records the policy in a store without projects. Takes the present one for that of a
// store of an earlier version, with one warning. Throws Error(kConfigInvalid) with policy_problem()'s text, and the
// store's errors.
void require_policy(const storage::Stores& stores, const Privacy& privacy);
// From now on the store's policy is this one, whatever it was.
void replace_policy(storage::Settings& settings, const Privacy& privacy);

}  // namespace cpsg::sync
