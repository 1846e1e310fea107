#include "cpsg/sync/left_out_refs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/base/mask_addresses.h"
#include "cpsg/base/utf8.h"

namespace cpsg::sync {
namespace {

constexpr std::string_view kHeadsPrefix = "refs/heads/";

bool is_control(char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }

}  // namespace

void leave_out(git::protocol::RefListing& refs,
               const std::function<std::optional<model::RefOddity>(const git::protocol::RemoteRef&)>& why) {
  std::vector<git::protocol::RemoteRef> kept;
  kept.reserve(refs.heads.size());
  const std::size_t before = refs.left_out.size();
  for (git::protocol::RemoteRef& head : refs.heads) {
    if (const std::optional<model::RefOddity> oddity = why(head)) {
      refs.left_out.push_back({std::move(head.name), *oddity});
    } else {
      kept.push_back(std::move(head));
    }
  }
  refs.heads = std::move(kept);
  if (refs.left_out.size() == before) return;
  std::sort(refs.left_out.begin(), refs.left_out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
}

void count_left_out(const git::protocol::RefListing& refs, model::ProjectCounts& counts) {
  counts.refs_left_out = static_cast<std::int64_t>(refs.left_out.size());
  counts.refs_left_out_names.clear();
  for (const git::protocol::LeftOutRef& ref : refs.left_out) {
    if (counts.refs_left_out_names.size() == limits::kRefsLeftOutNamedMax) break;
    counts.refs_left_out_names.push_back(fmt::format("{} ({})", shown_ref_name(ref.name), describe(ref.why)));
  }
}

std::string shown_ref_name(std::string_view name) {
  constexpr std::size_t kShownMaxBytes = 100;
  if (name.starts_with(kHeadsPrefix)) name.remove_prefix(kHeadsPrefix.size());
  std::string valid;
  append_repaired_utf8(valid, name);
  valid = mask_addresses(valid, "[removed]");
  const std::string_view part = cut_utf8(valid, kShownMaxBytes);
  std::string shown;
  for (const char c : part) {
    if (is_control(c)) {
      fmt::format_to(std::back_inserter(shown), "\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      shown += c;
    }
  }
  if (part.size() < valid.size()) shown += "...";
  return shown;
}

}  // namespace cpsg::sync
