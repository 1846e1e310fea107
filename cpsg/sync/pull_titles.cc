#include "cpsg/sync/pull_titles.h"

#include <vector>

#include "cpsg/storage/page_bounds.h"

namespace cpsg::sync {
namespace {

void mask_stored(storage::PullRequests& pulls, std::string_view project_id, const storage::Lease& lease) {
  constexpr std::size_t kPage = 500;
  for (std::int64_t after = 0;;) {
    const std::vector<model::PullRequest> page = pulls.pull_requests(project_id, after, kPage);
    std::vector<model::PullRequest> masked;
    for (const model::PullRequest& pull : page) {
      model::PullRequest changed = pull;
      apply_title_privacy(changed, MessagePrivacy::kMask);
      if (changed != pull) masked.push_back(std::move(changed));
    }
    if (!masked.empty()) pulls.replace_titles(lease, masked);
    if (storage::is_last(page, kPage)) return;
    after = page.back().number;
  }
}

}  // namespace

bool bring_titles_to(storage::PullRequests& pulls, std::string_view project_id, const storage::Lease& lease,
                     MessagePrivacy rule, UnixTime now) {
  const bool mask = rule == MessagePrivacy::kMask;
  if (pulls.titles_masked(project_id) == mask) return false;
  bool read_again = false;
  if (mask) {
    mask_stored(pulls, project_id, lease);
  } else {
    read_again = !pulls.pull_requests(project_id, 0, 1).empty();
    if (read_again) pulls.put_pull_requests(lease, {}, {}, now);
  }
  pulls.set_titles_masked(lease, mask);
  return read_again;
}

}  // namespace cpsg::sync
