// Protects: rules for people and messages that changed are noticed before anything is written under them, and no key is
// stored or told.
#include "cpsg/sync/privacy_policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cpsg/base/testing/failure_of.h"
#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using testing::HasSubstr;
using testing::Not;

const Privacy kHashed{.emails = EmailPrivacy::kHash, .email_key = "secret", .messages = MessagePrivacy::kKeep};

TEST(PrivacyPolicy, ComesBackFromItsText) {
  for (const EmailPrivacy emails : {EmailPrivacy::kHash, EmailPrivacy::kKeep, EmailPrivacy::kDrop}) {
    for (const MessagePrivacy messages : {MessagePrivacy::kKeep, MessagePrivacy::kMask, MessagePrivacy::kSubject}) {
      PrivacyPolicy policy = policy_of({.emails = emails, .email_key = "k", .messages = messages});
      EXPECT_EQ(parse_policy(policy_text(policy)), policy);
      policy.unfinished = true;
      EXPECT_EQ(parse_policy(policy_text(policy)), policy);
    }
  }
  for (const char* text : {"", "unknown", "emails=sell", "emails=hash messages=keep more=1"}) {
    EXPECT_EQ(parse_policy(text), std::nullopt) << text;
  }
}

TEST(PrivacyPolicy, HasAKeyOnlyWhereAddressesAreHashed) {
  const auto text = [](EmailPrivacy emails, std::string key) {
    return policy_text(Privacy{.emails = emails, .email_key = std::move(key), .messages = MessagePrivacy::kKeep});
  };
  EXPECT_NE(text(EmailPrivacy::kHash, "a"), text(EmailPrivacy::kHash, "b"));
  EXPECT_EQ(text(EmailPrivacy::kKeep, "a"), text(EmailPrivacy::kKeep, "b"));
  EXPECT_EQ(text(EmailPrivacy::kDrop, "a"), text(EmailPrivacy::kDrop, "b"));
  EXPECT_THAT(text(EmailPrivacy::kHash, "secret"), Not(HasSubstr("secret")));
}

class StorePolicyTest : public ApiStepFixture {
 protected:
  [[nodiscard]] Failure refusal(const Privacy& privacy) {
    return cpsg::failure_of([&] { require_policy(store_->stores(), privacy); });
  }
};

TEST_F(StorePolicyTest, ANewStoreTakesTheFirstAndRefusesOthers) {
  EXPECT_FALSE(stored_policy(*store_).recorded);
  require_policy(store_->stores(), kHashed);
  require_policy(store_->stores(), kHashed);
  EXPECT_EQ(stored_policy(*store_).policy, policy_of(kHashed));
  Privacy other = kHashed;
  other.messages = MessagePrivacy::kMask;
  EXPECT_EQ(refusal(other).code, ErrorCode::kConfigInvalid);
  EXPECT_THAT(refusal(other).message, HasSubstr("privacy.emails = hash, privacy.messages = keep"));
  EXPECT_THAT(refusal(other).message, HasSubstr("privacy.emails = hash, privacy.messages = mask"));
  EXPECT_THAT(refusal(other).message, HasSubstr("cpsg privacy apply"));
  other = kHashed;
  other.email_key = "changed";
  EXPECT_THAT(refusal(other).message, HasSubstr("privacy.email_key is another one"));
  EXPECT_THAT(refusal(other).message, Not(HasSubstr("changed")));
  replace_policy(*store_, other);
  require_policy(store_->stores(), other);
}

TEST_F(StorePolicyTest, AStoreWithoutProjectsTakesAnyPolicy) {
  store_->remove_project(id_);
  require_policy(store_->stores(), kHashed);
  Privacy other = kHashed;
  other.email_key = "changed";
  EXPECT_EQ(policy_problem(store_->stores(), other), std::nullopt);
  require_policy(store_->stores(), other);
  EXPECT_EQ(stored_policy(*store_).policy, policy_of(other));
}

TEST_F(StorePolicyTest, AStoreOfAnEarlierVersionTakesThePresentOne) {
  store_->put_setting("privacy", "unknown");
  EXPECT_TRUE(stored_policy(*store_).recorded);
  EXPECT_EQ(policy_problem(store_->stores(), kHashed), std::nullopt);
  require_policy(store_->stores(), kHashed);
  PrivacyPolicy adopted = policy_of(kHashed);
  adopted.adopted = true;
  EXPECT_EQ(stored_policy(*store_).policy, adopted);
  EXPECT_TRUE(stored_policy(*store_).tolerates_unknown());
  require_policy(store_->stores(), kHashed);
  replace_policy(*store_, kHashed);
  EXPECT_FALSE(stored_policy(*store_).tolerates_unknown())
      << "an apply that was interrupted goes on with the next sync";
}

// The configuration is ours: no project's status suffers from it.
TEST_F(StorePolicyTest, ASyncUnderOtherRulesIsRefusedAndLeavesTheProjectAsItWas) {
  settings_.api = nullptr;
  remote_->commit("one");
  sync();
  const model::Project before = project();
  remote_->commit("two");
  settings_.privacy.emails = EmailPrivacy::kDrop;
  EXPECT_EQ(failure_of([&] { sync(); }).code, ErrorCode::kConfigInvalid);
  EXPECT_EQ(project().status, before.status);
  EXPECT_EQ(project().revision, before.revision);
}

}  // namespace
}  // namespace cpsg::sync
