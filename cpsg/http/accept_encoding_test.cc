// Protects: a client gets the coding that it likes best, never one that it excluded, and content as it is where it says
// nothing or nonsense.
#include "cpsg/http/accept_encoding.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace cpsg::http {
namespace {

std::string chosen(std::optional<std::string_view> accepted) {
  constexpr std::array kOffered{ContentCoding::kZstd, ContentCoding::kGzip, ContentCoding::kIdentity};
  const auto coding = choose_coding(accepted, kOffered);
  return coding ? std::string(name(*coding)) : "none";
}

TEST(AcceptEncoding, WhatIsLikedBestIsChosen) {
  EXPECT_EQ(chosen("gzip"), "gzip");
  EXPECT_EQ(chosen("zstd"), "zstd");
  EXPECT_EQ(chosen("gzip, deflate, br, zstd"), "zstd") << "of equals the first that is offered";
  EXPECT_EQ(chosen("gzip;q=0.9, zstd;q=0.8"), "gzip");
  EXPECT_EQ(chosen("gzip;q=0.001"), "gzip");
  EXPECT_EQ(chosen("identity, gzip;q=0.5"), "identity");
  EXPECT_EQ(chosen("identity;q=0.5, gzip;q=0.5"), "gzip");
  EXPECT_EQ(chosen("GZip"), "gzip");
  EXPECT_EQ(chosen("x-gzip"), "gzip");
  EXPECT_EQ(chosen("deflate, br"), "identity");
  EXPECT_EQ(chosen(" \t gzip \t ; \t Q=1.000 ,, zstd ; q=0.5 ,"), "gzip");
}

TEST(AcceptEncoding, WithoutAWishContentStaysAsItIs) {
  EXPECT_EQ(chosen(std::nullopt), "identity");
  EXPECT_EQ(chosen(""), "identity");
  EXPECT_EQ(chosen(" , ,"), "identity");
  EXPECT_EQ(chosen("identity"), "identity");
}

TEST(AcceptEncoding, WhatIsExcludedIsNotSent) {
  EXPECT_EQ(chosen("gzip;q=0"), "identity");
  EXPECT_EQ(chosen("gzip;q=0.000, zstd"), "zstd");
  EXPECT_EQ(chosen("identity;q=0"), "none");
  EXPECT_EQ(chosen("identity;q=0, gzip"), "gzip");
  EXPECT_EQ(chosen("*;q=0"), "none");
  EXPECT_EQ(chosen("*;q=0, zstd;q=0.1"), "zstd");
  EXPECT_EQ(chosen("*;q=0, identity;q=0.1"), "identity");
}

TEST(AcceptEncoding, AStarStandsForWhatEverybodyKnows) {
  EXPECT_EQ(chosen("*"), "gzip");
  EXPECT_EQ(chosen("*, gzip;q=0"), "identity");
  EXPECT_EQ(chosen("gzip;q=0.5, *"), "identity");
  EXPECT_EQ(chosen("identity;q=0, *;q=0.1"), "gzip");
}

TEST(AcceptEncoding, MalformedMembersArePassedOver) {
  for (const std::string weight :
       {"", "2", "1.1", "1.001", "0.1234", "-1", "0,5", ".5", "+1", "1e0", "0x1", "NaN", "01"}) {
    EXPECT_EQ(chosen("gzip;q=" + weight), "identity") << weight;
  }
  EXPECT_EQ(chosen("gzip;level=9"), "identity");
  EXPECT_EQ(chosen("gzip;q=1;q=0"), "identity");
  EXPECT_EQ(chosen("gzip zstd"), "identity");
  EXPECT_EQ(chosen(";q=1, gzip"), "gzip");
  EXPECT_EQ(chosen(std::string(100'000, ';')), "identity");
}

}  // namespace
}  // namespace cpsg::http
