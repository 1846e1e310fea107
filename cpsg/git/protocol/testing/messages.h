// For tests of parsers of git's protocol: messages in its framing, and the same input in pieces of every size.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/git/protocol/pkt_line.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::protocol {

inline constexpr std::string_view kFlush = "0000";
inline constexpr std::string_view kDelimiter = "0001";

inline std::string pkt(std::string_view payload) {
  std::string out;
  append_pkt_line(out, payload);
  return out;
}
inline std::string band(char number, std::string_view payload) { return pkt(number + std::string(payload)); }

inline Bytes bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// An id whose every byte is `byte`.
inline model::Oid oid_of(std::uint8_t byte) {
  model::Oid oid;
  oid.bytes.fill(byte);
  return oid;
}

template <typename Parser>
void feed_in_pieces(Parser& parser, std::string_view wire, std::size_t piece) {
  for (std::size_t at = 0; at < wire.size(); at += piece) parser.feed(bytes_of(wire.substr(at, piece)));
}

}  // namespace cpsg::git::protocol
