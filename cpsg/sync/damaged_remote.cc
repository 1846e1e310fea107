#include "cpsg/sync/damaged_remote.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace cpsg::sync {
namespace {

constexpr std::chrono::hours kDay{24};

}  // namespace

Error damaged_branches(const std::vector<std::string>& names, Retry retry) {
  constexpr std::size_t kNamedMax = 3;
  const bool one = names.size() == 1;
  const std::vector<std::string> named(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kNamedMax)));
  const std::string message = fmt::format(
      "the remote repository is damaged: it lists {} {} whose commits it cannot give ({}{}); its owner finds the cause "
      "with git fsck",
      names.size(), one ? "branch" : "branches", fmt::join(named, ", "), names.size() > kNamedMax ? ", ..." : "");
  if (retry == Retry::kAsUsual) return {ErrorCode::kRemoteDamaged, message};
  return {ErrorCode::kRemoteDamaged, message, kDay};
}

Error damaged_answers(const Error& latest) {
  return {ErrorCode::kRemoteDamaged,
          fmt::format("the remote sends what cannot be read, time after time: its repository seems damaged ({})",
                      latest.what()),
          kDay};
}

}  // namespace cpsg::sync
