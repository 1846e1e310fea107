// A repository on this machine, read through `git upload-pack`: one process for each request, as a web server runs it.
//
//   ProcessTransport transport({.url = "file:///srv/git/project.git"});
//   transport.discover([&](Bytes bytes) { parser.feed(bytes); });
//
// Blocks; one thread uses an object. Throws as RemoteRepository does, and Error(kUnsupportedRemote) without git.
//
// Source: git-upload-pack (--stateless-rpc), gitprotocol-v2.
#pragma once

#include <string>
#include <string_view>

#include "cpsg/git/client/transport.h"

namespace cpsg::git::client {

inline constexpr std::string_view kFileScheme = "file://";

class ProcessTransport final : public Transport {
 public:
  explicit ProcessTransport(const RemoteOptions& options);

  void discover(const BodySink& sink) override;
  Reply command(const std::string& request, const BodySink& sink) override;
  [[nodiscard]] const std::string& base_url() const override { return url_; }
  [[nodiscard]] RemoteTraffic traffic() const override { return traffic_; }

 private:
  void run(const std::vector<std::string>& arguments, std::string_view request, const BodySink& sink);

  std::string url_;
  std::string path_;  // absolute
  std::chrono::milliseconds stall_timeout_;
  const std::atomic<bool>* cancelled_;
  RemoteTraffic traffic_;
};

// The absolute path that a file:// URL names, percent-decoded; throws Error(kUrlInvalid).
[[nodiscard]] std::string path_of_file_url(std::string_view url);

}  // namespace cpsg::git::client
