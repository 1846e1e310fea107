// Protects: a client cannot choose its own address; a trusted proxy can tell it.
#include "cpsg/http/client_address.h"

#include "cpsg/base/error.h"

namespace cpsg::http {
namespace {

class ClientAddress : public testing::Test {
 protected:
  std::string address(std::string_view peer, std::string_view forwarded_for) const {
    return client_of(proxies_, peer, {.headers = {{"x-forwarded-for", std::string(forwarded_for)}}}).address;
  }
  std::string scheme(std::string_view peer, std::string_view proto) const {
    return client_of(proxies_, peer, {.headers = {{"x-forwarded-proto", std::string(proto)}}}).scheme;
  }

  const TrustedProxies proxies_{{"10.0.0.0/8", "fd00::/8", "192.0.2.1"}};
};

TEST_F(ClientAddress, IsThePeerUnlessThatIsTrusted) {
  EXPECT_EQ(address("203.0.113.9", "198.51.100.1"), "203.0.113.9");
  EXPECT_EQ(client_of(TrustedProxies(), "10.0.0.1", {.headers = {{"x-forwarded-for", "1.1.1.1"}}}).address, "10.0.0.1");
  EXPECT_EQ(address("10.0.0.1", "198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(address("fd00::7", "198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(address("192.0.2.1", "2001:db8::1"), "2001:db8::1");
  EXPECT_EQ(address("192.0.2.2", "2001:db8::1"), "192.0.2.2");
}

TEST_F(ClientAddress, IsTheFirstBeforeTheTrustedProxies) {
  EXPECT_EQ(address("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.9.9.9"), "198.51.100.1") << "what stands before is hearsay";
  EXPECT_EQ(address("10.0.0.1", "10.1.1.1,10.2.2.2"), "10.1.1.1") << "all are proxies: the furthest";
}

TEST_F(ClientAddress, IsNotReadPastWhatIsNoAddress) {
  EXPECT_EQ(address("10.0.0.1", ""), "10.0.0.1");
  EXPECT_EQ(address("10.0.0.1", "unknown"), "10.0.0.1");
  EXPECT_EQ(address("10.0.0.1", "198.51.100.1, evil\nline, 10.2.2.2"), "10.2.2.2");
  EXPECT_EQ(address("10.0.0.1", "198.51.100.1:4711"), "198.51.100.1");
  EXPECT_EQ(address("10.0.0.1", "[2001:db8::1]:4711"), "2001:db8::1");
  EXPECT_EQ(address("10.0.0.1", "["), "10.0.0.1");
}

TEST_F(ClientAddress, TellsTheScheme) {
  EXPECT_EQ(scheme("10.0.0.1", "https"), "https");
  EXPECT_EQ(scheme("10.0.0.1", "https, http"), "http") << "the nearest proxy's word";
  EXPECT_EQ(scheme("203.0.113.9", "https"), "http");
  EXPECT_EQ(client_of(proxies_, "203.0.113.9", {.over_tls = true}).scheme, "https");
  EXPECT_EQ(client_of(proxies_, "10.0.0.1", {.over_tls = true}).scheme, "https") << "the proxy says nothing else";
  EXPECT_EQ(client_of(proxies_, "10.0.0.1", {.headers = {{"x-forwarded-proto", "http"}}, .over_tls = true}).scheme,
            "http");
}

TEST(TrustedProxies, CompareBits) {
  const TrustedProxies proxies({"198.51.100.128/25", "2001:db8::/33"});
  EXPECT_TRUE(proxies.contains("198.51.100.129"));
  EXPECT_FALSE(proxies.contains("198.51.100.127"));
  EXPECT_TRUE(proxies.contains("2001:db8:7fff::1"));
  EXPECT_FALSE(proxies.contains("2001:db8:8000::1"));
  EXPECT_FALSE(proxies.contains("nonsense"));
  EXPECT_TRUE(TrustedProxies({"0.0.0.0/0"}).contains("203.0.113.9"));
  EXPECT_FALSE(TrustedProxies({"0.0.0.0/0"}).contains("2001:db8::1")) << "of its own family alone";
}

TEST(TrustedProxies, RefuseWhatIsNoNetwork) {
  for (const std::string bad : {"10.0.0.0/33", "10.0.0/8", "::/129", "proxy.example", "", "10.0.0.1/", "10.0.0.1/-1"}) {
    EXPECT_THROW(TrustedProxies({bad}), Error) << bad;
  }
}

}  // namespace
}  // namespace cpsg::http
