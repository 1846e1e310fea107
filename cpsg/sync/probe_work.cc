#include "cpsg/sync/probe_work.h"

#include <tuple>
#include <utility>

namespace cpsg::sync {

using model::Work;

Work work_for(const std::optional<model::ProbeMark>& before, const model::ProbeMark& now) {
  if (!before) return Work::kRefs | Work::kPulls;
  Work work = Work::kNothing;
  const auto history = [](const model::ProbeMark& mark) {
    return std::tuple(mark.pushed_at, mark.default_branch, mark.default_tip);
  };
  const auto pulls = [](const model::ProbeMark& mark) { return std::pair(mark.pulls, mark.newest_pull_updated_at); };
  if (history(*before) != history(now)) work = work | Work::kRefs;
  if (pulls(*before) != pulls(now)) work = work | Work::kPulls;
  return work;
}

}  // namespace cpsg::sync
