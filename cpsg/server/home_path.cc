#include "cpsg/server/home_path.h"

#include <fmt/format.h>

#include "cpsg/base/error.h"

namespace cpsg::server {

std::string expand_home(std::string_view path, std::string_view home) {
  if (path != "~" && !path.starts_with("~/")) return std::string(path);
  if (home.empty()) {
    throw Error(ErrorCode::kConfigInvalid,
                fmt::format("{} is in the home directory, but HOME is not set to an absolute path: set it", path));
  }
  return std::string(home) + std::string(path.substr(1));
}

}  // namespace cpsg::server
