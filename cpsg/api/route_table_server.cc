// The routes of the server itself: who asks, what happens, how it is.
#include "cpsg/api/route_parts.h"
#include "cpsg/api/route_table.h"

namespace cpsg::api {
namespace {

using access::Level;

constexpr Parameter kKey{.name = "key",
                         .place = Place::kBody,
                         .min = 1,
                         .max = kIdMaxBytes,
                         .meaning = "the key, where it is not in the header Authorization"};
constexpr Parameter kTopics{
    .name = "topics",
    .meaning = "which events, separated by commas: `project`, `sync`, `batch`, `status`; all if it is absent"};
constexpr Parameter kEventProjects{
    .name = "project",
    .kind = Kind::kFullNames,
    .min = 1,
    .max = kProjectsAskedMax,
    .meaning =
        "only events of these projects, at most 8 names like owner/name: given several times, or separated by"
        " commas"};
constexpr Parameter kLastEventId{
    .name = "last_event_id",
    .meaning = "the id of the last event that the client has, where it cannot send the header"};
constexpr Parameter kLastEventIdHeader{
    .name = "Last-Event-ID",
    .place = Place::kHeader,
    .meaning = "the id of the last event that the client has: the stream goes on after it"};
constexpr Parameter kGithubEvent{.name = "X-GitHub-Event",
                                 .place = Place::kHeader,
                                 .required = true,
                                 .meaning = "what happened: `push`, `pull_request` and so on"};
constexpr Parameter kGithubDelivery{.name = "X-GitHub-Delivery",
                                    .place = Place::kHeader,
                                    .required = true,
                                    .meaning = "the delivery's own id; each counts once"};
constexpr Parameter kHubSignature{.name = "X-Hub-Signature-256",
                                  .place = Place::kHeader,
                                  .required = true,
                                  .meaning = "`sha256=` and the HMAC of the body under the configured secret"};
constexpr Parameter kOfSession[] = {kKey};
constexpr Parameter kOfEvents[] = {kTopics, kEventProjects, kLastEventId, kLastEventIdHeader};
constexpr Parameter kOfDelivery[] = {kGithubEvent, kGithubDelivery, kHubSignature};
constexpr Parameter kOfDeliveries[] = {kFields, kFormat, kSpreadsheet};
constexpr Answer kDeliveries[] = {{200, "delivery_count", true, "the events by name"}};
constexpr Answer kDelivery[] = {{202, "accepted", false, "the delivery is taken"}};
constexpr Answer kMe[] = {{200, "me", false, "who asks, and what they may do"}};
constexpr Answer kSession[] = {{200, "me", false, "the session is open, and the answer sets its cookie"}};
constexpr Answer kEndedSession[] = {{204, "", false, "the session has ended, and the answer takes its cookie away"}};
constexpr Answer kEvents[] = {
    {200, "", false, "server-sent events, for as long as the client listens", "text/event-stream"}};
constexpr Answer kStatus[] = {{200, "status", false, "the state of the server"}};
constexpr Answer kDocument[] = {{200, "", false, "the document", "application/json"},
                                {206, "", false, "the part of it that `Range` asks for", "application/json"}};
constexpr Answer kHealth[] = {{200, "health", false, "all is well"}};

constexpr Route kRoutes[] = {
    {.method = "GET",
     .path = "/v1/webhooks",
     .name = "list_deliveries",
     .summary = "Count the deliveries of the last four days",
     .access = Level::kRead,
     .parameters = kOfDeliveries,
     .answers = kDeliveries,
     .handler = &list_deliveries,
     .caching = Caching::kLive,
     .answers_large = true},
    {.method = "POST",
     .path = "/v1/webhooks/github",
     .name = "take_delivery",
     .summary = "Take a delivery of GitHub's",
     .access = Level::kPublic,
     .parameters = kOfDelivery,
     .answers = kDelivery,
     .handler = &take_delivery,
     .body_max_bytes = limits::kWebhookBodyMaxBytes,
     .is_signed = true,
     .is_counted = false},
    {.method = "GET",
     .path = "/v1/me",
     .name = "get_me",
     .summary = "Tell who asks, and what they may do",
     .access = Level::kPublic,
     .answers = kMe,
     .handler = &get_me,
     .reads_key = true},
    {.method = "POST",
     .path = "/v1/session",
     .name = "create_session",
     .summary = "Open a session for a browser, with a key",
     .access = Level::kPublic,
     .parameters = kOfSession,
     .answers = kSession,
     .handler = &create_session,
     .body = "a new session",
     .reads_key = true},
    {.method = "DELETE",
     .path = "/v1/session",
     .name = "delete_session",
     .summary = "End the session of the request's cookie",
     .access = Level::kPublic,
     .answers = kEndedSession,
     .handler = &delete_session,
     .reads_key = true},
    {.method = "GET",
     .path = "/v1/events",
     .name = "follow_events",
     .summary = "Follow what happens",
     .access = Level::kRead,
     .parameters = kOfEvents,
     .answers = kEvents,
     .handler = &get_events},
    {.method = "GET",
     .path = "/v1/status",
     .name = "get_status",
     .summary = "Tell how the server is: budgets, work that waits, warnings",
     .access = Level::kRead,
     .answers = kStatus,
     .handler = &get_status},
    {.method = "GET",
     .path = "/openapi.json",
     .name = "get_openapi",
     .summary = "Get this document",
     .access = Level::kPublic,
     .answers = kDocument,
     .handler = &get_openapi,
     .caching = Caching::kDocument,
     .answers_large = true},
    {.method = "GET",
     .path = "/healthz",
     .name = "get_health",
     .summary = "Tell whether the process answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_health,
     .is_counted = false},
    {.method = "GET",
     .path = "/readyz",
     .name = "get_readiness",
     .summary = "Tell whether the store answers",
     .access = Level::kPublic,
     .answers = kHealth,
     .handler = &get_readiness,
     .is_counted = false},
};

}  // namespace

std::span<const Route> server_routes() noexcept { return kRoutes; }

}  // namespace cpsg::api
