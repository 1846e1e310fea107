// Protocol version 2, `fetch`: the request for commits that `wants` reach and `haves` don't, and its response.
//
//   const std::string request = fetch_request(capabilities, "cpsg", {.wants = wants, .haves = haves});
//   FetchResponseParser parser({.on_pack = [&](Bytes bytes) { pack.feed(bytes); }});
//
// Bytes in, values and events out: no I/O. One thread uses an object. Source: gitprotocol-v2 (fetch).
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/bytes.h"
#include "cpsg/git/protocol/capabilities.h"
#include "cpsg/git/protocol/pkt_line.h"
#include "cpsg/git/protocol/remote_text.h"
#include "cpsg/model/oid.h"

namespace cpsg::git::protocol {

struct FetchRequest {
  std::span<const model::Oid> wants;
  std::span<const model::Oid> haves;
  bool done = false;  // negotiation is over: the pack is to be sent, whatever is common
};
// Never asks for a thin pack: the objects that its deltas would need are not here.
[[nodiscard]] std::string fetch_request(const Capabilities& capabilities, std::string_view agent,
                                        const FetchRequest& request);

// What a response held beside the pack's bytes.
struct FetchAnswer {
  bool acknowledged = false;        // one of the haves is known to the server
  bool pack = false;                // there was a packfile section
  std::vector<model::Oid> shallow;  // commits that the server has without their parents; none where it is whole
};

class FetchResponseParser {
 public:
  struct Sinks {
    std::function<void(Bytes)> on_pack;                       // the pack's bytes, in order
    std::function<void(const std::string& line)> on_message;  // a progress line of the remote, cleaned
  };
  explicit FetchResponseParser(Sinks sinks) : sinks_(std::move(sinks)) {}

  // In pieces of any size. Throws Error: kBadData, kLimitExceeded, what an ERR line or the error band means
  // (remote_failure()), and what a sink throws.
  void feed(Bytes bytes) { reader_.feed(bytes); }
  // Throws Error(kBadData) unless the response is complete.
  [[nodiscard]] FetchAnswer finish() const;

 private:
  // In the order in which a response may have them.
  enum class Section : std::uint8_t { kNone, kAcknowledgments, kShallowInfo, kPackfile };

  void on_line(const PktLine& line);
  void begin_section(std::string_view name);
  void on_acknowledgment(std::string_view line);
  void on_shallow(std::string_view line);
  void on_band(Bytes payload);

  Sinks sinks_;
  FetchAnswer answer_;
  Section section_ = Section::kNone;
  bool between_sections_ = true;
  bool ended_ = false;
  std::size_t lines_ = 0;  // outside the pack
  RemoteProgress progress_;
  PktLineReader reader_{[this](const PktLine& line) { on_line(line); }};
};

}  // namespace cpsg::git::protocol
