// Protects: nobody becomes local, or another address, by headers that he sends himself; and limits count those together
// who are one.
#include "cpsg/access/visitor.h"

#include <gtest/gtest.h>

namespace cpsg::access {
namespace {

http::IncomingRequest request_from(std::string peer, std::vector<http::Header> headers = {}) {
  http::IncomingRequest request;
  request.peer = std::move(peer);
  request.headers = std::move(headers);
  return request;
}

TEST(Visitor, IsLocalOverALoopbackAddressWithoutAProxyAlone) {
  const http::TrustedProxies none;
  for (const char* peer : {"127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"}) {
    EXPECT_TRUE(visitor_of(none, request_from(peer)).is_local) << peer;
  }
  for (const char* peer : {"", "10.0.0.1", "::2", "::ffff:10.0.0.1", "::ffff:7f00:1:1", "1127.0.0.1"}) {
    EXPECT_FALSE(visitor_of(none, request_from(peer)).is_local) << peer;
  }
}

TEST(Visitor, IsNotLocalBehindAProxyWhetherTrustedOrNot) {
  const http::TrustedProxies none;
  const http::TrustedProxies loopback({"127.0.0.0/8"});
  for (const char* name :
       {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-port", "forwarded", "via", "x-real-ip"}) {
    const auto request = request_from("127.0.0.1", {{name, "127.0.0.1"}});
    EXPECT_FALSE(visitor_of(none, request).is_local) << name;
    EXPECT_FALSE(visitor_of(loopback, request).is_local) << name;
  }
  EXPECT_FALSE(visitor_of(loopback, request_from("127.0.0.1")).is_local) << "not every proxy tells that it is one";
}

TEST(Visitor, AddressIsTheTrustedProxysWord) {
  const auto request = request_from("10.0.0.7", {{"x-forwarded-for", "198.51.100.7"}});
  EXPECT_EQ(visitor_of(http::TrustedProxies({"10.0.0.0/8"}), request).client.address, "198.51.100.7");
  EXPECT_EQ(visitor_of(http::TrustedProxies(), request).client.address, "10.0.0.7");
  const auto forged = request_from("198.51.100.9", {{"x-forwarded-for", "127.0.0.1"}});
  EXPECT_EQ(visitor_of(http::TrustedProxies({"10.0.0.0/8"}), forged).client.address, "198.51.100.9");
}

TEST(Visitor, TransportIsHttpsByATrustedProxyAlone) {
  const std::vector<http::Header> says_https{{"x-forwarded-proto", "https"}};
  const http::TrustedProxies proxies({"10.0.0.0/8", "127.0.0.0/8"});
  EXPECT_EQ(transport_of(visitor_of(proxies, request_from("10.0.0.1", says_https))), Transport::kHttps);
  EXPECT_EQ(transport_of(visitor_of(proxies, request_from("127.0.0.1", says_https))), Transport::kHttps);
  EXPECT_EQ(transport_of(visitor_of({}, request_from("10.0.0.1", says_https))), Transport::kOtherHttp);
  EXPECT_EQ(transport_of(visitor_of({}, request_from("127.0.0.1", says_https))), Transport::kOtherHttp);
  EXPECT_EQ(transport_of(visitor_of({}, request_from("127.0.0.1"))), Transport::kLocalHttp);
  EXPECT_EQ(transport_of(visitor_of({}, request_from("10.0.0.1"))), Transport::kOtherHttp);
}

TEST(Visitor, TransportIsHttpsOverOurOwnTlsUnlessAProxyStandsBetween) {
  auto direct = request_from("198.51.100.7");
  direct.over_tls = true;
  EXPECT_EQ(transport_of(visitor_of({}, direct)), Transport::kHttps);
  auto proxied = request_from("10.0.0.1", {{"x-forwarded-proto", "http"}});
  proxied.over_tls = true;
  EXPECT_EQ(transport_of(visitor_of(http::TrustedProxies({"10.0.0.0/8"}), proxied)), Transport::kOtherHttp)
      << "the proxy's connection is encrypted, but not the client's";
}

TEST(Network, IsAnAddressOfIPv4AndASubscriberOfIPv6) {
  EXPECT_EQ(network_of("203.0.113.9"), network_of("::ffff:203.0.113.9"));
  EXPECT_EQ(network_of("203.0.113.9"), network_of("::FFFF:cb00:7109"));
  EXPECT_NE(network_of("::ffff:203.0.113.9"), network_of("::ffff:203.0.113.8"));
  EXPECT_NE(network_of("203.0.113.9"), network_of("203.0.113.8"));
  EXPECT_EQ(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(network_of("2001:db8:1:2::1"), network_of("2001:db8:1:3::1"));
  EXPECT_EQ(network_of(""), "");
  EXPECT_EQ(network_of("unknown"), "");
}

}  // namespace
}  // namespace cpsg::access
