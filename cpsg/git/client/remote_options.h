// How a remote repository is reached, what the first contact found, and how much was exchanged with it.
//
//   RemoteOptions options{.url = "https://github.com/pallets/flask", .spool_directory = "/var/lib/cpsg"};
//   options.http.cancelled = &stopped;
//
// Plain values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "cpsg/http/client_values.h"

namespace cpsg::git::client {

struct RemoteOptions {
  std::string url;                               // https://..., http://..., or file:///path
  std::optional<http::Credentials> credentials;  // sent to the URL's own origin alone, over https or loopback
  http::ClientOptions http;
  std::filesystem::path spool_directory;  // for packs that do not fit into memory
  // Called before each HTTP request. It may block, and throw Error to end the call. May be empty.
  std::function<void()> before_request{};
};

// What discovery found. It is stored, so that later syncs can leave discovery out.
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
