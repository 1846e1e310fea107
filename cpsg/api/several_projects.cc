#include "cpsg/api/several_projects.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/api/entry_error.h"
#include "cpsg/api/large_answer.h"
#include "cpsg/api/page.h"
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

// The body of the route's answer about that project, which comes behind so many bytes of others.
std::string result_of(const Call& call, const storage::ProjectRevision& project, const AnswerOne& answer,
                      std::size_t before_bytes) {
  const http::IncomingRequest request = request_of_part(call.request, call.request.target, before_bytes);
  AnswerBasis basis;
  const Call of_one{request, call.target, call.caller, &basis};
  std::string body = answer(of_one, project).body;
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

}  // namespace

http::Response answer_several(const Context& context, const Call& call, ProjectHandler handler) {
  return answer_several(
      context, call, [](const auto&) {},
      [&](const Call& of_one, const storage::ProjectRevision& project) { return handler(context, of_one, project); });
}

http::Response answer_several(const Context& context, const Call& call, const ReadTogether& read,
                              const AnswerOne& answer) {
  const std::vector<std::string> names = call.target.query.texts("project");
  const auto found = context.stores.projects.revisions(names);
  const auto is_seen = [&](const auto& project) { return project && (project->is_public || call.caller.sees_private); };
  std::vector<storage::ProjectRevision> seen;
  for (const auto& project : found) {
    if (is_seen(project)) seen.push_back(*project);
  }
  read(seen);
  std::string data;
  bool passing = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    try {
      if (!is_seen(found[i])) {
        throw Error(ErrorCode::kNotFound, fmt::format("the project {} is not followed", names[i]));
      }
      append_entry(data, names[i], nullptr, result_of(call, *found[i], answer, data.size()));
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
