// Protects that other credentials make due what waited for them, that the same do not, and that no token is stored.
#include "cpsg/sync/credentials_change.h"

#include "cpsg/sync/testing/api_step_fixture.h"

namespace cpsg::sync {
namespace {

using std::chrono::hours;

class CredentialsChangeTest : public ApiStepFixture {
 protected:
  bool note(std::vector<std::string> names) {
    return make_due_after_change_of_credentials(*store_, *store_, std::move(names), now());
  }
  // As after a refusal that is asked about again in an hour.
  void wait_for(ErrorCode code) {
    const model::Project before = project();
    store_->change_status(before, before.work_version, [&](model::ProjectStatus status) {
      status.code = code;
      status.trouble_since = now();
      status.next_sync_at = now() + hours{1};
      return status;
    });
  }
  [[nodiscard]] bool due() const { return project().status.next_sync_at <= now(); }
};

TEST_F(CredentialsChangeTest, WhatWaitedForThemIsDue) {
  note({"aaaa"});
  for (const ErrorCode code : {ErrorCode::kUnauthorized, ErrorCode::kForbidden, ErrorCode::kSsoRequired,
                               ErrorCode::kConfigInvalid, ErrorCode::kNotFound}) {
    wait_for(code);
    EXPECT_FALSE(note({"aaaa"}));
    EXPECT_FALSE(due()) << traits(code).name << ": the same as before";
    EXPECT_TRUE(note({"bbbb"}));
    EXPECT_TRUE(due()) << traits(code).name;
    note({"aaaa"});
  }
  for (const ErrorCode code : {ErrorCode::kTimeout, ErrorCode::kBlocked, ErrorCode::kStoreFull}) {
    wait_for(code);
    note({"bbbb"});
    note({"aaaa"});
    EXPECT_FALSE(due()) << traits(code).name;
  }
}

TEST_F(CredentialsChangeTest, TheirOrderIsNoDifferenceButMoreFewerAndNoneAre) {
  note({"aaaa", "bbbb"});
  EXPECT_FALSE(note({"bbbb", "aaaa"}));
  EXPECT_TRUE(note({"aaaa"}));
  EXPECT_TRUE(note({}));
  EXPECT_FALSE(note({}));
  EXPECT_TRUE(note({"app 42"}));
}

TEST_F(CredentialsChangeTest, WhatIsStoredTellsNothingOfThem) {
  note({"aaaa"});
  const std::string first = store_->setting("credentials.check").value();
  EXPECT_EQ(first.find("aaaa"), std::string::npos);
  note({"bbbb"});
  note({"aaaa"});
  EXPECT_NE(store_->setting("credentials.check").value(), first) << "salted";
}

TEST_F(CredentialsChangeTest, AValueThatCannotBeReadCountsAsAnother) {
  note({"aaaa"});
  for (const char* text : {"", "x", "0123456789abcdef0123456789abcdef nonsense"}) {
    store_->put_setting("credentials.check", text);
    EXPECT_TRUE(note({"aaaa"})) << text;
  }
}

}  // namespace
}  // namespace cpsg::sync
