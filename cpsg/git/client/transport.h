// How messages of protocol version 2 get to a remote and back: one request, one response, no state between them.
//
//   transport.discover([&](Bytes bytes) { advertisement.feed(bytes); });
//   transport.command(ls_refs_request(capabilities, agent), [&](Bytes bytes) { refs.feed(bytes); });
//
// HttpTransport and ProcessTransport implement it. Blocks; one thread uses an object.
//
// Source: gitprotocol-v2.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "cpsg/base/bytes.h"
#include "cpsg/git/client/remote_options.h"

namespace cpsg::git::client {

class Transport {
 public:
  virtual ~Transport() = default;

  using BodySink = std::function<void(Bytes)>;

  enum class Reply : std::uint8_t {
    kAnswered,
    kMoved,  // the remote has another URL now, which discover() finds; the sink got nothing
  };

  // First contact: hands the advertisement to `sink` and sets base_url() to where it was found. Throws as
  // RemoteRepository does.
  virtual void discover(const BodySink& sink) = 0;
  // Sends one command to base_url() and hands the response to `sink`, which gets nothing of a failed one. Throws as
  // above.
  virtual Reply command(const std::string& request, const BodySink& sink) = 0;

  [[nodiscard]] virtual const std::string& base_url() const = 0;
  [[nodiscard]] virtual RemoteTraffic traffic() const = 0;
};

}  // namespace cpsg::git::client
