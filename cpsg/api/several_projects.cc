#include "cpsg/api/several_projects.h"

#include <fmt/format.h>

#include <cassert>
#include <memory>
#include <utility>

#include "cpsg/api/entry_error.h"
#include "cpsg/api/large_answer.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/list_format.h"
#include "cpsg/api/page.h"
#include "cpsg/api/route_table.h"
#include "cpsg/base/error.h"
#include "cpsg/base/json_text.h"

namespace cpsg::api {
namespace {

bool is_of_one_project(const Error& error) {
  switch (error.code()) {
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kBusy:
    case ErrorCode::kOverloaded:
    case ErrorCode::kAnswerTooLarge:
      return true;
    default:
      return false;
  }
}

// The body of the route's answer about that project, one of `projects`, which comes behind so many bytes of others.
std::string result_of(const Call& call, const storage::ProjectRevision& project, const AnswerOne& answer,
                      std::size_t projects, std::size_t before_bytes) {
  http::IncomingRequest request = request_of_part(call.request, call.request.target, before_bytes);
  request.list_max_bytes = call.request.list_max_bytes / projects;  // the pages of all are one answer
  AnswerBasis basis;
  std::string body = answer({request, call.target, call.caller, &basis}, project).body;
  require_room(request, body.size());
  if (basis.valid_until) limit_until(call.basis, *basis.valid_until);
  return body;
}

void append_entry(std::string& data, std::string_view project, const Error* error, std::string_view result) {
  data += data.empty() ? "{\"project\":" : ",{\"project\":";
  append_json_string(data, project);
  data += ",\"error\":";
  if (error == nullptr) {
    data.append("null,\"result\":").append(result).append("}");
    return;
  }
  append_entry_error(data, *error);
  data += ",\"result\":null}";
}

Error not_followed(const std::string& name) {
  return {ErrorCode::kNotFound, fmt::format("the project {} is not followed", name)};
}

Error not_read(const storage::ProjectRevision& project) {
  return {ErrorCode::kConflict, fmt::format("the commits of {}/{} were not read yet", project.owner, project.name)};
}

// What a list that is opened later needs of the question.
struct Question {
  http::IncomingRequest request;
  Target target;
  access::Caller caller;
};

void open_list(const Question& question, const AnswerOne& answer, ListOfProject& list) {
  try {
    if (!list.project) throw not_followed(list.name);
    OpenedList opened;
    Call call{question.request, question.target, question.caller};
    call.opened = &opened;
    (void)answer(call, *list.project);
    assert(opened.read && "a route of several answers with a list");
    list.list = std::move(opened);
  } catch (const Error& error) {
    if (!is_of_one_project(error)) throw;
    append_entry_error(list.error, error);
  }
}

// `/v1/pulls/summary` is "pulls-summary".
std::string file_name_of(const Target& target) {
  std::string name;
  for (std::size_t i = 1; i < target.segments.size(); ++i) name += (i == 1 ? "" : "-") + target.segments[i];
  return name;
}

// One row for each item. What goes wrong while they are read breaks the stream off.
http::Response answer_rows(const Context& context, const Call& call, AnswerOne answer,
                           const std::vector<std::string>& names,
                           std::vector<std::optional<storage::ProjectRevision>> found) {
  std::vector<ListOfProject> lists;
  for (std::size_t i = 0; i < names.size(); ++i) {
    lists.push_back(ListOfProject{.name = names[i], .project = std::move(found[i])});
  }
  const auto question = std::make_shared<const Question>(
      Question{{"GET", call.request.target, {}, "", call.request.request_id}, call.target, call.caller});
  const Route& route = *find_route("GET", call.target.segments);
  return stream_lists(
      context, call, shape_asked(route, call.target.query), file_name_of(call.target), std::move(lists),
      [question, answer = std::move(answer)](ListOfProject& list) { open_list(*question, answer, list); });
}

}  // namespace

http::Response answer_several(const Context& context, const Call& call, ProjectHandler handler) {
  return answer_several(
      context, call, [](const auto&) {},
      [&context, handler](const Call& of_one, const storage::ProjectRevision& project) {
        return handler(context, of_one, project);
      });
}

http::Response answer_counts_of_several(const Context& context, const Call& call, ProjectHandler handler) {
  return answer_several(
      context, call, [](const auto&) {},
      [&context, handler](const Call& of_one, const storage::ProjectRevision& project) {
        if (!project.published) throw not_read(project);
        return handler(context, of_one, project);
      });
}

http::Response answer_several(const Context& context, const Call& call, const ReadTogether& read,
                              const AnswerOne& answer) {
  check_list_format(call.target.query);
  const std::vector<std::string> names = call.target.query.texts("project");
  auto found = context.stores.projects.revisions(names);
  std::vector<storage::ProjectRevision> seen;
  for (auto& project : found) {
    if (project && !project->is_public && !call.caller.sees_private) project.reset();
    if (project) seen.push_back(*project);
  }
  if (is_streamed(list_format_of(call.target.query))) {
    return answer_rows(context, call, answer, names, std::move(found));
  }
  read(seen);
  std::string data;
  bool passing = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    try {
      if (!found[i]) throw not_followed(names[i]);
      append_entry(data, names[i], nullptr, result_of(call, *found[i], answer, names.size(), data.size()));
    } catch (const NoRoom&) {
      throw;
    } catch (const Error& error) {
      if (!is_of_one_project(error)) throw;
      append_entry(data, names[i], &error, "");
      passing = passing || is_passing(error);
    }
  }
  data.insert(0, "{\"data\":[");
  data += ']';
  http::Response response = finish_page(call.request, call.target, std::move(data), std::nullopt, "", "");
  if (passing) forbid_to_keep(response);
  return response;
}

}  // namespace cpsg::api
