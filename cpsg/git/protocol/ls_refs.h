// Protocol version 2, `ls-refs`: which branches there are, and where HEAD points to.
//
//   LsRefsParser parser;
//   parser.feed(bytes);                            // of the response to ls_refs_request()
//   const RefListing listing = parser.finish();
//
// Bytes in, values out: no I/O. One thread uses an object. Source: gitprotocol-v2 (ls-refs).
#pragma once

#include <string>
#include <string_view>

#include "cpsg/git/protocol/capabilities.h"
#include "cpsg/git/protocol/pkt_line.h"
#include "cpsg/git/protocol/refs.h"

namespace cpsg::git::protocol {

// Appends what every request of version 2 begins with, up to its delimiter. `agent` names this client.
void append_command(std::string& out, std::string_view command, const Capabilities& capabilities,
                    std::string_view agent);

[[nodiscard]] std::string ls_refs_request(const Capabilities& capabilities, std::string_view agent);

class LsRefsParser {
 public:
  // In pieces of any size. Throws Error: kBadData, kLimitExceeded, and what an ERR line means (remote_failure()).
  void feed(Bytes bytes) { reader_.feed(bytes); }
  // Refs that cannot be branches are set apart. Throws Error(kBadData) unless the response is complete and names no
  // branch twice.
  [[nodiscard]] RefListing finish();

 private:
  void on_line(const PktLine& line);
  void on_ref(std::string_view line);
  void on_head(std::string_view name, const model::Oid& oid, std::string_view attributes);

  RefListing listing_;
  std::size_t lines_ = 0;
  std::size_t bytes_ = 0;
  bool ended_ = false;
  PktLineReader reader_{[this](const PktLine& line) { on_line(line); }};
};

}  // namespace cpsg::git::protocol
