// A body in the chunked coding (RFC 9112, 7.1), bytes in, bytes out.
//
//   ChunkedBody chunked(limits::kRequestHeadMaxBytes);
//   const std::size_t used = chunked.feed(bytes, body, body_max_bytes);
//   if (chunked.state() == ChunkedBody::State::kDone) ...  // bytes from `used` on belong to the next request
//
// Strict: lines end in CRLF, nothing but a well-formed extension stands after a size, and no trailer has the name of a
// field that frames, routes or authorizes a request (RFC 9110, 6.5.1). Where two readers could see different ends of a
// line, one of them would see a request that the other does not. Extensions and trailers are checked and forgotten. One
// thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cpsg::http {

class ChunkedBody {
 public:
  enum class State : std::uint8_t {
    kReading,
    kDone,
    kMalformed,
    kForbiddenTrailer,  // a trailer that a reader might take for a field of the head
    kLineTooLong,       // a chunk's line, all extensions or all trailers are longer than line_max_bytes
    kTooLarge,          // the body is larger than allowed
  };

  explicit ChunkedBody(std::size_t line_max_bytes) : line_max_bytes_(line_max_bytes) {}

  // Appends to `body` what the bytes hold of it; how many of them were used. In any state but kReading it uses none.
  std::size_t feed(std::string_view bytes, std::string& body, std::size_t body_max_bytes);
  [[nodiscard]] State state() const { return state_; }

 private:
  enum class Part : std::uint8_t { kSize, kData, kDataEnd, kTrailer };

  std::size_t take_line(std::string_view bytes);
  void read_size(std::size_t room_bytes);
  void read_trailer();

  const std::size_t line_max_bytes_;
  State state_ = State::kReading;
  Part part_ = Part::kSize;
  std::string line_;  // as far as it came
  bool line_complete_ = false;
  std::size_t extension_bytes_ = 0;
  std::size_t trailer_bytes_ = 0;
  std::size_t data_left_ = 0;
};

}  // namespace cpsg::http
