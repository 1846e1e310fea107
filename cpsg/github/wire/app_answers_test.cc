// Protects what an App reads about itself: tokens of any length that can be part of a header, installations with and
// without an account.
#include "cpsg/github/wire/app_answers.h"

#include "cpsg/base/limits.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

std::string token_answer(std::string_view token) {
  return R"({"token":")" + std::string(token) + R"(","expires_at":"2026-05-30T18:00:00Z","permissions":{}})";
}

TEST(AppWire, ReadsTokensOfAnyLength) {
  const std::string token = "ghs_42_" + std::string(900, 'x') + ".a-b_c";
  const InstallationToken read = read_installation_token(token_answer(token));
  EXPECT_EQ(read.token, token);
  EXPECT_EQ(read.expires_at, at(1'780'164'000));
}

TEST(AppWire, RefusesWhatIsNoToken) {
  for (const std::string& body :
       {std::string("{}"), std::string("[]"), std::string("<html>"), token_answer(""), token_answer(R"(a\r\nX: b)"),
        token_answer("a b"), token_answer(std::string(17 * limits::kKiB, 'x')), std::string(R"({"token":"t"})")}) {
    EXPECT_EQ(thrown_by([&] { (void)read_installation_token(body); }), ErrorCode::kBadData) << body.substr(0, 80);
  }
}

TEST(AppWire, ReadsInstallations) {
  const auto read = read_installations(R"([{"id":7,"account":{"login":"acme"}},{"id":8,"account":null}])");
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(read[0].id, 7);
  EXPECT_EQ(read[0].owner, "acme");
  EXPECT_EQ(read[1].owner, "");
  EXPECT_EQ(thrown_by([] { (void)read_installations(R"([{"id":"7"}])"); }), ErrorCode::kBadData);
  EXPECT_EQ(thrown_by([] { (void)read_installations("{}"); }), ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::github::wire
