// Protects: no byte stream makes the request parser crash, spin or grow, cutting it elsewhere changes nothing, and a
// request that it takes ends where another reader of HTTP sees its end.
// How: the first byte gives the size of the pieces; whole and cut streams must give the same requests, and Beast, where
// it takes the first one too, must have used the same bytes for it.
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
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

cpsg::http::RequestLimits small_limits() {
  cpsg::http::RequestLimits limits;
  limits.head_max_bytes = 512;
  limits.target_max_bytes = 128;
  limits.body_max_bytes = 256;
  return limits;
}

std::string read_in_pieces(std::string_view bytes, std::size_t piece) {
  RequestParser parser(small_limits());
  std::string log;
  while (!bytes.empty() && parser.state() != State::kRejected) {
    log += drain(parser, parser.feed(bytes.substr(0, piece)));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return log;
}

// Whether Beast takes the first request as well, and reads another one.
bool is_read_differently(std::string_view bytes) {
  namespace beast_http = boost::beast::http;
  while (bytes.starts_with("\r\n")) bytes.remove_prefix(2);
  RequestParser ours(small_limits());
  std::size_t used = 0;
  while (used < bytes.size() && ours.state() != State::kComplete && ours.state() != State::kRejected) {
    ours.feed(bytes.substr(used++, 1));
  }
  if (ours.state() != State::kComplete) return false;
  beast_http::request_parser<beast_http::string_body> theirs;
  theirs.eager(true);
  boost::system::error_code ec;
  const std::size_t used_by_them = theirs.put(boost::asio::buffer(bytes), ec);
  if (ec && ec != beast_http::error::need_more) return false;
  const auto request = ours.take();
  return !theirs.is_done() || used_by_them != used || theirs.get().method_string() != request.method ||
         theirs.get().body() != request.body;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = data[0] + std::size_t{1};
  if (read_in_pieces(bytes, bytes.size()) != read_in_pieces(bytes, piece)) std::abort();
  if (is_read_differently(bytes)) std::abort();
  return 0;
}
