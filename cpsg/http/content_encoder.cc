#include "cpsg/http/content_encoder.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cassert>
#include <new>

#include "cpsg/base/limits.h"

namespace cpsg::http {
namespace {

// Both are chosen for speed: a page of a megabyte takes some 20 ms and 5 ms.
constexpr int kGzipLevel = 4;
constexpr int kZstdLevel = 3;
constexpr int kZstdWindowBits = 18;  // 256 KiB, which bounds the coder's memory
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kGzipMemoryLevel = 8;

// Room for the whole of a small answer, and for a good part of a large one.
void grow(std::string& out, std::size_t used, std::size_t input_size) {
  constexpr std::size_t kStep = 4 * limits::kKiB;
  out.resize(used + std::max(kStep, input_size / 4));
}

}  // namespace

class ContentEncoder::Coder {
 public:
  Coder() = default;
  virtual ~Coder() = default;
  Coder(const Coder&) = delete;
  Coder& operator=(const Coder&) = delete;
  [[nodiscard]] virtual std::string code(std::string_view piece, bool last) = 0;
};

class ContentEncoder::Gzip final : public Coder {
 public:
  Gzip() {
    if (deflateInit2(&stream_, kGzipLevel, Z_DEFLATED, kGzipWindowBits, kGzipMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Gzip() override { deflateEnd(&stream_); }

  std::string code(std::string_view piece, bool last) override {
    std::string out;
    std::size_t used = 0;
    // zlib only reads it.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
      grow(out, used, piece.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data() + used);
      stream_.avail_out = static_cast<uInt>(out.size() - used);
      deflate(&stream_, last ? Z_FINISH : Z_SYNC_FLUSH);
      used = out.size() - stream_.avail_out;
    } while (stream_.avail_out == 0);
    assert(stream_.avail_in == 0);
    out.resize(used);
    return out;
  }

 private:
  z_stream stream_{};
};

class ContentEncoder::Zstd final : public Coder {
 public:
  Zstd() : context_(ZSTD_createCCtx(), &ZSTD_freeCCtx) {
    if (!context_) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kZstdLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_windowLog, kZstdWindowBits);
  }

  std::string code(std::string_view piece, bool last) override {
    std::string out;
    std::size_t used = 0;
    ZSTD_inBuffer input{piece.data(), piece.size(), 0};
    std::size_t left = 1;
    while (left > 0) {
      grow(out, used, piece.size());
      ZSTD_outBuffer output{out.data(), out.size(), used};
      left = ZSTD_compressStream2(context_.get(), &output, &input, last ? ZSTD_e_end : ZSTD_e_flush);
      if (ZSTD_isError(left) != 0) throw std::bad_alloc();
      used = output.pos;
    }
    out.resize(used);
    return out;
  }

 private:
  std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context_;
};

ContentEncoder::ContentEncoder(ContentCoding coding) {
  assert((coding == ContentCoding::kGzip || coding == ContentCoding::kZstd) && "the coding has no encoder here");
  if (coding == ContentCoding::kGzip) {
    coder_ = std::make_unique<Gzip>();
  } else {
    coder_ = std::make_unique<Zstd>();
  }
}
ContentEncoder::~ContentEncoder() = default;

std::string ContentEncoder::add(std::string_view piece) { return coder_->code(piece, false); }
std::string ContentEncoder::finish(std::string_view last) { return coder_->code(last, true); }

}  // namespace cpsg::http
