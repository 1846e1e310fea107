// A commit and the people on it, as stored and served.
//
//   if (contains(commit.altered, Altered::kEncoding)) ...  // its text was not UTF-8
//
// Plain values. Text is UTF-8 always, and people are as the privacy settings let them be stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/oid.h"

namespace cpsg::model {

// What had to be changed to make a commit's text and dates representable. A set of bits.
enum class Altered : std::uint8_t {
  kNothing = 0,
  kEncoding = 1,  // text was not UTF-8: converted by the commit's `encoding`, or bad bytes replaced by U+FFFD
  kDate = 2,      // a date that git cannot parse, or whose year is outside 0001-9999: null
  kZone = 4,      // an offset of 24 h or more, or unreadable: +00:00
  kMessage = 8,   // the message was cut: it was longer than limits::kMessageMaxBytes, or the commit beyond a limit
};
[[nodiscard]] constexpr Altered operator|(Altered a, Altered b) {
  return static_cast<Altered>(static_cast<std::uint8_t>(a) | static_cast<std::uint8_t>(b));
}
[[nodiscard]] constexpr bool contains(Altered set, Altered one) {
  return (static_cast<std::uint8_t>(set) & static_cast<std::uint8_t>(one)) != 0;
}

// A person as the privacy settings let them be stored. `email` is the hash, the address or nothing.
struct Person {
  std::optional<std::string> name = std::string();  // nothing where it was an address that may not be stored
  std::optional<std::string> email;
  std::optional<std::string> login;  // GitHub's, where it is known
  bool bot = false;

  friend bool operator==(const Person&, const Person&) = default;
};

struct Commit {
  Oid oid;
  std::vector<Oid> parents;
  Person author;
  std::optional<GitTime> authored_at;
  Person committer;
  std::optional<GitTime> committed_at;
  std::string message;
  std::optional<std::int64_t> additions;  // lines; null until enriched
  std::optional<std::int64_t> deletions;
  std::optional<std::int64_t> changed_files;
  bool on_default_branch = false;
  std::optional<UnixTime> unreachable_since;  // set while no live branch reaches it
  Altered altered = Altered::kNothing;

  [[nodiscard]] bool bot() const { return author.bot; }
};

}  // namespace cpsg::model
