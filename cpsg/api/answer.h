// What a route answers: one of its answers, as the documents tell it.
//
//   constexpr Answer kCommits{200, "commit", true, "the commits, newest first by committer time"};
#pragma once

#include <string_view>

namespace cpsg::api {

// Of exports.
inline constexpr std::string_view kNdjsonType = "application/x-ndjson";
inline constexpr std::string_view kCsvType = "text/csv; charset=utf-8; header=present";

// One of the answers that a route gives when all is well. What goes wrong is a problem (http/problem.h).
struct Answer {
  int status = 200;
  std::string_view shape = "";  // of the body, by its name in the documents; empty: there is none
  bool list = false;            // whether the body is a page of a list of that shape
  std::string_view meaning = "";
  std::string_view content_type = "";        // of a body that has no shape; empty: JSON, where there is a shape
  std::string_view other_content_type = "";  // that the client may choose in its place; empty: there is none
};

}  // namespace cpsg::api
