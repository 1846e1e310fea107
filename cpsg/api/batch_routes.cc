// Batches: lists of projects to be brought up to date one after the other, and what people do to them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <unordered_set>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/base/utf8.h"
#include "cpsg/http/problem.h"
#include "cpsg/model/target.h"
#include "cpsg/schedule/batch_pace.h"
#include "cpsg/schedule/batch_runner.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/sync/follow.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kIdSegment = 2;

shape::BatchView view_of(const ApiOptions& options, const model::Batch& batch) {
  return {batch, schedule::outlook_of(batch, options.off_peak, options.clock())};
}

// Whether what is told of the batch may be another a moment later though nobody writes to it: then it is not dated.
bool changes_by_itself(const ApiOptions& options, const model::Batch& batch, UnixTime now) {
  const bool has_hours = batch.off_peak && options.off_peak.changes_at(now).has_value();
  return batch.state == model::BatchState::kRunning && (batch.running > 0 || batch.last_done_at || has_hours);
}

// Tells whoever may keep the answer that it is one of this second.
void limit_basis(const Call& call, UnixTime now) { limit_until(call.basis, now + std::chrono::seconds(1)); }

std::string batch_json(const ApiOptions& options, const model::Batch& batch) {
  std::string body;
  shape::append_json(body, view_of(options, batch));
  return body;
}

[[noreturn]] void throw_unknown_batch(const std::string& id) {
  throw Error(ErrorCode::kNotFound, fmt::format("there is no batch {}", id));
}

struct BatchEndsView {
  storage::BatchEnds ends;
};

template <typename Writer>
void describe(Writer& out, const BatchEndsView& view) {
  member(out, "start", view.ends.begins_at, "when the stretch of time begins, in UTC");
  out.number("done", view.ends.done, "projects that became done in it, and are");
  out.number("failed", view.ends.failed,
             "projects that failed in it, and are failed; one that was removed before it was done is in none");
}

void append_json(std::string& out, const BatchEndsView& view) { shape::write<shape::JsonObject>(out, view); }

std::chrono::seconds width_of(const Query& query) {
  const std::string interval = query.text("interval").value_or("hour");
  if (interval == "minute") return std::chrono::minutes(1);
  return interval == "day" ? std::chrono::hours(24) : std::chrono::hours(1);
}

// The batch that the path names. For whoever sees public projects alone there is none: its name and counts tell of
// others too.
model::Batch batch_of(storage::Batches& batches, const Call& call) {
  const std::string& id = call.target.segments[kIdSegment];
  auto batch = call.caller.sees_private ? batches.batch(id) : std::nullopt;
  if (!batch) throw_unknown_batch(id);
  return *std::move(batch);
}

// The input for people, unless it may hold a password.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShownMaxBytes = 100;
  if (text.empty() || text.find('@') != std::string_view::npos) return "";
  return fmt::format(" ({})", cut_utf8(text, kShownMaxBytes));
}

std::vector<model::Target> targets_of(const boost::json::object& body, const std::string& git_url) {
  std::vector<model::Target> targets;
  for (const boost::json::value& each : body.at("projects").get_array()) {
    const std::string text(each.get_string());
    try {
      targets.push_back(model::parse_target(text, {.git_url = git_url, .allow_file = false}));
    } catch (const Error& e) {
      throw http::FieldError(e.code(), "projects",
                             fmt::format("project {}{}: {}", targets.size() + 1, quoted(text), e.what()));
    }
  }
  return targets;
}

std::vector<std::string> project_ids(storage::Projects& projects, const std::vector<model::Target>& targets,
                                     UnixTime now) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const sync::Followed& followed : sync::follow(projects, targets, sync::FollowedBy::kBatch, now)) {
    if (followed.failure) throw error_of(*followed.failure);
    if (seen.insert(followed.project_id).second) ids.push_back(followed.project_id);
  }
  return ids;
}

// The id of the batch after which a page of batches begins; empty for the first page.
std::string before_batch(const Query& query) {
  const auto cursor = query.text("cursor");
  return cursor ? fmt::format("b{}", decode_number_cursor(NumberCursorKind::kBatch, *cursor)) : "";
}

std::string cursor_after(const model::Batch& batch) {
  const auto number = parse_number<std::int64_t>(std::string_view(batch.id).substr(1));
  return encode_cursor(NumberCursorKind::kBatch, number.value_or(0));
}

std::optional<model::BatchItemState> state_filter(const Query& query) {
  const auto text = query.text("state");
  return text ? model::batch_item_state_from_name(*text) : std::nullopt;  // nothing for `all`
}

// The place after which the page begins; nothing for the first page. The cursor has the place after that one.
std::optional<std::uint32_t> after_place(const Query& query) {
  const auto cursor = query.text("cursor");
  if (!cursor) return std::nullopt;
  const std::int64_t place = decode_number_cursor(NumberCursorKind::kPlace, *cursor);
  if (place < 0) throw invalid("cursor", "cursor must be one that an earlier page of this list gave");
  if (place == 0) return std::nullopt;
  return static_cast<std::uint32_t>(std::min(place - 1, std::int64_t{limits::kBatchProjectsMax}));
}

