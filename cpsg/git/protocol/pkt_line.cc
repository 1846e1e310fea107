#include "cpsg/git/protocol/pkt_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <optional>

#include "cpsg/base/error.h"
#include "cpsg/base/hex.h"
#include "cpsg/base/limits.h"

namespace cpsg::git::protocol {
namespace {

constexpr std::size_t kLengthDigits = 4;
constexpr std::size_t kHighestMark = 2;

// The number in the first four bytes.
std::size_t read_length(Bytes bytes) {
  std::size_t length = 0;
  for (const std::uint8_t digit : bytes.first(kLengthDigits)) {
    const int value = hex_digit_value(static_cast<char>(digit));
    if (value < 0) throw Error(ErrorCode::kBadData, "the remote's answer is not in git's framing");
    length = length * 16 + static_cast<std::size_t>(value);
  }
  const bool mark = length <= kHighestMark;
  if (!mark && (length < kLengthDigits || length > limits::kPktLineMaxBytes)) {
    throw Error(ErrorCode::kBadData, fmt::format("the remote's answer has a line of impossible length {}", length));
  }
  return length;
}

// Bytes that a line takes, its length among them.
std::size_t size_of_line(std::size_t length) { return std::max(length, kLengthDigits); }

}  // namespace

void append_pkt_line(std::string& out, std::string_view payload) {
  assert(payload.size() + kLengthDigits <= limits::kPktLineMaxBytes);
  fmt::format_to(std::back_inserter(out), "{:04x}", payload.size() + kLengthDigits);
  out += payload;
}

void append_flush(std::string& out) { out += "0000"; }
void append_delimiter(std::string& out) { out += "0001"; }

void PktLineReader::emit(Bytes line) {
  const std::size_t length = read_length(line);
  if (length <= kHighestMark) {
    sink_({static_cast<PktKind>(length)});
  } else {
    sink_({PktKind::kData, line.subspan(kLengthDigits)});
  }
}

void PktLineReader::feed(Bytes bytes) {
  while (!bytes.empty()) {
    if (partial_.empty() && bytes.size() >= kLengthDigits) {
      const std::size_t size = size_of_line(read_length(bytes));
      if (size <= bytes.size()) {
        emit(bytes.first(size));
        bytes = bytes.subspan(size);
        continue;
      }
    }
    // A line that goes on in the next piece: first its length must be whole, then the rest.
    const std::size_t wanted = partial_.size() < kLengthDigits ? kLengthDigits : size_of_line(read_length(partial_));
    const std::size_t taken = std::min(wanted - partial_.size(), bytes.size());
    partial_.insert(partial_.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(taken));
    bytes = bytes.subspan(taken);
    if (partial_.size() >= kLengthDigits && partial_.size() == size_of_line(read_length(partial_))) {
      emit(partial_);
      partial_.clear();
    }
  }
}

void PktLineReader::finish() const {
  if (!partial_.empty()) throw Error(ErrorCode::kBadData, "the remote's answer ended early, in the middle of a line");
}

}  // namespace cpsg::git::protocol
