// What a step of a sync is called in the log.
//
//   log::debug("{}: {}: begins", project.full_name(), step_name(Work::kPulls));  // "acme/app: pull requests: begins"
//
// A pure function.
#pragma once

#include <string_view>

#include "cpsg/model/work.h"

namespace cpsg::sync {

[[nodiscard]] std::string_view step_name(model::Work work);

}  // namespace cpsg::sync
