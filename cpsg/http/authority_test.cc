// Protects: a Host or an Origin is read as a browser reads the URL that it came from, and what no URL can have is told.
#include "cpsg/http/authority.h"

namespace cpsg::http {
namespace {

std::string host_of(std::string_view text) {
  const auto authority = parse_authority(text);
  return authority ? authority->host : "refused";
}

TEST(Authority, ReadsNamesAndAddresses) {
  EXPECT_EQ(host_of("Stats.Example:8080"), "stats.example");
  EXPECT_EQ(parse_authority("stats.example:8080")->port, "8080");
  EXPECT_EQ(host_of("stats.example."), "stats.example") << "a full stop at the end is the root of the DNS";
  EXPECT_EQ(host_of("a_b.example"), "a_b.example");
  EXPECT_EQ(host_of("a:"), "a") << "an empty port is the scheme's own";
  EXPECT_EQ(host_of("[::1]:80"), "[::1]");
  EXPECT_EQ(host_of("[2001:DB8::1]"), "[2001:db8::1]");
  EXPECT_EQ(host_of("[::1]:"), "[::1]");
  EXPECT_EQ(host_of("%C3%A4.example"), "%c3%a4.example");
  EXPECT_TRUE(is_authority("stats.example:8080"));
}

TEST(Authority, TellsAddressesFromNames) {
  for (const std::string_view address : {"127.0.0.1", "127.0.0.1:80", "[::1]", "[::ffff:192.0.2.1]:443"}) {
    EXPECT_TRUE(parse_authority(address)->is_address) << address;
  }
  // Forms that a browser turns into addresses before it sends them: as they stand here they are names.
  for (const std::string_view name : {"127.1", "0x7f.0.0.1", "2130706433", "127.0.0.1.evil.example", "1.2.3.4.5"}) {
    EXPECT_FALSE(parse_authority(name)->is_address) << name;
  }
}

TEST(Authority, RefusesWhatNoUrlHas) {
  for (const std::string_view bad : {"",     ":80",      ".",    "a b",     "a,b",          "a/b",
                                     "u@a",  "http://a", "[::1", "[::1]x",  "[::1%25eth0]", "[127.0.0.1]",
                                     "[]",   "::1",      "a:b",  "a:80:80", "a:65536",      "a:-1",
                                     "a#b",  "a?b",      "a\\b", "<a>",     "a\tb",         "\xC3\xA4.example",
                                     "a\x7F"}) {
    EXPECT_EQ(host_of(bad), "refused") << bad;
  }
  for (const std::string_view bad : {"a:0", "a:080", "a:+80", "a: 80", "a%", "a%4", "a%zz.example", "[::1]:x", "[v1.a]",
                                     "[::1", "[", "[]:80", "::1]", "[::1]:80:80"}) {
    EXPECT_EQ(host_of(bad), "refused") << bad;
    EXPECT_FALSE(is_authority(bad)) << bad;
  }
  EXPECT_EQ(host_of(std::string_view("[::1\0x]", 7)), "refused");
  EXPECT_EQ(host_of(std::string(256, 'a')), "refused");
}

TEST(Authority, IsFoundInAUrl) {
  EXPECT_EQ(authority_of_url("HTTP://Host:80/a?b=c")->host, "host");
  EXPECT_EQ(authority_of_url("https://host?x")->host, "host");
  for (const std::string_view bad : {"ftp://host/", "http:///path", "http://u@host/", "//host/", "host", ""}) {
    EXPECT_FALSE(authority_of_url(bad)) << bad;
  }
}

TEST(Origin, HasOneForm) {
  EXPECT_EQ(normal_origin("HTTPS://Board.Example:443"), "https://board.example");
  EXPECT_EQ(normal_origin("http://board.example:80"), "http://board.example");
  EXPECT_EQ(normal_origin("http://board.example:443"), "http://board.example:443");
  EXPECT_EQ(normal_origin("http://[::1]:3000"), "http://[::1]:3000");
  for (const std::string_view bad : {"null", "", "*", "board.example", "https://board.example/", "https://a b",
                                     "https://a, https://b", "file://", "chrome-extension://abc"}) {
    EXPECT_EQ(normal_origin(bad), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace cpsg::http
