// What a changed mark of a probe asks for.
//
//   const model::Work work = work_for(progress.mark, answer.mark);
//
// A pure function.
#pragma once

#include <optional>

#include "cpsg/model/statistics.h"
#include "cpsg/model/work.h"

namespace cpsg::sync {

// The work beside the statistics, which are read at once. `before`: the mark that is stored, if there is one.
[[nodiscard]] model::Work work_for(const std::optional<model::ProbeMark>& before, const model::ProbeMark& now);

}  // namespace cpsg::sync
