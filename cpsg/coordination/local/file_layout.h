// The bytes of the limits file.
//
//   header | revision | records of kAccountsMax accounts
//
// Plain values, in the machine's own byte order: the file never leaves it. Another layout is another kVersion. The
// magic and the place of the owners' locks stay the same in all versions, so that each finds out whether another one is
// at work.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <type_traits>

#include "cpsg/coordination/local/account_record.h"

namespace cpsg::coordination::local {

inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::array<char, 8> kMagic = {'c', 'p', 's', 'g', 'l', 'i', 'm', '\n'};
inline constexpr std::size_t kAccountsMax = 64;
// Each owner holds a lock on one byte, far behind the file's end.
inline constexpr std::int64_t kOwnerLocksAt = std::int64_t{1} << 40;

using KeyDigest = std::array<std::uint8_t, 16>;  // zero: no account
using BootId = std::array<char, 16>;

struct Header {
  std::array<char, 8> magic{};
  std::uint32_t version = 0;
  std::uint32_t size = 0;  // of the header
  BootId boot{};
  std::array<std::uint64_t, kOwnersMax> owners{};  // the token of each
  std::uint64_t next_owner = 0;                    // the place after the one that was taken last
  Instant alone_since{};                           // a process came when no other one was there
  std::array<KeyDigest, kAccountsMax> accounts{};
  std::array<Instant, kAccountsMax> used_at{};
};

// A value with its checksum.
template <typename Value>
struct Sealed {
  static_assert(std::is_trivially_copyable_v<Value>);
  static_assert(sizeof(Value) % sizeof(std::uint64_t) == 0);
  std::uint64_t checksum = 0;
  std::array<char, sizeof(Value)> bytes{};

  void seal(const Value& value) {
    std::memcpy(bytes.data(), &value, sizeof value);
    checksum = sum();
  }
  // False: the bytes are not what was sealed.
  [[nodiscard]] bool open(Value& value) const {
    if (checksum != sum()) return false;
    std::memcpy(&value, bytes.data(), sizeof value);
    return true;
  }

 private:
  // As FNV-1a, by words instead of bytes.
  [[nodiscard]] std::uint64_t sum() const {
    std::uint64_t hash = 0xCBF29CE484222325;
    for (std::size_t at = 0; at + sizeof hash <= bytes.size(); at += sizeof hash) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data() + at, sizeof word);
      hash = (hash ^ word) * 0x100000001B3;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

inline constexpr std::int64_t kPage = 4'096;
inline constexpr std::int64_t kRevisionAt = kPage;
inline constexpr std::int64_t kRecordsAt = 2 * kPage;
inline constexpr std::int64_t kRecordSize = 2 * kPage;
inline constexpr std::int64_t kFileSize = kRecordsAt + static_cast<std::int64_t>(kAccountsMax) * kRecordSize;
static_assert(sizeof(Sealed<Header>) <= kPage);
static_assert(sizeof(Sealed<AccountRecord>) <= kRecordSize);

}  // namespace cpsg::coordination::local
