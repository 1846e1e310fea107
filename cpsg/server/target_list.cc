#include "cpsg/server/target_list.h"

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iostream>

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/server/home_path.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kListMaxBytes = std::size_t{16} << 20;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

void remove_byte_order_mark(std::string& text, std::string_view name) {
  if (text.starts_with(kUtf8Mark)) text.erase(0, kUtf8Mark.size());
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
    throw Error(ErrorCode::kUsage, fmt::format("the list {} is UTF-16: save it as UTF-8", name));
  }
}

// All of it: a line without an end must not take memory without one.
std::string read_bounded(std::istream& stream, std::string_view name) {
  std::string text;
  std::array<char, 64 * limits::kKiB> piece{};
  while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0) {
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
    if (text.size() > kListMaxBytes) throw Error(ErrorCode::kUsage, fmt::format("the list {} is too long", name));
  }
  if (stream.bad()) throw Error(ErrorCode::kUsage, fmt::format("cannot read the list {}", name));
  return text;
}

void read_list(std::istream& stream, std::string_view name, std::vector<GivenTarget>& targets) {
  std::string text = read_bounded(stream, name);
  remove_byte_order_mark(text, name);
  std::size_t number = 0;
  for_each_part(text, '\n', [&](std::string_view line) {
    ++number;
    const std::string_view target = trim(line.substr(0, line.find('#')));
    if (!target.empty()) targets.push_back({std::string(target), fmt::format("{}:{}", name, number)});
  });
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
