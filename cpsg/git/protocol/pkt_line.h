// Git's framing: a line is its length in four hex digits, which count too, and the bytes; lengths 0 to 2 are marks.
//
//   append_pkt_line(request, "command=ls-refs\n");
//   PktLineReader reader([&](const PktLine& line) { on_line(line); });
//
// Bytes in, lines out: no I/O. One thread uses an object. Source: gitprotocol-common, gitprotocol-v2.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/bytes.h"

namespace cpsg::git::protocol {

void append_pkt_line(std::string& out, std::string_view payload);  // asserts that it fits
void append_flush(std::string& out);
void append_delimiter(std::string& out);

enum class PktKind : std::uint8_t {
  kFlush,        // 0000: the end of a message
  kDelimiter,    // 0001: the end of a section
  kResponseEnd,  // 0002: the end of an answer, between git's own processes
  kData,
};

struct PktLine {
  PktKind kind = PktKind::kFlush;
  Bytes payload{};  // of kData; valid during the call of the sink

  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
  }
  // Without the one LF that ends a line of text.
  [[nodiscard]] std::string_view line() const {
    const std::string_view whole = text();
    return whole.ends_with('\n') ? whole.substr(0, whole.size() - 1) : whole;
  }
};

// Reads lines from pieces of any size. Lines that lie within one piece are not copied; of one that goes on in the next
// piece the beginning is kept, at most limits::kPktLineMaxBytes.
class PktLineReader {
 public:
  using Sink = std::function<void(const PktLine&)>;
  explicit PktLineReader(Sink sink) : sink_(std::move(sink)) {}
  PktLineReader(const PktLineReader&) = delete;
  PktLineReader& operator=(const PktLineReader&) = delete;

  // Throws Error(kBadData) on what is no length, and whatever the sink throws. The reader is of no use after that.
  void feed(Bytes bytes);
  // The end of input. Throws Error(kBadData) in the middle of a line.
  void finish() const;

 private:
  void emit(Bytes line);

  Sink sink_;
  std::vector<std::uint8_t> partial_;
};

}  // namespace cpsg::git::protocol
