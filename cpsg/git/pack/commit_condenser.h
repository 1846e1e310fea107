// Makes a commit that is too large for memory a small one that parses alike: all its parents, the author, committer and
// encoding that git would show, and the beginning of its message.
//
//   condenser.begin();
//   condenser.feed(piece);  // as often as there are pieces; then parse_commit(condenser.content(), commit)
//
// Of an author's or committer's line that is longer than limits::kHeaderLineMaxBytes the middle is left out: the date
// stands at its end. Other headers are left out. Bytes may be anything; what is no commit is none afterwards either.
// Memory stays below 20 MB, whatever comes. One thread uses an object, for any number of commits one after another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "cpsg/git/pack/object.h"

namespace cpsg::git::pack {

class CommitCondenser {
 public:
  void begin();
  // Throws Error(kLimitExceeded) for more than limits::kParentsStoredMax parents.
  void feed(Bytes piece);
  // Of the pieces since begin(); valid until the next call of begin().
  [[nodiscard]] Bytes content();

 private:
  enum class Place : std::uint8_t { kTree, kParents, kHeaders, kMessage, kEnd };

  void add_to_line(std::string_view part);
  void end_line(std::string_view ending);
  void take_header(std::string_view line, std::string_view ending);
  void add_to_message(std::string_view part);

  Place place_ = Place::kTree;
  std::string line_;  // at hand; its beginning and its end if it is long
  std::uint64_t line_bytes_ = 0;
  bool nul_seen_ = false;
  bool encoding_seen_ = false;
  std::size_t parents_ = 0;
  std::string head_;  // the tree's line and the parents'
  std::string encoding_;
  std::string author_;  // whole lines; the last of their kind
  std::string committer_;
  std::string message_;
  std::string content_;
};

}  // namespace cpsg::git::pack
