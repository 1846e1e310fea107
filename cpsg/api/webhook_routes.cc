// The routes of GitHub's webhooks: accepting deliveries, and counting them.
#include <fmt/format.h>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/api/webhook.h"
#include "cpsg/api/write_log.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/http/media_type.h"
#include "cpsg/http/problem.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

http::Response refused(const http::IncomingRequest& request, int status, std::string detail,
                       std::string_view field = "") {
  http::Problem problem = http::http_problem(status, std::move(detail));
  if (!field.empty()) problem.field = field;
  return http::problem_response(problem, request.request_id);
}

// Of a length and with characters that are safe to store.
std::string required_header(const http::IncomingRequest& request, const std::string& name) {
  const auto value = request.header(ascii_lower(name));
  if (!value || !http::is_sane_request_id(*value)) {
    throw http::FieldError(ErrorCode::kRequestInvalid, name, fmt::format("GitHub sends {} with every delivery", name));
  }
  return std::string(*value);
}

std::optional<model::Project> find_by_name(storage::Projects& projects, const std::string& full_name) {
  auto project = projects.find_project(full_name);
  return project ? project : projects.find_by_earlier_name(full_name);
}

// The followed project that the payload is about. One with a source_url does not come from GitHub, so it is not meant
// even if it has that name.
std::optional<model::Project> project_of(storage::Projects& projects, const PayloadRepository& repository) {
  if (repository.github_id) {
    if (auto project = projects.find_by_github_id(*repository.github_id)) return project;
  }
  if (!repository.full_name) return std::nullopt;
  auto project = find_by_name(projects, *repository.full_name);
  if (project && !project->source_url.empty()) return std::nullopt;
  return project;
}

// Whether the project's name belongs to another repository at GitHub now. A probe finds the project's new name.
bool name_was_taken(const model::Project& project, const PayloadRepository& repository) {
  return project.github_id && repository.github_id && *project.github_id != *repository.github_id;
}

std::optional<storage::DeliveredWork> work_of(storage::Projects& projects, model::Work work, std::string_view payload) {
  if (!model::any(work)) return std::nullopt;
  const PayloadRepository repository = repository_of_payload(payload);
  const auto project = project_of(projects, repository);
  if (!project) return std::nullopt;
  return storage::DeliveredWork{.project_id = project->id,
                                .work = name_was_taken(*project, repository) ? model::Work::kProbe : work};
}

// Between the look and the record, the project may be merged with another one: then that one is looked for. The payload
// is read first: a malformed one throws, and the delivery is not recorded.
void record(const Context& context, const std::string& delivery, const EventMeaning& meaning,
            std::string_view payload) {
  constexpr int kAttemptsMax = 10;
  for (int attempt = 1;; ++attempt) {
    const auto work = work_of(context.stores.projects, meaning.work, payload);
    try {
      // Before the delivery counts as taken: it is not sent again.
      if (work && any(work->work & model::Work::kEnrich))
        context.stores.releases.mark_releases_changed(work->project_id);
      const bool is_new =
          context.stores.deliveries.record_delivery(delivery, meaning.counted_as, work, context.options.clock());
      if (is_new && work && context.options.on_due) context.options.on_due(work->project_id);
      return;
    } catch (const Error& e) {
      if (e.code() != ErrorCode::kNotFound || attempt == kAttemptsMax) throw;
    }
  }
}

struct DeliveryCountView {
  storage::DeliveryCount counted;
};

template <typename Writer>
void describe(Writer& out, const DeliveryCountView& view) {
  out.text("event", view.counted.event, "GitHub's name of the event; `other` for all that mean nothing here");
  out.number("count", view.counted.count, "deliveries of the last four days");
}

void append_json(std::string& out, const DeliveryCountView& view) { shape::write<shape::JsonObject>(out, view); }

struct AcceptedView {};

template <typename Writer>
void describe(Writer& out, const AcceptedView& /*view*/) {
  out.boolean("accepted", true, "always true");
}

}  // namespace

shape::ShapeDescription delivery_count_description() {
  return shape::description_of("delivery_count", "how often an event was delivered", DeliveryCountView());
}
shape::ShapeDescription accepted_description() {
  return shape::description_of("accepted", "that a delivery was taken", AcceptedView());
}

http::Response list_deliveries(const Context& context, const Call& call) {
  std::vector<DeliveryCountView> counts;
  if (call.caller.sees_private) {  // they count private projects too
    for (const storage::DeliveryCount& each : context.stores.deliveries.delivery_counts()) counts.push_back({each});
  }
  return answer_series(context, call, {.shape = "delivery_count", .what = "webhooks"}, std::move(counts));
}

// No browser sends deliveries, so there is no check for other sites: what is not signed is refused before it is read.
http::Response take_delivery(const Context& context, const Call& call) {
  const http::IncomingRequest& request = call.request;
  const std::string& secret = context.options.webhook_secret;
  if (secret.empty()) throw Error(ErrorCode::kNotFound, "webhooks are off: no secret is configured");
  const auto signature = request.header("x-hub-signature-256");
  if (!signature || !is_signed_by(secret, request.body, *signature)) {
    return refused(request, 401, "X-Hub-Signature-256 is missing or not of the configured secret.",
                   "X-Hub-Signature-256");
  }
  const std::string delivery = required_header(request, "X-GitHub-Delivery");
  const EventMeaning meaning = meaning_of_event(required_header(request, "X-GitHub-Event"));
  if (http::media_type_of(request.header("content-type").value_or("")) != "application/json") {
    return refused(request, 415, "The webhook's content type must be application/json.");
  }
  record(context, delivery, meaning, request.body);
  std::string body;
  shape::write<shape::JsonObject>(body, AcceptedView());
  http::Response response = json_response(std::move(body), "");
  response.status = 202;
  log_write("/v1/webhooks/github", call.caller, request, response);
  return response;
}

}  // namespace cpsg::api
