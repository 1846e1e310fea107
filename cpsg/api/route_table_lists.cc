// The routes of lists that people saved.
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"
#include "cpsg/model/saved_list.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kSavedListName{
    .name = "name",
    .place = Place::kPath,
    .kind = Kind::kLabel,
    .min = 1,
    .max = model::kSavedListNameMaxBytes,
    .meaning =
        "the list's name, every letter as it was saved: something else than blanks, without control"
        " characters, and neither `.` nor `..`"};
// 10,000 names of 201 bytes, with quotes and a comma each.
constexpr std::size_t kSavedListMaxBytes = 2560 * limits::kKiB;
constexpr Parameter kSavedListProjects{.name = "projects",
                                       .place = Place::kBody,
                                       .kind = Kind::kTextList,
                                       .max = model::kSavedListProjectsMax,
                                       .meaning = "full names; of several that are alike the first is kept"};
constexpr Parameter kSavedListQuery{
    .name = "query",
    .place = Place::kBody,
    .max = model::kSavedListQueryMaxBytes,
    .meaning = "in place of `projects`: parameters of `GET /v1/projects` as in its URL, behind the question mark"};
constexpr Parameter kOfSavedLists[] = {kLimit, kCursor, kFields, kFormat, kSpreadsheet};
constexpr Parameter kOfSavedList[] = {kSavedListName, kFields};
constexpr Parameter kOfSavedListChange[] = {kSavedListName, kSavedListProjects, kSavedListQuery};
constexpr Parameter kOfSavedListRemoval[] = {kSavedListName};
constexpr Answer kSavedLists[] = {{200, "saved_list_head", true, "the lists by the bytes of their names"}};
constexpr Answer kSavedList[] = {{200, "saved_list", false, "the list"}};
constexpr Answer kChangedSavedList[] = {{200, "saved_list", false, "the list as it is now"},
                                        {201, "saved_list", false, "the list, which is new"}};
constexpr Answer kRemovedSavedList[] = {{204, "", false, "it is deleted"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/lists",
     .name = "list_saved_lists",
     .summary = "List the saved lists",
     .access = Level::kRead,
     .parameters = kOfSavedLists,
     .answers = kSavedLists,
     .handler = &list_saved_lists,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/lists/{name}",
     .name = "get_saved_list",
     .summary = "Get a saved list",
     .access = Level::kRead,
     .parameters = kOfSavedList,
     .answers = kSavedList,
     .handler = &get_saved_list,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "PUT",
     .path = "/v1/lists/{name}",
     .name = "put_saved_list",
     .summary = "Save a list",
     .access = Level::kWrite,
     .parameters = kOfSavedListChange,
     .answers = kChangedSavedList,
     .handler = &put_saved_list,
     .body = "a list",
     .body_max_bytes = kSavedListMaxBytes,
     .checks_conditions = true},
    {.method = "DELETE",
     .path = "/v1/lists/{name}",
     .name = "delete_saved_list",
     .summary = "Delete a saved list",
     .access = Level::kWrite,
     .parameters = kOfSavedListRemoval,
     .answers = kRemovedSavedList,
     .handler = &delete_saved_list,
     .checks_conditions = true},
};

}  // namespace

std::span<const Route> list_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
