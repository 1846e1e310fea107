#include "cpsg/sync/step_name.h"

namespace cpsg::sync {

using model::Work;

std::string_view step_name(Work work) {
  switch (work) {
    case Work::kStatistics:
      return "statistics";
    case Work::kRefs:
      return "branches and commits";
    case Work::kPulls:
      return "pull requests";
    case Work::kAudit:
      return "audit";
    case Work::kEnrich:
      return "enrichment";
    default:
      return "probe";
  }
}

}  // namespace cpsg::sync
