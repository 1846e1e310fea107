// A chart of a project, alone or beside others, for pictures.cc.
//
//   const DrawnPicture drawn = draw_chart(sources, ChartKind::kCommits, project, query);
#pragma once

#include "cpsg/api/picture_series.h"
#include "cpsg/api/query.h"

namespace cpsg::api {

// As draw(). Those of `vs` that are not followed, or may not be shown, are named as such.
[[nodiscard]] DrawnPicture draw_chart(const PictureSources& sources, ChartKind kind,
                                      const storage::ProjectRevision& project, const Query& query);

}  // namespace cpsg::api
