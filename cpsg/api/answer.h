// What a route answers: one of its answers, as the documents tell it.
//
//   constexpr Answer kCommits{200, "commit", true, "the commits, newest first by committer time"};
#pragma once

#include <span>
#include <string_view>

namespace cpsg::api {

// Of exports.
inline constexpr std::string_view kNdjsonType = "application/x-ndjson";
inline constexpr std::string_view kCsvType = "text/csv; charset=utf-8; header=present";

// A member that a page has beside `data` and `next`. It may be absent: the meaning says when it is there.
struct PageMember {
  std::string_view name;
  std::string_view shape = "";  // of the object; empty: it is a number, or null where that is not known
  bool list = false;            // whether it is a list of such objects
  bool may_be_null = false;     // in the place of the object or list; a number always may
  std::string_view meaning = "";
};

// One of the answers that a route gives when all is well. What goes wrong is a problem (http/problem.h).
struct Answer {
  int status = 200;
  std::string_view shape = "";  // of the body, by its name in the documents; empty: there is none
  bool list = false;            // whether the body is a page of a list of that shape
  std::string_view meaning = "";
  std::string_view content_type = "";        // of a body that has no shape; empty: JSON, where there is a shape
  std::string_view other_content_type = "";  // that the client may choose in its place; empty: there is none
  std::string_view other_shape = "";         // of the items of a list where `by` is given; empty: there is none
  std::span<const PageMember> beside = {};   // of a list
  // Whether the body is a list with one entry a project, each with what is described here as its result.
  bool of_several = false;
  // Whether the body is an object with a revision and one entry a block of a project's overview (overview_blocks.h).
  bool of_blocks = false;
};

}  // namespace cpsg::api