template <typename Change>
http::Response change_batch(const Context& context, const Call& call, const Change& change) {
  const model::Batch batch = batch_of(context.stores.batches, call);
  try {
    change(context.stores.batches, batch.id, context.options.clock());
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kRequestInvalid) throw invalid("state", e.what());
    throw;
  }
  if (context.options.on_due) context.options.on_due(batch.id);
  return json_response(batch_json(context.options, batch_of(context.stores.batches, call)), "");
}

}  // namespace

shape::ShapeDescription batch_ends_description() {
  return shape::description_of("batch_ends", "how many of a batch's projects ended in a stretch of time",
                               BatchEndsView());
}

http::Response list_batches(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  const auto name = query.text("state");
  const auto state = name ? model::batch_state_from_name(*name) : std::nullopt;  // nothing for `all`
  limit_basis(call, context.options.clock());
  auto read = [&context, sees_private = call.caller.sees_private, state, before = before_batch(query)](
                  ItemSink& sink, std::size_t limit) mutable -> std::optional<std::string> {
    std::vector<model::Batch> batches;
    if (sees_private) batches = context.stores.batches.batches(limit + 1, state, before);
    const bool more = cut_to_limit(batches, limit);
    std::size_t added = 0;
    while (added < batches.size() && sink.add(view_of(context.options, batches[added]))) ++added;
    if (added == 0) return std::nullopt;
    before = batches[added - 1].id;
    return more || added < batches.size() ? std::optional(cursor_after(batches[added - 1])) : std::nullopt;
  };
  return answer_list(context, call, {.shape = "batch", .what = "batches"}, std::move(read));
}

http::Response create_batch(const Context& context, const Call& call) {
  const std::string name(call.body.at("name").get_string());
  const std::vector<model::Target> targets = targets_of(call.body, context.options.git_url);
  const UnixTime now = context.options.clock();
  const std::vector<std::string> ids = project_ids(context.stores.projects, targets, now);
  const auto* const off_peak = call.body.if_contains("off_peak");
  const model::Batch batch =
      context.stores.batches.create_batch(name, ids, now, off_peak == nullptr || off_peak->get_bool());
  if (context.options.on_due) context.options.on_due(batch.id);
  http::Response response = json_response(batch_json(context.options, batch), "");
  response.status = 202;
  response.headers.push_back({"Location", "/v1/batches/" + percent_encode(batch.id)});
  return response;
}

http::Response get_batch(const Context& context, const Call& call) {
  const model::Batch batch = batch_of(context.stores.batches, call);
  const UnixTime now = context.options.clock();
  const bool is_dated = !changes_by_itself(context.options, batch, now);
  if (!is_dated) limit_basis(call, now);
  return json_answer(call.request, call.target.query, batch_json(context.options, batch),
                     is_dated ? std::optional(batch.updated_at) : std::nullopt);
}

// In the batch's order, which never changes; states change between two pages.
http::Response list_batch_projects(const Context& context, const Call& call) {
  const auto state = state_filter(call.target.query);
  const auto first_after = after_place(call.target.query);
  const std::string& batch_id = call.target.segments[kIdSegment];
  if (!call.caller.sees_private) throw_unknown_batch(batch_id);
  auto read = [&batches = context.stores.batches, batch_id, state, after = first_after](
                  ItemSink& sink, std::size_t limit) mutable -> std::optional<std::string> {
    std::vector<model::BatchItem> items = batches.batch_items(batch_id, state, limit + 1, after);
    const bool more = cut_to_limit(items, limit);
    std::size_t added = 0;
    for (; added < items.size() && sink.add(items[added]); ++added) after = items[added].place;
    return more || added < items.size()
               ? std::optional(encode_cursor(NumberCursorKind::kPlace, std::int64_t{*after} + 1))
               : std::nullopt;
  };
  return answer_list(context, call, {.shape = "batch_project", .what = "batch-" + batch_id}, std::move(read));
}

// Pages by the beginnings of the stretches; more ends may come into the last one.
http::Response get_batch_history(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  const std::string& batch_id = call.target.segments[kIdSegment];
  const std::chrono::seconds width = width_of(query);
  const auto cursor = query.text("cursor");
  std::optional<UnixTime> first_after;
  if (cursor) first_after = decode_batch_ends_cursor(batch_id, width, *cursor);
  if (!call.caller.sees_private) throw_unknown_batch(batch_id);
  auto read = [&batches = context.stores.batches, batch_id, width, after = first_after](
                  ItemSink& sink, std::size_t limit) mutable -> std::optional<std::string> {
    std::vector<storage::BatchEnds> ends = batches.batch_ends(batch_id, width, after, limit + 1);
    const bool more = cut_to_limit(ends, limit);
    std::size_t added = 0;
    for (; added < ends.size() && sink.add(BatchEndsView{ends[added]}); ++added) after = ends[added].begins_at;
    return more || added < ends.size() ? std::optional(encode_batch_ends_cursor(batch_id, width, *after))
                                       : std::nullopt;
  };
  return answer_list(context, call, {.shape = "batch_ends", .what = "batch-" + batch_id + "-history"}, std::move(read));
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
  return change_batch(context, call, schedule::retry_failed);
}

}  // namespace cpsg::api
