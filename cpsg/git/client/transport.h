// How the messages of protocol version 2 get to a remote and back: one request, one answer, nothing kept between them.
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
    kMoved,  // the remote is elsewhere now: discover() finds out where; the sink got nothing
  };

  // First contact: hands over the advertisement and remembers where it was found. Throws as RemoteRepository says.
  virtual void discover(const BodySink& sink) = 0;
  // Sends one command to base_url() and hands over the answer, of which nothing comes when it failed. Throws as above.
  virtual Reply command(const std::string& request, const BodySink& sink) = 0;

  [[nodiscard]] virtual const std::string& base_url() const = 0;
  [[nodiscard]] virtual RemoteTraffic traffic() const = 0;
};

}  // namespace cpsg::git::client
