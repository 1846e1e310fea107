#include "cpsg/server/target_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>

#include "cpsg/base/error.h"
#include "cpsg/base/trim.h"
#include "cpsg/server/home_path.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kListMaxBytes = std::size_t{16} << 20;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

void remove_byte_order_mark(std::string& first_line, std::string_view name) {
  if (first_line.starts_with(kUtf8Mark)) first_line.erase(0, kUtf8Mark.size());
  if (first_line.starts_with("\xFF\xFE") || first_line.starts_with("\xFE\xFF")) {
    throw Error(ErrorCode::kUsage, fmt::format("the list {} is UTF-16: save it as UTF-8", name));
  }
}

void read_list(std::istream& stream, std::string_view name, std::vector<GivenTarget>& targets) {
  std::size_t size_bytes = 0;
  std::size_t number = 0;
  for (std::string line; std::getline(stream, line);) {
    size_bytes += line.size() + 1;
    if (size_bytes > kListMaxBytes) throw Error(ErrorCode::kUsage, fmt::format("the list {} is too long", name));
    if (++number == 1) remove_byte_order_mark(line, name);
    line.resize(std::min(line.find('#'), line.size()));
    const std::string_view target = trim(line);
    if (!target.empty()) targets.push_back({std::string(target), fmt::format("{}:{}", name, number)});
  }
  if (stream.bad()) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", name));
}

}  // namespace

std::vector<GivenTarget> given_targets(const std::vector<std::string>& of_command_line,
                                       const std::optional<std::string>& list, std::string_view home) {
  std::vector<GivenTarget> targets;
  for (const std::string& target : of_command_line) targets.push_back({target, {}});
  if (list == "-") {
    read_list(std::cin, "standard input", targets);
  } else if (list) {
    const std::string path = expand_home(*list, home);
    std::ifstream file(path);
    if (!file) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", path));
    read_list(file, path, targets);
  }
  return targets;
}

model::Target parse_given_target(const GivenTarget& given, const model::TargetRules& rules) {
  try {
    return model::parse_target(given.text, rules);
  } catch (const Error& e) {
    if (given.place.empty()) throw;
    throw Error(e.code(), fmt::format("{}: {}", given.place, e.what()));
  }
}

}  // namespace cpsg::server
