#include "cpsg/site/address.h"

#include <algorithm>
#include <optional>
#include <string>

#include "cpsg/base/ascii.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/base/split.h"

namespace cpsg::site {
namespace {

// A segment as it is meant. Nothing where it cannot be decoded, or another program might take the path for another one.
std::optional<std::string> read_segment(std::string_view segment) {
  auto decoded = percent_decode(segment);
  if (!decoded || decoded->empty() || *decoded == "." || *decoded == "..") return std::nullopt;
  const bool has_control = std::any_of(decoded->begin(), decoded->end(), [](char c) { return c >= 0 && c < ' '; });
  return has_control ? std::nullopt : decoded;
}

bool is_of_api(std::string_view first) {
  return std::any_of(kApiSegments.begin(), kApiSegments.end(),
                     [&](std::string_view known) { return equal_ignoring_case(first, known); });
}

}  // namespace

AddressKind kind_of_path(std::string_view path) {
  if (!path.starts_with('/')) return AddressKind::kApi;
  path.remove_prefix(1);
  if (path.empty()) return AddressKind::kPage;
  if (path.ends_with('/')) path.remove_suffix(1);  // one at the end is ignored
  const auto first = read_segment(path.substr(0, path.find('/')));
  if (first && is_of_api(*first)) return AddressKind::kApi;
  bool is_well_formed = true;
  bool has_dot = false;
  for_each_part(path, '/', [&](std::string_view part) {
    const auto segment = read_segment(part);
    is_well_formed = is_well_formed && segment;
    has_dot = has_dot || (segment && segment->find('.') != std::string::npos);
  });
  if (!is_well_formed) return AddressKind::kFile;
  if (equal_ignoring_case(*first, "embed")) return AddressKind::kEmbed;
  if (equal_ignoring_case(*first, "p")) return AddressKind::kPage;
  return has_dot || equal_ignoring_case(*first, "assets") ? AddressKind::kFile : AddressKind::kPage;
}

}  // namespace cpsg::site
