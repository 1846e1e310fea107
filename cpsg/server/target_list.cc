#include "cpsg/server/target_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

#include "cpsg/base/error.h"
#include "cpsg/base/trim.h"

namespace cpsg::server {

std::vector<std::string> read_target_list(const std::string& path) {
  constexpr std::size_t kListMaxBytes = std::size_t{16} << 20;
  std::ifstream file(path);
  if (!file) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", path));
  std::vector<std::string> targets;
  std::size_t size_bytes = 0;
  for (std::string line; std::getline(file, line);) {
    size_bytes += line.size() + 1;
    if (size_bytes > kListMaxBytes) throw Error(ErrorCode::kUsage, fmt::format("the list {} is too long", path));
    line.resize(std::min(line.find('#'), line.size()));
    if (const std::string_view target = trim(line); !target.empty()) targets.emplace_back(target);
  }
  if (file.bad()) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", path));
  return targets;
}

}  // namespace cpsg::server
