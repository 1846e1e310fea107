// Protects: a key and a session's id are found where they are sent, however that is written, and nothing else is taken
// for one; cookies are given and taken only where they are safe.
#include "cpsg/access/credentials.h"

#include <gmock/gmock.h>

namespace cpsg::access {
namespace {

using testing::HasSubstr;
using testing::Not;
using Kind = Credential::Kind;

http::IncomingRequest with(std::vector<http::Header> headers) {
  http::IncomingRequest request;
  request.headers = std::move(headers);
  return request;
}

TEST(Credentials, KeyIsReadFromTheHeaderAuthorization) {
  const NewSecret key = new_key_secret();
  const Credential expected{.kind = Kind::kKey, .digest = key.digest};
  for (const std::string scheme : {"Bearer ", "bearer ", "BEARER   ", "Bearer\t", " Bearer "}) {
    EXPECT_EQ(credential_of_authorization(scheme + key.text), expected) << scheme;
  }
  EXPECT_EQ(credential_of_authorization("Bearer " + key.text + " \t"), expected);
  EXPECT_EQ(credential_of(with({{"authorization", "Bearer " + key.text}}), Transport::kOtherHttp), expected);
}

TEST(Credentials, TextThatIsNoKeyOfOursHasNoDigest) {
  const std::string text = new_key_secret().text;
  const std::string secret = text.substr(5);
  for (const std::string& wrong : {std::string(), std::string("x"), secret, text + "A", text.substr(0, text.size() - 1),
                                   "CPSG_" + secret, text + ", Bearer " + text, "cpsg_" + std::string(43, '*'),
                                   "cpsg_" + std::string(42, 'A') + "=", "cpsg_" + std::string(42, 'A') + "B"}) {
    const Credential found = credential_of_authorization("Bearer " + wrong);
    EXPECT_EQ(found.kind, Kind::kKey) << wrong;
    EXPECT_FALSE(found.digest) << wrong;
  }
}

TEST(Credentials, OtherSchemesAreNoneOfOurs) {
  for (const char* other : {"", "Basic dXNlcjpwYXNz", "Bearerx abc", "Digest a=b"}) {
    EXPECT_EQ(credential_of_authorization(other).kind, Kind::kNone) << other;
  }
}

TEST(Credentials, KeysAreNeverTheSameAndNeverStored) {
  const NewSecret one = new_key_secret();
  EXPECT_NE(one.text, new_key_secret().text);
  EXPECT_EQ(one.text.size(), 48U);
  EXPECT_EQ(digest_of_key(one.text), one.digest);
  EXPECT_EQ(digest_of_key("cpsg_" + new_session_secret().text.substr(0, 40)), std::nullopt);
}

TEST(Credentials, SessionIsReadUnderTheNameOfItsTransportAlone) {
  const NewSecret id = new_session_secret();
  const Credential expected{.kind = Kind::kSession, .digest = id.digest};
  const auto plain = with({{"cookie", "theme=dark; cpsg=" + id.text + "; other=1"}});
  const auto secure = with({{"cookie", "__Host-cpsg=" + id.text}});
  EXPECT_EQ(credential_of(plain, Transport::kLocalHttp), expected);
  EXPECT_EQ(credential_of(secure, Transport::kHttps), expected);
  EXPECT_EQ(credential_of(plain, Transport::kHttps).kind, Kind::kNone) << "others could have set it over http";
  EXPECT_EQ(credential_of(secure, Transport::kLocalHttp).kind, Kind::kNone);
  EXPECT_EQ(credential_of(plain, Transport::kOtherHttp).kind, Kind::kNone);
  EXPECT_EQ(credential_of(secure, Transport::kOtherHttp).kind, Kind::kNone);
}

TEST(Credentials, CookiesOfOthersAndBrokenOnesAreNone) {
  for (const char* cookie : {"", ";", "cpsg", "xcpsg=a", "CPSG=a", "a=cpsg=b; b"}) {
    EXPECT_EQ(credential_of(with({{"cookie", cookie}}), Transport::kLocalHttp).kind, Kind::kNone) << cookie;
  }
  EXPECT_FALSE(credential_of(with({{"cookie", "cpsg="}}), Transport::kLocalHttp).digest);
  EXPECT_FALSE(credential_of(with({{"cookie", "cpsg=../../etc"}}), Transport::kLocalHttp).digest);
}

// A page of another port or path of this host can put a cookie before ours.
TEST(Credentials, TwoCookiesOfOneNameAreNone) {
  const std::string id = new_session_secret().text;
  for (const std::string& first : {new_session_secret().text, std::string("x"), std::string(), id}) {
    for (const std::string& cookies : {"cpsg=" + first + "; cpsg=" + id, "cpsg=" + id + ";cpsg=" + first}) {
      EXPECT_EQ(credential_of(with({{"cookie", cookies}}), Transport::kLocalHttp).kind, Kind::kNone) << cookies;
    }
  }
  EXPECT_TRUE(credential_of(with({{"cookie", "cpsg=" + id + "; __Host-cpsg=x"}}), Transport::kLocalHttp).digest);
}

TEST(Credentials, KeyCountsBeforeACookie) {
  const NewSecret key = new_key_secret();
  const std::string cookie = "cpsg=" + new_session_secret().text;
  EXPECT_EQ(credential_of(with({{"authorization", "Bearer " + key.text}, {"cookie", cookie}}), Transport::kLocalHttp),
            (Credential{.kind = Kind::kKey, .digest = key.digest}));
  EXPECT_EQ(credential_of(with({{"authorization", "Basic x"}, {"cookie", cookie}}), Transport::kLocalHttp).kind,
            Kind::kSession);
}

TEST(Credentials, CookieIsLockedAsItsTransportAllows) {
  EXPECT_EQ(session_cookie(Transport::kHttps, "ID", std::chrono::hours(12)),
            "__Host-cpsg=ID; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(session_cookie(Transport::kLocalHttp, "ID", std::chrono::hours(12)),
            "cpsg=ID; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
  EXPECT_THAT(no_session_cookie(Transport::kHttps), HasSubstr("__Host-cpsg=; Path=/; Max-Age=0;"));
  EXPECT_THAT(session_cookie(Transport::kHttps, "ID", std::chrono::hours(1)), Not(HasSubstr("Domain")));
}

}  // namespace
}  // namespace cpsg::access
