// Protects: no byte stream makes the request parser crash, spin or grow, and cutting it elsewhere changes nothing.
// How: the first byte gives the size of the pieces; whole and cut streams must give the same requests.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cpsg/http/request_parser.h"

namespace {

using cpsg::http::RequestParser;
using State = RequestParser::State;

std::string drain(RequestParser& parser, State state) {
  std::string log;
  while (state == State::kComplete) {
    (void)parser.keep_alive();
    const auto request = parser.take();
    log += request.method + " " + request.target + " " + request.body + "\n";
    for (const auto& header : request.headers) log += header.name + "=" + header.value + "\n";
    state = parser.feed({});
  }
  (void)parser.take_continue();
  return log;
}

std::string read_in_pieces(std::string_view bytes, std::size_t piece) {
  cpsg::http::RequestLimits limits;
  limits.head_max_bytes = 512;
  limits.target_max_bytes = 128;
  limits.body_max_bytes = 256;
  RequestParser parser(limits);
  std::string log;
  while (!bytes.empty() && parser.state() != State::kRejected) {
    log += drain(parser, parser.feed(bytes.substr(0, piece)));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] + std::size_t{1};
  if (read_in_pieces(bytes, bytes.size()) != read_in_pieces(bytes, piece)) std::abort();
  return 0;
}
