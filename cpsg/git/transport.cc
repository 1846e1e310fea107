#include "cpsg/git/transport.h"

#include "cpsg/git/http_transport.h"
#include "cpsg/git/process_transport.h"

namespace cpsg::git {

std::unique_ptr<Transport> make_transport(const RemoteOptions& options, const std::optional<std::string>& base_url) {
  if (options.url.starts_with(kFileScheme)) return std::make_unique<ProcessTransport>(options);
  return std::make_unique<HttpTransport>(options, base_url);
}

}  // namespace cpsg::git
