// Protects: one satisfiable range is that part, one behind the end is said to be so, and whatever else is the whole.
#include "cpsg/http/byte_range.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace cpsg::http {
namespace {

// "first+count", "whole" or "unsatisfiable".
std::string part(std::string_view text, std::size_t size = 1'000) {
  const RangeRequest range = parse_range(text, size);
  if (range.kind == RangeKind::kWhole) return "whole";
  return range.kind == RangeKind::kUnsatisfiable ? "unsatisfiable" : fmt::format("{}+{}", range.first, range.count);
}

TEST(ByteRange, OneRangeIsAPart) {
  EXPECT_EQ(part("bytes=0-0"), "0+1");
  EXPECT_EQ(part("bytes=0-99"), "0+100");
  EXPECT_EQ(part("bytes=999-999"), "999+1");
  EXPECT_EQ(part("bytes=500-"), "500+500");
  EXPECT_EQ(part("bytes=-1"), "999+1");
  EXPECT_EQ(part("bytes=-5000"), "0+1000");
  EXPECT_EQ(part("bytes=10-99999999999999999999999999"), "10+990");
  EXPECT_EQ(part("Bytes= 0-1 "), "0+2");
}

TEST(ByteRange, BehindTheEndNothingCanBeGiven) {
  EXPECT_EQ(part("bytes=1000-"), "unsatisfiable");
  EXPECT_EQ(part("bytes=1000-2000"), "unsatisfiable");
  EXPECT_EQ(part("bytes=18446744073709551615-"), "unsatisfiable");
  EXPECT_EQ(part("bytes=-0"), "unsatisfiable");
  EXPECT_EQ(part("bytes=0-", 0), "unsatisfiable");
  EXPECT_EQ(part("bytes=-1", 0), "unsatisfiable");
}

TEST(ByteRange, WhatIsNoSingleRangeIsTheWhole) {
  for (const std::string text : {"", "bytes", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4", "bytes=0-1,",
                                 "lines=0-1", "bytes 0-1", "bytes=a-b", "bytes=0x1-2", "bytes=+1-2", "bytes=1-2-3",
                                 "bytes=--1", "bytes=1- 2", "bytes=1 -2", "bytes:0-1"}) {
    EXPECT_EQ(part(text), "whole") << text;
  }
}

}  // namespace
}  // namespace cpsg::http
