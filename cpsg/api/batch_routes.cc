// Batches: lists of projects to be brought up to date one after the other, and what people do to them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <unordered_set>

#include "cpsg/api/cursor.h"
#include "cpsg/api/page.h"
#include "cpsg/api/request_body.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/target.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kIdSegment = 2;
constexpr std::size_t kNameMaxBytes = 200;

http::FieldError bad(std::string field, const std::string& reason) {
  return {ErrorCode::kRequestInvalid, std::move(field), reason};
}

std::string batch_json(const model::Batch& batch) {
  std::string body;
  shape::append_json(body, batch);
  return body;
}

model::Batch batch_of(const Context& context, const Call& call) {
  const std::string& id = call.target.segments[kIdSegment];
  auto batch = context.stores.batches.batch(id);
  if (!batch) throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}", id));
  return *std::move(batch);
}

std::string name_of(const boost::json::object& body) {
  const boost::json::value* const name = body.if_contains("name");
  const bool sane =
      name != nullptr && name->is_string() && !name->get_string().empty() && name->get_string().size() <= kNameMaxBytes;
  if (!sane) throw bad("name", fmt::format("name must be given, as a string of 1 to {} bytes", kNameMaxBytes));
  return std::string(name->get_string());
}

std::vector<model::Target> targets_of(const Context& context, const boost::json::object& body) {
  const boost::json::value* const projects = body.if_contains("projects");
  const bool sane = projects != nullptr && projects->is_array() && !projects->get_array().empty() &&
                    projects->get_array().size() <= limits::kBatchProjectsMax;
  if (!sane) throw bad("projects", "projects must be given, as a list of names like owner/name");
  std::vector<model::Target> targets;
  for (const boost::json::value& each : projects->get_array()) {
    if (!each.is_string()) throw bad("projects", "projects must be strings like owner/name");
    const std::string text(each.get_string());
    try {
      targets.push_back(model::parse_target(text, {.git_url = context.options.git_url, .allow_file = false}));
    } catch (const Error& e) {
      throw http::FieldError(e.code(), "projects", fmt::format("project {}: {}", targets.size() + 1, e.what()));
    }
  }
  return targets;
}

// The stored project, by an earlier name too; else a new one, which waits until the batch comes to it.
std::string project_id(const Context& context, const model::Target& target) {
  const std::string full_name = target.owner + "/" + target.name;
  if (const auto known = context.stores.projects.find_project(full_name)) return known->id;
  if (const auto renamed = context.stores.projects.find_by_earlier_name(full_name)) return renamed->id;
  return context.stores.projects
      .add_project(target.owner, target.name, target.source_url, context.options.clock(), std::nullopt,
                   model::Priority::kBackfill)
      .project.id;
}

std::optional<model::BatchItemState> state_filter(const Query& query) {
  using enum model::BatchItemState;
  const auto text = query.text("state");
  if (!text || *text == "all") return std::nullopt;
  for (const model::BatchItemState state : {kPending, kRunning, kDone, kFailed}) {
    if (*text == model::name(state)) return state;
  }
  throw bad("state", "state must be pending, running, done, failed or all");
}

// Where the page begins in the batch's order.
std::size_t first_place(const Query& query) {
  const auto cursor = query.text("cursor");
  if (!cursor) return 0;
  const std::int64_t place = decode_number_cursor(NumberCursorKind::kPlace, *cursor);
  if (place < 0) throw bad("cursor", "cursor must be one that an earlier page of this list gave");
  return std::min(static_cast<std::size_t>(place), limits::kBatchProjectsMax);
}

template <typename Change>
http::Response change_batch(const Context& context, const Call& call, const Change& change) {
  call.target.query.allow({});
  refuse_other_sites(call.request);
  const model::Batch batch = batch_of(context, call);
  change(context.stores.batches, batch.id, context.options.clock());
  if (context.options.on_due) context.options.on_due(batch.id);
  return json_response(batch_json(batch_of(context, call)), "");
}

}  // namespace

http::Response list_batches(const Context& context, const Call& call) {
  call.target.query.allow({"limit"});
  Page page(call.target);
  for (const model::Batch& batch : context.stores.batches.batches(call.target.query.limit())) page.add(batch);
  return page.answer(call.request, std::nullopt);
}

http::Response create_batch(const Context& context, const Call& call) {
  call.target.query.allow({});
  refuse_other_sites(call.request);
  const boost::json::object body = object_of(call.request, {"name", "projects"}, "a new batch");
  const std::string name = name_of(body);
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const model::Target& target : targets_of(context, body)) {
    std::string id = project_id(context, target);
    if (seen.insert(id).second) ids.push_back(std::move(id));
  }
  const model::Batch batch = context.stores.batches.create_batch(name, ids, context.options.clock());
  if (context.options.on_due) context.options.on_due(batch.id);
  http::Response response = json_response(batch_json(batch), "");
  response.status = 202;
  response.headers.push_back({"Location", "/v1/batches/" + percent_encode(batch.id)});
  return response;
}

http::Response get_batch(const Context& context, const Call& call) {
  call.target.query.allow({});
  return json_answer(call.request, batch_json(batch_of(context, call)));
}

// By place: states change while somebody reads, the order never does.
http::Response list_batch_projects(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  query.allow({"limit", "cursor", "state"});
  std::size_t left = query.limit();
  const auto state = state_filter(query);
  std::size_t place = first_place(query);
  const model::Batch batch = batch_of(context, call);
  const std::size_t read = state ? limits::kBatchProjectsMax : place + left + 1;
  const std::vector<model::BatchItem> items = context.stores.batches.batch_items(batch.id, std::nullopt, read);

  Page page(call.target);
  for (; place < items.size() && left > 0; ++place) {
    if (state && items[place].state != *state) continue;
    page.add(items[place]);
    --left;
  }
  std::optional<std::string> next;
  if (place < items.size()) next = encode_cursor(NumberCursorKind::kPlace, static_cast<std::int64_t>(place));
  return page.answer(call.request, next);
}

http::Response pause_batch(const Context& context, const Call& call) {
  return change_batch(context, call, schedule::pause_batch);
}

http::Response resume_batch(const Context& context, const Call& call) {
  return change_batch(context, call, schedule::resume_batch);
}

http::Response cancel_batch(const Context& context, const Call& call) {
  return change_batch(context, call, schedule::cancel_batch);
}

http::Response retry_batch(const Context& context, const Call& call) {
  return change_batch(context, call, [&](storage::Batches& batches, const std::string& batch_id, UnixTime now) {
    schedule::retry_failed(context.stores.projects, batches, batch_id, now);
  });
}

}  // namespace cpsg::api
