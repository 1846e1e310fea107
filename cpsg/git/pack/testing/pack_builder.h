// For tests of the pack reader: packs that are built byte by byte, sound or damaged, and the objects that a reader
// finds in a pack.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/git/pack/object_hash.h"
#include "cpsg/git/pack/pack_reader.h"

namespace cpsg::git::pack {

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string as_text(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

inline model::Oid object_id(ObjectType type, std::string_view content) {
  return ObjectHash().hash(type, as_bytes(content));
}

inline std::string deflated(std::string_view content, int level = Z_DEFAULT_COMPRESSION) {
  uLongf size = compressBound(static_cast<uLong>(content.size()));
  std::string out(size, '\0');
  if (compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(content.data()),
                static_cast<uLong>(content.size()), level) != Z_OK) {
    throw std::runtime_error("cannot deflate");
  }
  out.resize(size);
  return out;
}

inline constexpr int kOffsetDelta = 6;
inline constexpr int kRefDelta = 7;

inline std::string entry_head(int type, std::uint64_t size) {
  std::string head;
  auto byte = static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | (size & 15U));
  for (size >>= 4; size != 0; size >>= 7) {
    head += static_cast<char>(byte | 0x80U);
    byte = size & 0x7FU;
  }
  return head + static_cast<char>(byte);
}

inline std::string distance_bytes(std::uint64_t distance) {
  std::string bytes(1, static_cast<char>(distance & 0x7FU));
  while ((distance >>= 7) != 0) bytes.insert(bytes.begin(), static_cast<char>(0x80U | (--distance & 0x7FU)));
  return bytes;
}

// A delta's sizes: seven bits a byte.
inline std::string delta_size(std::uint64_t size) {
  std::string bytes;
  for (; size > 0x7F; size >>= 7) bytes += static_cast<char>(0x80U | (size & 0x7FU));
  return bytes + static_cast<char>(size);
}

inline std::string copy_instruction(std::uint32_t offset, std::uint32_t size) {
  std::string numbers;
  std::uint8_t instruction = 0x80;
  for (unsigned i = 0; i < 4; ++i) {
    const std::uint8_t byte = offset >> (8 * i) & 0xFFU;
    if (byte != 0) instruction |= static_cast<std::uint8_t>(1U << i), numbers += static_cast<char>(byte);
  }
  for (unsigned i = 0; i < 3; ++i) {
    const std::uint8_t byte = size >> (8 * i) & 0xFFU;
    if (byte != 0) instruction |= static_cast<std::uint8_t>(16U << i), numbers += static_cast<char>(byte);
  }
  return static_cast<char>(instruction) + numbers;
}

inline std::string insert_instruction(std::string_view text) {
  return static_cast<char>(text.size()) + std::string(text);
}

// The delta that copies the whole base and appends `tail`, of at most 127 bytes.
inline std::string appending_delta(std::size_t base_size, std::string_view tail) {
  return delta_size(base_size) + delta_size(base_size + tail.size()) +
         copy_instruction(0, static_cast<std::uint32_t>(base_size)) + insert_instruction(tail);
}

class PackBuilder {
 public:
  // Each returns the offset of the entry.
  std::size_t object(ObjectType type, std::string_view content) {
    return raw(entry_head(static_cast<int>(type), content.size()) + deflated(content));
  }
  std::size_t commit(std::string_view content) { return object(ObjectType::kCommit, content); }
  std::size_t offset_delta(std::size_t base, std::string_view delta) {
    return raw(entry_head(kOffsetDelta, delta.size()) + distance_bytes(next() - base) + deflated(delta));
  }
  std::size_t ref_delta(const model::Oid& base, std::string_view delta) {
    return raw(entry_head(kRefDelta, delta.size()) + as_text(base.bytes) + deflated(delta));
  }
  std::size_t raw(std::string_view entry) {
    const std::size_t offset = next();
    entries_ += entry;
    ++count_;
    return offset;
  }

  // Says something else than the truth.
  PackBuilder& announce(std::uint32_t objects) {
    announced_ = objects;
    lies_ = true;
    return *this;
  }
  PackBuilder& version(std::uint8_t version) {
    version_ = version;
    return *this;
  }

  // Where the next entry will begin.
  [[nodiscard]] std::size_t next() const { return 12 + entries_.size(); }

  [[nodiscard]] std::string pack() const {
    const std::uint32_t count = lies_ ? announced_ : count_;
    std::string pack = "PACK";
    pack += std::string(3, '\0') + static_cast<char>(version_);
    for (const int shift : {24, 16, 8, 0}) pack += static_cast<char>(count >> shift & 0xFFU);
    pack += entries_;
    Sha1 sha1;
    sha1.update(as_bytes(pack));
    return pack + as_text(sha1.end().bytes);
  }

 private:
  std::string entries_;
  std::uint32_t count_ = 0;
  std::uint32_t announced_ = 0;
  std::uint8_t version_ = 2;
  bool lies_ = false;
};

struct ReadObject {
  ObjectType type;
  std::string oid;
  std::string content;

  friend bool operator==(const ReadObject&, const ReadObject&) = default;
};

inline PackReaderOptions default_options() { return {.spool_directory = std::filesystem::temp_directory_path()}; }

// Feeds the pack in pieces of that size. Throws what the reader throws.
inline std::vector<ReadObject> read_pack(std::string_view pack, std::size_t piece_bytes = SIZE_MAX,
                                         const PackReaderOptions& options = default_options()) {
  std::vector<ReadObject> objects;
  PackReader reader(options, [&objects](ObjectType type, const model::Oid& oid, Bytes content) {
    objects.push_back({type, oid.hex(), as_text(content)});
  });
  for (Bytes rest = as_bytes(pack); !rest.empty();) {
    const Bytes piece = rest.first(std::min(rest.size(), piece_bytes));
    reader.feed(piece);
    rest = rest.subspan(piece.size());
  }
  reader.finish();
  if (reader.objects_done() != objects.size() || reader.received_bytes() != pack.size()) {
    throw std::logic_error("the reader miscounts");
  }
  return objects;
}

// The code of the failure to read the pack; throws if it reads.
inline ErrorCode read_failure(std::string_view pack, std::size_t piece_bytes = SIZE_MAX,
                              const PackReaderOptions& options = default_options()) {
  try {
    (void)read_pack(pack, piece_bytes, options);
  } catch (const Error& error) {
    return error.code();
  }
  throw std::logic_error("the pack was read without complaint");
}

}  // namespace cpsg::git::pack
