// Texts that a remote sends for people: cleaned before anybody sees them, and classified where a reaction depends on
// it.
//
//   log(clean_remote_text(bytes));
//   throw remote_failure(error_line);
//
// Texts are untrusted. Pure functions; one thread uses a RemoteProgress.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/bytes.h"
#include "cpsg/base/error.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::protocol {

// One line of printable ASCII, at most limits::kRemoteMessageMaxBytes of it: no control or escape sequence reaches a
// terminal or a log, and neither does an e-mail address or what a URL holds before its host.
[[nodiscard]] std::string clean_remote_text(std::string_view text);

// A failure that the remote told, and what it may mean for the repository. Whether that moved while it was read or is
// damaged, only another look at its branches tells.
class RemoteRefusal final : public Error {
 public:
  enum class Hint : std::uint8_t {
    kNone,
    kDamage,   // the remote says that it cannot read its own objects
    kSilence,  // the answer ended without a word, as when git dies over an object while it compares
  };

  RemoteRefusal(const Error& error, Hint hint, std::optional<model::Oid> refused_want = {})
      : Error(error), hint_(hint), refused_want_(refused_want) {}

  [[nodiscard]] Hint hint() const { return hint_; }
  // The object that was asked for and that the remote does not have.
  [[nodiscard]] const std::optional<model::Oid>& refused_want() const { return refused_want_; }

 private:
  Hint hint_;
  std::optional<model::Oid> refused_want_;
};

// The failure that the remote names after `ERR ` or in the error band, by the words that git and its hosts use.
[[nodiscard]] RemoteRefusal remote_failure(std::string_view words);

// The progress that a remote shows: lines that end in CR or LF; line() is the last complete one.
class RemoteProgress {
 public:
  // True when a line was completed.
  bool feed(Bytes bytes);
  [[nodiscard]] const std::string& line() const { return line_; }

 private:
  std::string growing_;
  std::string line_;
};

}  // namespace cpsg::git::protocol
