// Protects: what is coded can be decoded, whole or piece by piece, and each piece as soon as it is there.
#include "cpsg/http/content_encoder.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "cpsg/http/testing/decode.h"

namespace cpsg::http {
namespace {

class ContentEncoding : public testing::TestWithParam<ContentCoding> {};

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string bytes(size, '\0');
  for (char& each : bytes) each = static_cast<char>(random());
  return bytes;
}

TEST_P(ContentEncoding, WholeContentOfAnySizeComesBack) {
  for (const std::size_t size : {0U, 1U, 4'095U, 4'096U, 4'097U, 1'000'000U}) {
    EXPECT_EQ(decoded(GetParam(), ContentEncoder(GetParam()).finish(noise(size))), noise(size)) << size;
    const std::string plain(size, 'x');
    EXPECT_EQ(decoded(GetParam(), ContentEncoder(GetParam()).finish(plain)), plain) << size;
  }
}

TEST_P(ContentEncoding, EachPieceCanBeReadAtOnce) {
  ContentEncoder encoder(GetParam());
  std::string coded;
  std::string plain;
  for (int n = 0; n < 300; ++n) {
    const std::string piece = n % 50 == 0 ? noise(70'000) : "line " + std::to_string(n) + "\n";
    plain += piece;
    coded += encoder.add(piece);
    if (n % 20 == 0) {
      EXPECT_EQ(decoded(GetParam(), coded, false), plain) << n;
    }
  }
  coded += encoder.finish("the end");
  EXPECT_EQ(decoded(GetParam(), coded), plain + "the end");
}

TEST_P(ContentEncoding, TextBecomesSmaller) {
  std::string lines;
  for (int n = 0; n < 1'000; ++n) lines += R"({"name":"project )" + std::to_string(n) + R"(","stars":12})" + "\n";
  EXPECT_LT(ContentEncoder(GetParam()).finish(lines).size(), lines.size() / 5);
}

INSTANTIATE_TEST_SUITE_P(All, ContentEncoding, testing::Values(ContentCoding::kGzip, ContentCoding::kZstd),
                         [](const auto& coding) { return std::string(name(coding.param)); });

}  // namespace
}  // namespace cpsg::http
