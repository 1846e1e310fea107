#include "cpsg/git/pack/inflate.h"

#include <libdeflate.h>

#include <algorithm>
#include <limits>
#include <new>

#include "cpsg/git/pack/pack_error.h"

namespace cpsg::git::pack {
namespace {

uInt clamp_to_uint(std::size_t size) {
  return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
}

}  // namespace

void Inflater::Free::operator()(libdeflate_decompressor* decompressor) const noexcept {
  libdeflate_free_decompressor(decompressor);
}

Inflater::Inflater() : whole_(libdeflate_alloc_decompressor()) {
  if (!whole_ || inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
}

Inflater::~Inflater() { inflateEnd(&stream_); }

std::optional<std::size_t> Inflater::inflate_whole(Bytes input, std::span<std::uint8_t> output) {
  std::size_t consumed = 0;
  // Without a place for the inflated size, only the exact size counts as success.
  const libdeflate_result result = libdeflate_zlib_decompress_ex(whole_.get(), input.data(), input.size(),
                                                                 output.data(), output.size(), &consumed, nullptr);
  if (result != LIBDEFLATE_SUCCESS) return std::nullopt;
  return consumed;
}

void Inflater::begin() { inflateReset(&stream_); }

Inflater::Step Inflater::step(Bytes input, std::span<std::uint8_t> output) {
  const uInt in = clamp_to_uint(input.size());
  const uInt out = clamp_to_uint(output.size());
  stream_.next_in = const_cast<Bytef*>(input.data());  // zlib's interface lacks the const that it keeps
  stream_.avail_in = in;
  stream_.next_out = output.data();
  stream_.avail_out = out;
  const int status = inflate(&stream_, Z_NO_FLUSH);
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) throw_bad_pack("an object does not inflate");
  return {in - stream_.avail_in, out - stream_.avail_out, status == Z_STREAM_END};
}

void Inflater::inflate_exactly(Bytes input, std::span<std::uint8_t> output) {
  if (inflate_whole(input, output)) return;
  begin();
  std::size_t produced = 0;
  std::uint8_t excess = 0;
  for (Step last; !last.ended;) {
    const bool full = produced == output.size();
    last = step(input, full ? std::span(&excess, 1) : output.subspan(produced));
    input = input.subspan(last.consumed);
    produced += last.produced;
    const bool stuck = last.consumed == 0 && last.produced == 0;
    if (produced > output.size() || (stuck && !last.ended)) break;
    if (last.ended && produced == output.size()) return;
  }
  throw_bad_pack("an object is not of the announced size");
}

void InflateBudget::charge(std::uint64_t bytes) {
  // An object costs work even when it is empty: about what half a kilobyte does.
  constexpr std::uint64_t kBytesPerObject = 512;
  if (bytes > left_ || kBytesPerObject > left_ - bytes) throw_pack_limit("it inflates to too much");
  left_ -= bytes + kBytesPerObject;
}

}  // namespace cpsg::git::pack
