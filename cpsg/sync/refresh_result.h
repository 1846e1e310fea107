// What a refresh came to for one project.
//
//   for (const RefreshResult& result : results) if (result.failure) report(result.now_id, *result.failure);
#pragma once

#include <optional>
#include <string>

#include "cpsg/base/error.h"
#include "cpsg/github/client/call.h"

namespace cpsg::sync {

struct RefreshResult {
  std::string project_id;          // as given
  std::string now_id;              // the present id: another one after a merge, or where a new project took the name
  std::optional<Failure> failure;  // of this project alone; its status says the same
  bool leaves_git = false;         // git is to be asked about it in spite of the failure (failures.h)
  bool superseded = false;         // another repository has its name: it was put aside for a new project
  github::client::Spent spent;     // its share of the queries
};

}  // namespace cpsg::sync
