// How a remote repository is reached, what its first contact found, and what was exchanged with it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "cpsg/http/client_values.h"

namespace cpsg::git::client {

struct RemoteOptions {
  // https://..., http://..., or file:///path
  std::string url;
  std::optional<http::Credentials> credentials;  // sent to the URL's own origin alone, over https or loopback
  http::ClientOptions http;
  std::filesystem::path spool_directory;
  // Called before each HTTP request; may block, and throw Error to give up. May be empty.
  std::function<void()> before_request{};
};

// What discovery found; stored, so that later syncs need none.
struct RemoteAdvertisement {
  std::string base_url;      // after redirects
  std::string capabilities;  // lines joined by LF

  friend bool operator==(const RemoteAdvertisement&, const RemoteAdvertisement&) = default;
};

struct RemoteTraffic {
  std::uint64_t requests = 0;
  std::uint64_t received_bytes = 0;
};

}  // namespace cpsg::git::client
