// Texts that a remote sends for people: cleaned before anybody sees them, and classified where a reaction depends on
// it.
//
//   log(clean_remote_text(bytes));
//   throw remote_failure(error_line);
//
// Texts are untrusted. Pure functions; one thread uses a RemoteProgress.
#pragma once

#include <string>
#include <string_view>

#include "cpsg/base/bytes.h"
#include "cpsg/base/error.h"

namespace cpsg::git::protocol {

// One line of printable ASCII, at most limits::kRemoteMessageMaxBytes of it: no control or escape sequence reaches a
// terminal or a log, and neither does an e-mail address or what a URL holds before its host.
[[nodiscard]] std::string clean_remote_text(std::string_view text);

// The failure that the remote names after `ERR ` or in the error band, by the words that git and its hosts use.
[[nodiscard]] Error remote_failure(std::string_view words);

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
