// Protects the proof by which an App gets its tokens: a JWT that the App's public key confirms, valid at once and not
// too long, and clear errors for keys that are none, which show nothing of them. Keys are made here.
#include <openssl/ec.h>
#include <openssl/err.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/github/accounts/app_jwt.h"
#include "cpsg/github/accounts/testing/app_key.h"

namespace cpsg::github::accounts {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;
using testing::Not;

constexpr UnixTime kNow{seconds(1'790'000'000)};

std::string decoded(std::string text) {
  std::replace(text.begin(), text.end(), '-', '+');
  std::replace(text.begin(), text.end(), '_', '/');
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::vector<unsigned char> bytes(text.size() / 4 * 3);
  const int size =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  EXPECT_GE(size, 0);
  return {bytes.begin(), bytes.begin() + size - static_cast<long>(padding)};
}

std::vector<std::string> parts_of(const std::string& jwt) {
  std::vector<std::string> parts(1);
  for (const char c : jwt) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

bool confirms(EVP_PKEY* key, const std::string& text, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  const auto bytes = [](const std::string& s) { return reinterpret_cast<const unsigned char*>(s.data()); };
  return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(text), text.size()) == 1;
}

std::string refusal_of(const std::string& app_id, const std::string& pem) {
  ERR_clear_error();  // what other tests left
  try {
    static_cast<void>(make_app_jwt(app_id, pem, kNow));
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kConfigInvalid);
    EXPECT_EQ(ERR_peek_error(), 0u) << "left in the queue of this thread";
    return e.what();
  }
  return "accepted";
}

TEST(AppJwt, IsSignedAndValidForNineMinutesFromAMinuteAgo) {
  const std::string jwt = make_app_jwt("Iv1.0a", pem_of(rsa_test_key()), kNow);
  const std::vector<std::string> parts = parts_of(jwt);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(jwt.find_first_of("+/="), std::string::npos);
  EXPECT_EQ(decoded(parts[0]), R"({"alg":"RS256","typ":"JWT"})");
  EXPECT_EQ(decoded(parts[1]), R"({"iat":1789999940,"exp":1790000480,"iss":"Iv1.0a"})");
  EXPECT_TRUE(confirms(rsa_test_key(), parts[0] + "." + parts[1], decoded(parts[2])));
  EXPECT_FALSE(confirms(rsa_test_key(), parts[0] + "." + parts[1] + "x", decoded(parts[2])));
}

TEST(AppJwt, RefusesWhatIsNoRsaKeyWithoutShowingIt) {
  const TestKey curve(EVP_EC_gen("P-256"), EVP_PKEY_free);
  EXPECT_THAT(refusal_of("7", pem_of(curve.get())), HasSubstr("not an RSA key"));
  EXPECT_THAT(refusal_of("7", pem_of(rsa_test_key(), "passphrase")), HasSubstr("without a passphrase"));
  EXPECT_THAT(refusal_of("7", ""), HasSubstr("can't be read"));
  EXPECT_THAT(refusal_of("7", std::string(100'000, 'x')), HasSubstr("too long"));
  const std::string cut = pem_of(rsa_test_key()).substr(0, 400) + "\n-----END PRIVATE KEY-----\n";
  EXPECT_THAT(refusal_of("7", cut), HasSubstr("can't be read"));
  EXPECT_THAT(refusal_of("7", cut), Not(HasSubstr(cut.substr(40, 20))));
}

TEST(AppJwt, RefusesAnIdThatWouldBreakItsText) {
  const std::string pem = pem_of(rsa_test_key());
  EXPECT_EQ(refusal_of("4711", pem), "accepted");
  for (const std::string id : {"", "7\"", "7\\", "a b", "7\n"}) EXPECT_THAT(refusal_of(id, pem), HasSubstr("App's id"));
}

}  // namespace
}  // namespace cpsg::github::accounts
