// What a route answers: one of its answers, as the documents tell it.
//
//   constexpr Answer kCommits{200, "commit", true, "the commits, newest first by committer time"};
#pragma once

#include <string_view>

namespace cpsg::api {

// One of the answers that a route gives when all is well. What goes wrong is a problem (http/problem.h).
struct Answer {
  int status = 200;
  std::string_view shape = "";  // of the body, by its name in the documents; empty: there is none
  bool list = false;            // whether the body is a page of a list of that shape
  std::string_view meaning = "";
  std::string_view content_type = "";  // of a body that has no shape; empty: JSON, where there is a shape
};

}  // namespace cpsg::api
