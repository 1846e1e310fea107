// The values of Authorization that were good on one thread just now, and what they show. A client sends its key with
// each request; to decode and hash it costs more than all else that the gate does where it answers at once.
//
//   if (const Credential* known = recent.find(authorization, now)) return *known;
//   recent.keep(authorization, credential, now);  // once it was found to be somebody's
//
// This says whose digest a text has, never that it is good: the grants say that each time. Texts are compared in
// constant time. There are at most kKept of them, each for kKeptFor after its last use: a key that is in use stands in
// the connection's memory with every request, so that nothing is here for longer that is not there anyway.
//
// One thread at a time. Texts that are longer than a key needs are not kept.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>

#include "cpsg/access/credentials.h"
#include "cpsg/base/clock.h"
#include "cpsg/base/sha256.h"

namespace cpsg::access {

class RecentKeys {
 public:
  static constexpr std::size_t kKept = 4;
  static constexpr std::chrono::seconds kKeptFor{60};

  // What the text shows; null where it is not kept. Valid until the next call.
  [[nodiscard]] const Credential* find(std::string_view authorization, Instant now);
  void keep(std::string_view authorization, const Credential& credential, Instant now);

 private:
  using Text = std::array<Sha256Digest, 2>;  // filled up with zeros, which no header has
  struct Entry {
    Text text{};
    Credential credential;  // of no kind: the place is free
    Instant used_at{};
  };

  [[nodiscard]] static std::optional<Text> text_of(std::string_view authorization);

  std::array<Entry, kKept> entries_;  // the last use first
};

}  // namespace cpsg::access
