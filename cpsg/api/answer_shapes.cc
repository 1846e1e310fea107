#include "cpsg/api/answer_shapes.h"

#include <algorithm>

#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/saved_list_shape.h"

namespace cpsg::api {

const std::vector<shape::ShapeDescription>& answer_shapes() {
  static const std::vector<shape::ShapeDescription> shapes = {shape::project_description(),
                                                              listed_project_description(),
                                                              shape::branch_description(),
                                                              shape::commit_description(),
                                                              shape::contributor_description(),
                                                              shape::activity_description(),
                                                              shape::hour_of_week_description(),
                                                              shape::contributor_bucket_description(),
                                                              shape::contributor_summary_description(),
                                                              shape::contributor_activity_description(),
                                                              shape::day_description(),
                                                              shape::release_description(),
                                                              shape::pull_request_description(),
                                                              shape::pull_period_description(),
                                                              shape::pull_flow_description(),
                                                              shape::pull_age_description(),
                                                              shape::waiting_pull_description(),
                                                              shape::batch_description(),
                                                              shape::batch_project_description(),
                                                              shape::saved_list_description(),
                                                              shape::saved_list_head_description(),
                                                              shape::sync_description(),
                                                              shape::fleet_sync_description(),
                                                              status_hour_description(),
                                                              batch_ends_description(),
                                                              queue_place_description(),
                                                              plan_description(),
                                                              index_description(),
                                                              overview_description(),
                                                              facets_description(),
                                                              delivery_count_description(),
                                                              badge_description(),
                                                              accepted_description(),
                                                              me_description(),
                                                              status_description(),
                                                              health_description()};
  return shapes;
}

const shape::ShapeDescription* find_shape(std::string_view name) {
  const auto& shapes = answer_shapes();
  const auto found = std::find_if(shapes.begin(), shapes.end(), [&](const auto& each) { return each.name == name; });
  return found == shapes.end() ? nullptr : &*found;
}

}  // namespace cpsg::api
