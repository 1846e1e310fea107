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

// Users of this machine are spared by limits. Somebody in a trusted network must not become one.
TEST_F(ClientAddress, IsLoopbackByTheWordOfThisMachineAlone) {
  for (const std::string local : {"127.0.0.1", "::1", "127.9.9.9", "::ffff:127.0.0.1"}) {
    EXPECT_EQ(address("10.0.0.1", local), "10.0.0.1") << local;
    EXPECT_EQ(address("10.0.0.1", local + ", 10.2.2.2"), "10.2.2.2") << local;
  }
  const TrustedProxies local({"127.0.0.0/8", "10.0.0.0/8"});
  EXPECT_EQ(local.client_address("127.0.0.1", "127.0.0.1"), "127.0.0.1");
  EXPECT_EQ(local.client_address("127.0.0.1", "127.0.0.2, 127.0.0.3"), "127.0.0.2");
  EXPECT_EQ(local.client_address("127.0.0.1", "127.0.0.1, 10.0.0.5"), "10.0.0.5");
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

TEST(AddressBytes, AreThoseOfTheAddressHoweverItIsWritten) {
  const auto v4 = address_bytes("127.0.0.1");
  ASSERT_TRUE(v4);
  EXPECT_TRUE(is_ipv4(*v4));
  for (const char* same : {"::ffff:127.0.0.1", "::FFFF:7f00:1", "0:0:0:0:0:ffff:127.0.0.1"}) {
    EXPECT_EQ(address_bytes(same), v4) << same;
  }
  EXPECT_FALSE(is_ipv4(address_bytes("::1").value()));
  const std::string with_nul("10.0.0.1\0x", 10);
  for (const std::string& bad :
       {std::string(), std::string("10.0.0"), std::string("fe80::1%eth0"), with_nul, std::string(200, '1')}) {
    EXPECT_FALSE(address_bytes(bad)) << bad;
  }
}

TEST(IsLoopbackAddress, KnowsThisMachinesOwn) {
  for (const char* own : {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(is_loopback_address(own)) << own;
  }
  for (const char* other : {"", "10.0.0.1", "::2", "::ffff:10.0.0.1", "::ffff:7f00:1:1", "1127.0.0.1"}) {
    EXPECT_FALSE(is_loopback_address(other)) << other;
  }
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
