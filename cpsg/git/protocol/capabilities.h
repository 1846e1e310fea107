// Protocol version 2, first contact: what a server can do, as far as this client needs it.
//
//   parser.feed(bytes);
//   parse_capabilities(parser.finish()).require_usable();
//
// Bytes in, values out: no I/O. One thread uses an object. Source: gitprotocol-v2 (capability advertisement),
// gitprotocol-http (the preamble of smart replies).
#pragma once

#include <string>
#include <string_view>

#include "cpsg/git/protocol/pkt_line.h"

namespace cpsg::git::protocol {

struct Capabilities {
  bool agent = false;
  bool ls_refs = false;
  bool unborn = false;  // of ls-refs: says where a HEAD without commits points to
  bool fetch = false;
  bool filter = false;        // of fetch: partial clone
  std::string object_format;  // empty: the server does not say, so sha1

  // Throws Error(kUnsupportedRemote) that names what is missing.
  void require_usable() const;
};

// `lines` has one capability on each line, joined by LF; unknown ones are ignored.
[[nodiscard]] Capabilities parse_capabilities(std::string_view lines);

// Reads the answer to the first contact, with or without the "# service=" preamble.
class AdvertisementParser {
 public:
  // In pieces of any size. Throws Error: kUnsupportedRemote for protocol versions 0 and 1, kBadData, kLimitExceeded,
  // and what an ERR line means (remote_failure()).
  void feed(Bytes bytes) { reader_.feed(bytes); }
  // The capability lines joined by LF; throws Error(kBadData) unless the answer is whole.
  [[nodiscard]] std::string finish();

 private:
  enum class State : std::uint8_t { kStart, kAfterPreamble, kVersion, kCapabilities, kEnd };

  void on_line(const PktLine& line);
  void on_version(const PktLine& line);

  State state_ = State::kStart;
  std::string lines_;
  PktLineReader reader_{[this](const PktLine& line) { on_line(line); }};
};

}  // namespace cpsg::git::protocol
