// The routes of batches.
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"
#include "cpsg/schedule/batch_runner.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kBatchId{.name = "id",
                             .place = Place::kPath,
                             .min = 1,
                             .max = kIdMaxBytes,
                             .meaning = "the batch's id, as the answer to its creation had it"};
constexpr std::string_view kBatchItemStates[] = {"pending", "running", "done", "failed", "all"};
constexpr Parameter kBatchItemState{.name = "state",
                                    .kind = Kind::kEnumeration,
                                    .values = kBatchItemStates,
                                    .default_value = "all",
                                    .meaning = "only those in this state"};
constexpr std::string_view kBatchStates[] = {"running", "paused", "cancelled", "finished", "all"};
constexpr Parameter kBatchState{.name = "state",
                                .kind = Kind::kEnumeration,
                                .values = kBatchStates,
                                .default_value = "all",
                                .meaning = "only those in this state"};
constexpr Parameter kBatchOffPeak{
    .name = "off_peak",
    .place = Place::kBody,
    .kind = Kind::kBoolean,
    .default_value = "true",
    .meaning = "whether projects are handed out only in the hours of `schedule.off_peak`; false: at any hour"};
constexpr Parameter kBatchName{.name = "name",
                               .place = Place::kBody,
                               .min = 1,
                               .max = schedule::kBatchNameMaxBytes,
                               .required = true,
                               .meaning = "what people call the batch"};
constexpr Parameter kBatchProjects{.name = "projects",
                                   .place = Place::kBody,
                                   .kind = Kind::kTextList,
                                   .min = 1,
                                   .max = limits::kBatchProjectsMax,
                                   .required = true,
                                   .meaning = "names like owner/name, or URLs; unknown projects are added"};
constexpr Parameter kOfBatches[] = {kLimit, kCursor, kBatchState, kFields, kFormat, kSpreadsheet};
constexpr std::size_t kNewBatchMaxBytes = 8 * limits::kMiB;  // 100,000 projects, also as URLs
constexpr Parameter kOfNewBatch[] = {kBatchName, kBatchProjects, kBatchOffPeak};
constexpr Parameter kOfBatch[] = {kBatchId, kFields};
constexpr Parameter kOfBatchChange[] = {kBatchId};
constexpr Parameter kOfBatchProjects[] = {kBatchId, kLimit, kCursor, kBatchItemState, kFields, kFormat, kSpreadsheet};
constexpr std::string_view kEndsIntervals[] = {"minute", "hour", "day"};
constexpr Parameter kEndsInterval{.name = "interval",
                                  .kind = Kind::kEnumeration,
                                  .values = kEndsIntervals,
                                  .default_value = "hour",
                                  .meaning = "the length of a stretch of time, in UTC"};
constexpr Parameter kOfBatchHistory[] = {kBatchId, kLimit, kCursor, kEndsInterval, kFields, kFormat, kSpreadsheet};
constexpr Answer kBatchHistory[] = {
    {200, "batch_ends", true, "the stretches in which a project of the batch ended, oldest first"}};
constexpr Answer kBatches[] = {{200, "batch", true, "the batches, newest first"}};
constexpr Answer kNewBatch[] = {{202, "batch", false, "the batch, which begins"}};
constexpr Answer kBatch[] = {{200, "batch", false, "the batch with its progress"}};
constexpr Answer kChangedBatch[] = {{200, "batch", false, "the batch as it is now"}};
constexpr Answer kBatchItems[] = {{200, "batch_project", true, "the batch's projects in its order"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/batches",
     .name = "list_batches",
     .summary = "List the batches",
     .access = Level::kRead,
     .parameters = kOfBatches,
     .answers = kBatches,
     .handler = &list_batches,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches",
     .name = "create_batch",
     .summary = "Begin a batch",
     .access = Level::kWrite,
     .parameters = kOfNewBatch,
     .answers = kNewBatch,
     .handler = &create_batch,
     .body = "a new batch",
     .body_max_bytes = kNewBatchMaxBytes},
    {.method = "GET",
     .path = "/v1/batches/{id}",
     .name = "get_batch",
     .summary = "Get a batch",
     .access = Level::kRead,
     .parameters = kOfBatch,
     .answers = kBatch,
     .handler = &get_batch,
     .caching = Caching::kLive,
     .is_dated = true},
    {.method = "GET",
     .path = "/v1/batches/{id}/projects",
     .name = "list_batch_projects",
     .summary = "List a batch's projects",
     .access = Level::kRead,
     .parameters = kOfBatchProjects,
     .answers = kBatchItems,
     .handler = &list_batch_projects,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "GET",
     .path = "/v1/batches/{id}/history",
     .name = "get_batch_history",
     .summary = "Count how many projects of a batch ended when",
     .access = Level::kRead,
     .parameters = kOfBatchHistory,
     .answers = kBatchHistory,
     .handler = &get_batch_history,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/batches/{id}/pause",
     .name = "pause_batch",
     .summary = "Pause a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &pause_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/resume",
     .name = "resume_batch",
     .summary = "Resume a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &resume_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/cancel",
     .name = "cancel_batch",
     .summary = "Cancel a batch",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &cancel_batch},
    {.method = "POST",
     .path = "/v1/batches/{id}/retry",
     .name = "retry_batch",
     .summary = "Try a batch's failed projects again",
     .access = Level::kWrite,
     .parameters = kOfBatchChange,
     .answers = kChangedBatch,
     .handler = &retry_batch},
};

}  // namespace

std::span<const Route> batch_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
