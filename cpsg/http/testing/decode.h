// For tests: what a client makes of coded content.
//
//   EXPECT_EQ(decoded(ContentCoding::kZstd, response.body), "hello");
//
// A failure throws std::runtime_error.
#pragma once

#include <brotli/decode.h>
#include <zlib.h>
#include <zstd.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "cpsg/base/limits.h"
#include "cpsg/http/accept_encoding.h"

namespace cpsg::http {

inline constexpr std::size_t kDecodedMaxBytes = 16 * limits::kMiB;

// Without `whole`, what can be read of content that has not ended.
inline std::string gunzip(std::string_view coded, bool whole) {
  z_stream stream{};
  constexpr int kGzipWindowBits = 15 + 16;
  if (inflateInit2(&stream, kGzipWindowBits) != Z_OK) throw std::runtime_error("no memory");
  std::string out(kDecodedMaxBytes, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(coded.data()));
  stream.avail_in = static_cast<uInt>(coded.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = inflate(&stream, Z_SYNC_FLUSH);
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  if (whole ? result != Z_STREAM_END || stream.avail_in > 0 : result != Z_OK) throw std::runtime_error("bad gzip");
  return out;
}

inline std::string unzstd(std::string_view coded, bool whole) {
  const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
  std::string out(kDecodedMaxBytes, '\0');
  ZSTD_inBuffer input{coded.data(), coded.size(), 0};
  ZSTD_outBuffer output{out.data(), out.size(), 0};
  std::size_t left = 1;
  while (input.pos < input.size && left != 0 && ZSTD_isError(left) == 0) {
    left = ZSTD_decompressStream(context.get(), &output, &input);
  }
  if (ZSTD_isError(left) != 0 || (whole && (left != 0 || input.pos < input.size))) throw std::runtime_error("bad zstd");
  out.resize(output.pos);
  return out;
}

inline std::string unbrotli(std::string_view coded) {
  std::string out(kDecodedMaxBytes, '\0');
  std::size_t size = out.size();
  if (BrotliDecoderDecompress(coded.size(), reinterpret_cast<const std::uint8_t*>(coded.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_DECODER_RESULT_SUCCESS) {
    throw std::runtime_error("bad brotli");
  }
  out.resize(size);
  return out;
}

inline std::string decoded(ContentCoding coding, std::string_view coded, bool whole = true) {
  switch (coding) {
    case ContentCoding::kGzip:
      return gunzip(coded, whole);
    case ContentCoding::kZstd:
      return unzstd(coded, whole);
    case ContentCoding::kBrotli:
      return unbrotli(coded);
    case ContentCoding::kIdentity:
      break;
  }
  return std::string(coded);
}

}  // namespace cpsg::http
