// What each shape of shapes.h is, member by member, for the documents.
//
//   const ShapeDescription shape = branch_description();
//   shape.members.front().name;  // "name"
//
// Pure functions; each makes its description anew.
#pragma once

#include "cpsg/shape/describer.h"

namespace cpsg::shape {

[[nodiscard]] ShapeDescription project_description();
[[nodiscard]] ShapeDescription branch_description();
[[nodiscard]] ShapeDescription commit_description();
[[nodiscard]] ShapeDescription contributor_description();
[[nodiscard]] ShapeDescription pull_request_description();
[[nodiscard]] ShapeDescription pull_period_description();
[[nodiscard]] ShapeDescription pull_flow_description();
[[nodiscard]] ShapeDescription pull_age_description();
[[nodiscard]] ShapeDescription waiting_pull_description();
[[nodiscard]] ShapeDescription activity_description();
[[nodiscard]] ShapeDescription hour_of_week_description();
[[nodiscard]] ShapeDescription contributor_summary_description();
[[nodiscard]] ShapeDescription contributor_bucket_description();
[[nodiscard]] ShapeDescription contributor_activity_description();
[[nodiscard]] ShapeDescription day_description();
[[nodiscard]] ShapeDescription release_description();
[[nodiscard]] ShapeDescription batch_description();
[[nodiscard]] ShapeDescription batch_project_description();
[[nodiscard]] ShapeDescription sync_description();
[[nodiscard]] ShapeDescription fleet_sync_description();

}  // namespace cpsg::shape
