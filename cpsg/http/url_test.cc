// Protects the judgement on which credentials depend: what counts as the same party, what as unreadable on the way, and
// that no password outlives the reading of a URL.
#include "cpsg/http/url.h"

#include "cpsg/base/error.h"

namespace cpsg::http {
namespace {

TEST(Origin, IsSchemeHostAndPort) {
  EXPECT_EQ(origin_of("HTTPS://GitHub.com/a/b"), (Origin{"https", "github.com", "443"}));
  EXPECT_EQ(origin_of("https://github.com:443/x"), origin_of("https://github.com/y?z"));
  EXPECT_NE(origin_of("https://github.com:8443/"), origin_of("https://github.com/"));
  EXPECT_NE(origin_of("http://github.com/"), origin_of("https://github.com/"));
  EXPECT_NE(origin_of("https://github.com.evil.example/"), origin_of("https://github.com/"));
  EXPECT_EQ(origin_of("https://github.com@evil.example/").host, "evil.example");
}

TEST(Origin, RefusesOtherSchemes) {
  for (const char* url : {"file:///etc", "ftp://h/", "ssh://git@h/", "/relative", "", "http://"}) {
    EXPECT_THROW(static_cast<void>(origin_of(url)), Error) << url;
  }
}

TEST(Confidential, IsHttpsOrThisMachine) {
  for (const char* url : {"https://example.org/", "http://localhost:80/", "http://127.0.0.1/", "http://127.9.9.9:1/",
                          "http://[::1]:8080/"}) {
    EXPECT_TRUE(is_confidential(origin_of(url))) << url;
  }
  for (const char* url : {"http://example.org/", "http://127.0.0.1.example.org/", "http://128.0.0.1/",
                          "http://localhost.example.org/", "http://[::2]/"}) {
    EXPECT_FALSE(is_confidential(origin_of(url))) << url;
  }
}

TEST(Userinfo, IsRemoved) {
  EXPECT_EQ(without_userinfo("https://u:p@h.example/a?b=c#d"), "https://h.example/a?b=c");
  EXPECT_EQ(without_userinfo("http://token@h.example:81/a.git"), "http://h.example:81/a.git");
}

TEST(Resolve, FollowsAbsoluteAndRelativeLocations) {
  const std::string base = "https://h.example/a/b?c=d";
  EXPECT_EQ(resolve(base, "https://other.example/x"), "https://other.example/x");
  EXPECT_EQ(resolve(base, "/x?y=z"), "https://h.example/x?y=z");
  EXPECT_EQ(resolve(base, "x"), "https://h.example/a/x");
  EXPECT_EQ(resolve(base, "//other.example/x"), "https://other.example/x");
  EXPECT_EQ(resolve(base, "https://u:p@other.example/x"), "https://other.example/x");
  EXPECT_THROW(static_cast<void>(resolve(base, "file:///etc/passwd")), Error);
}

}  // namespace
}  // namespace cpsg::http
