// Protects: what holds for the whole store is kept by name, survives reopening, and is exchanged only by who saw it.
#include "cpsg/storage/conformance/harness.h"

namespace cpsg::storage::conformance {
namespace {

TEST_P(SettingsConformance, KeepsValuesByName) {
  EXPECT_EQ(settings().setting("policy"), std::nullopt);
  settings().put_setting("policy", "one");
  settings().put_setting("other", "");
  settings().put_setting("policy", "two");
  EXPECT_EQ(reopen().settings.setting("policy"), "two");
  EXPECT_EQ(settings().setting("other"), "");
  EXPECT_EQ(settings().setting("Policy"), std::nullopt);
}

TEST_P(SettingsConformance, ExchangesOnlyWhatWasSeen) {
  EXPECT_FALSE(settings().exchange_setting("policy", "one", "two"));
  EXPECT_EQ(settings().setting("policy"), std::nullopt);
  EXPECT_TRUE(settings().exchange_setting("policy", std::nullopt, "one"));
  EXPECT_FALSE(settings().exchange_setting("policy", std::nullopt, "two"));
  EXPECT_TRUE(settings().exchange_setting("policy", "one", "three"));
  EXPECT_EQ(settings().setting("policy"), "three");
}

}  // namespace
}  // namespace cpsg::storage::conformance
