// Fuzzes git's framing and the three readers above it. The first byte of the input chooses the reader, the second the
// size of the pieces: whatever the bytes are, cutting them must change nothing, and only Error may be thrown.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iterator>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/git/protocol/capabilities.h"
#include "cpsg/git/protocol/fetch.h"
#include "cpsg/git/protocol/ls_refs.h"
#include "cpsg/git/protocol/pkt_line.h"

namespace cpsg::git::protocol {
namespace {

template <typename Parser>
void feed_in_pieces(Parser& parser, Bytes bytes, std::size_t piece) {
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    parser.feed(bytes.subspan(at, std::min(piece, bytes.size() - at)));
  }
}

std::string read_lines(Bytes bytes, std::size_t piece) {
  std::string seen;
  PktLineReader reader([&](const PktLine& line) {
    seen += static_cast<char>('0' + static_cast<int>(line.kind));
    seen += line.text();
  });
  feed_in_pieces(reader, bytes, piece);
  reader.finish();
  return seen;
}

std::string read_advertisement(Bytes bytes, std::size_t piece) {
  AdvertisementParser parser;
  feed_in_pieces(parser, bytes, piece);
  const std::string lines = parser.finish();
  parse_capabilities(lines).require_usable();
  return lines;
}

std::string read_refs(Bytes bytes, std::size_t piece) {
  LsRefsParser parser;
  feed_in_pieces(parser, bytes, piece);
  const RefListing listing = parser.finish();
  std::string seen = listing.head_target.value_or("");
  for (const RemoteRef& ref : listing.heads) seen += ref.name + ref.oid.hex();
  return seen;
}

std::string read_fetch(Bytes bytes, std::size_t piece) {
  std::string seen;
  FetchResponseParser parser({.on_pack = [&](Bytes pack) { seen.append(pack.begin(), pack.end()); },
                              .on_message = [&](const std::string& line) { seen += line; }});
  feed_in_pieces(parser, bytes, piece);
  const FetchAnswer answer = parser.finish();
  return seen + (answer.pack ? 'p' : '-') + (answer.acknowledged ? 'a' : '-') + std::to_string(answer.shallow.size());
}

// What was read, or the failure.
std::string outcome(std::uint8_t reader, Bytes bytes, std::size_t piece) {
  constexpr std::string (*kReaders[])(Bytes, std::size_t) = {read_lines, read_advertisement, read_refs, read_fetch};
  try {
    return kReaders[reader % std::size(kReaders)](bytes, piece);
  } catch (const Error& e) {
    return std::string("error: ") + e.what();
  }
}

}  // namespace
}  // namespace cpsg::git::protocol

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cpsg::git::protocol;
  if (size < 2) return 0;
  const cpsg::Bytes bytes(data + 2, size - 2);
  const std::size_t piece = data[1] + std::size_t{1};
  if (outcome(data[0], bytes, piece) != outcome(data[0], bytes, bytes.size() + 1)) std::abort();
  return 0;
}
