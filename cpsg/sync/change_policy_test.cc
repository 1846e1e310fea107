// Protects: what is stored of people becomes what the new rules would have stored, wherever stored data can say it.
#include "cpsg/sync/change_policy.h"

#include <gtest/gtest.h>

#include "cpsg/sync/person_registry.h"

namespace cpsg::sync {
namespace {

Privacy privacy(EmailPrivacy emails, std::string key = "", MessagePrivacy messages = MessagePrivacy::kKeep) {
  return {.emails = emails, .email_key = std::move(key), .messages = messages};
}

const std::vector<git::pack::Signature> kPeople = {
    {"Jane", "Jane@Example.com", {}},
    {"", "nameless@example.com", {}},
    {"Max", "", {}},
    {"max@example.com", "max@example.com", {}},
    {"dora@example.com", "", {}},
    {"1+gina@users.noreply.github.com", "", {}},
    {"Hugo", "2+hugo@users.noreply.github.com", {}},
};

// From what can be stored of it, each person is the one that a fresh store has, and the same contributor.
TEST(PolicyChange, MakesOfStoredPeopleWhatAFreshStoreHas) {
  const auto expect_equal = [](const Privacy& before, const Privacy& after) {
    const PolicyChange change(policy_of(before), after);
    EXPECT_TRUE(change.emails_in_place());
    for (const git::pack::Signature& signature : kPeople) {
      PersonRegistry registry(before, {});
      (void)registry.number_of(signature);
      PersonRegistry fresh(after, {});
      (void)fresh.number_of(signature);
      const storage::StagedPerson changed = change.person(registry.take_new().front());
      const storage::StagedPerson wanted = fresh.take_new().front();
      EXPECT_EQ(changed.person, wanted.person) << signature.name << " " << signature.email;
      // The contributor of a person whose name is gone already is only told apart, not known.
      if (wanted.person.name || before.emails == EmailPrivacy::kKeep) {
        EXPECT_TRUE(std::equal(changed.key.begin(), changed.key.begin() + 8, wanted.key.begin())) << signature.name;
      }
    }
  };
  expect_equal(privacy(EmailPrivacy::kKeep), privacy(EmailPrivacy::kHash, "key"));
  expect_equal(privacy(EmailPrivacy::kKeep), privacy(EmailPrivacy::kDrop));
  expect_equal(privacy(EmailPrivacy::kHash, "key"), privacy(EmailPrivacy::kDrop, "key"));
  expect_equal(privacy(EmailPrivacy::kHash, "key"), privacy(EmailPrivacy::kHash, "key"));
}

TEST(PolicyChange, KnowsWhatOnlyTheSourceHas) {
  const auto in_place = [](const Privacy& before, const Privacy& after) {
    return PolicyChange(policy_of(before), after).emails_in_place();
  };
  EXPECT_FALSE(in_place(privacy(EmailPrivacy::kHash, "a"), privacy(EmailPrivacy::kHash, "b")));
  EXPECT_FALSE(in_place(privacy(EmailPrivacy::kHash), privacy(EmailPrivacy::kKeep)));
  EXPECT_FALSE(in_place(privacy(EmailPrivacy::kDrop), privacy(EmailPrivacy::kHash)));
  EXPECT_FALSE(in_place(privacy(EmailPrivacy::kDrop), privacy(EmailPrivacy::kKeep)));
  const auto messages_in_place = [](MessagePrivacy before, MessagePrivacy after) {
    const Privacy to = privacy(EmailPrivacy::kKeep, "", after);
    return PolicyChange(policy_of(privacy(EmailPrivacy::kKeep, "", before)), to).messages_in_place();
  };
  EXPECT_TRUE(messages_in_place(MessagePrivacy::kKeep, MessagePrivacy::kMask));
  EXPECT_TRUE(messages_in_place(MessagePrivacy::kKeep, MessagePrivacy::kSubject));
  EXPECT_TRUE(messages_in_place(MessagePrivacy::kMask, MessagePrivacy::kMask));
  EXPECT_FALSE(messages_in_place(MessagePrivacy::kMask, MessagePrivacy::kSubject)) << "the subject may be masked";
  EXPECT_FALSE(messages_in_place(MessagePrivacy::kSubject, MessagePrivacy::kKeep));
  const Privacy to = privacy(EmailPrivacy::kKeep);
  EXPECT_FALSE(PolicyChange(std::nullopt, to).emails_in_place());
}

TEST(PolicyChange, LeavesNoAddressThatTheNewRulesCannotHave) {
  const model::Person hashed{.name = "Jane", .email = hash_email("old", "jane@example.com"), .login = "jane"};
  const Privacy new_key = privacy(EmailPrivacy::kHash, "new");
  const Privacy keep = privacy(EmailPrivacy::kKeep);
  const PrivacyPolicy old = policy_of(privacy(EmailPrivacy::kHash, "old"));
  EXPECT_EQ(PolicyChange(old, new_key).person(hashed).email, std::nullopt);
  EXPECT_EQ(PolicyChange(old, keep).person(hashed).email, std::nullopt);
  EXPECT_EQ(PolicyChange(old, keep).person(hashed).login, "jane");
}

// Earlier versions hashed empty addresses, and kept names that are addresses.
TEST(PolicyChange, MendsPeopleOfEarlierVersions) {
  const Privacy hash = privacy(EmailPrivacy::kHash, "key");
  const PolicyChange change(std::nullopt, hash);
  EXPECT_EQ(change.person(model::Person{.name = "ann", .email = hash_email("key", "")}).email, std::nullopt);
  EXPECT_EQ(change.person(model::Person{.name = "ann", .email = ""}).email, std::nullopt);
  const model::Person jane{.name = "Jane", .email = hash_email("key", "jane@example.com")};
  EXPECT_EQ(change.person(jane), jane);
  EXPECT_EQ(change.person(model::Person{.name = "jane@example.com", .email = jane.email}).name, std::nullopt);
  EXPECT_EQ(change.person(model::Person{.name = "Jane", .email = "jane@example.com"}), jane);
}

}  // namespace
}  // namespace cpsg::sync
