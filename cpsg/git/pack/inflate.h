// Zlib streams of exactly known inflated size, as pack entries are.
//
//   std::vector<std::uint8_t> content(size);
//   inflater.inflate_exactly(stream, content);
//
// One thread uses an object. Two engines: libdeflate, several times faster, when the whole stream may be at hand; zlib
// where it arrives in pieces. libdeflate can't tell a stream that is cut off from a damaged one, so zlib decides what
// is damaged.
//
// Source: RFC 1950, RFC 1951.
#pragma once

#include <zlib.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "cpsg/git/pack/object.h"

struct libdeflate_decompressor;

namespace cpsg::git::pack {

class Inflater {
 public:
  Inflater();
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  // Fills `output` from the stream at the start of `input` and returns the size of the stream; nothing if that is
  // impossible: the stream is incomplete, damaged, or of another inflated size.
  [[nodiscard]] std::optional<std::size_t> inflate_whole(Bytes input, std::span<std::uint8_t> output);

  // A stream that comes in pieces: begin(), then step() until it has ended.
  struct Step {
    std::size_t consumed = 0;
    std::size_t produced = 0;
    bool ended = false;
  };
  void begin();
  // Throws Error(kBadData) if the stream is damaged.
  [[nodiscard]] Step step(Bytes input, std::span<std::uint8_t> output);

  // Like inflate_whole(), for a stream that is known to be complete: throws Error(kBadData) where that returns nothing.
  void inflate_exactly(Bytes input, std::span<std::uint8_t> output);

 private:
  struct Free {
    void operator()(libdeflate_decompressor* decompressor) const noexcept;
  };

  std::unique_ptr<libdeflate_decompressor, Free> whole_;
  z_stream stream_{};
};

// Bounds the work on one pack: small input may inflate a thousandfold, and again for each delta on top of it.
class InflateBudget {
 public:
  explicit InflateBudget(std::uint64_t bytes) : left_(bytes) {}

  // Throws Error(kLimitExceeded) when all charges together exceed the budget.
  void charge(std::uint64_t bytes);

 private:
  std::uint64_t left_;
};

}  // namespace cpsg::git::pack
