// What becomes of stored people and messages when they come under other rules, without asking the source again.
//
//   const PolicyChange change(stored_policy, settings.privacy);
//   if (!change.in_place().empty()) person = change.person(person);
//
// Addresses can be hashed or left out, hashes left out, messages masked or cut to their first line. What was left out,
// hashed or masked can only be fetched again. Values and pure functions: no store, no network.
#pragma once

#include <optional>
#include <string>

#include "cpsg/model/commit.h"
#include "cpsg/storage/publication.h"
#include "cpsg/sync/privacy.h"
#include "cpsg/sync/privacy_policy.h"

namespace cpsg::sync {

class PolicyChange {
 public:
  // `from`: nothing where it is not known, because an earlier version wrote the data. `to` outlives the object.
  PolicyChange(std::optional<PrivacyPolicy> from, const Privacy& to);

  [[nodiscard]] bool changes_emails() const;
  [[nodiscard]] bool changes_messages() const;
  // Whether stored data alone can be brought to the new rules; else it is brought as near as that.
  [[nodiscard]] bool emails_in_place() const;
  [[nodiscard]] bool messages_in_place() const;

  // A stored person under the new rules for e-mail, as far as that goes: an address that is not known becomes null.
  [[nodiscard]] model::Person person(const model::Person& stored) const;
  [[nodiscard]] storage::StagedPerson person(const storage::StagedPerson& stored) const;
  // A stored message under the new rule, as far as that goes.
  void message(storage::CommitText& commit) const;

 private:
  [[nodiscard]] bool holds_address(const model::Person& stored) const;
  [[nodiscard]] bool holds_valid_hash(const model::Person& stored) const;

  std::optional<PrivacyPolicy> from_;
  PrivacyPolicy to_policy_;
  const Privacy& to_;
};

}  // namespace cpsg::sync
