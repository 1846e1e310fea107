// A project's page in one answer: several questions about it, answered as their own routes would.
#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "cpsg/api/entry_error.h"
#include "cpsg/api/large_answer.h"
#include "cpsg/api/overview_blocks.h"
#include "cpsg/api/page.h"
#include "cpsg/api/route_table.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/percent_coding.h"

namespace cpsg::api {
namespace {

constexpr int kAttemptsMax = 3;
constexpr std::chrono::seconds kRetryAfter{2};

const Route& route_of(const OverviewBlock& block) {
  const auto all = routes();
  return *std::find_if(all.begin(), all.end(), [&](const Route& route) { return route.name == block.route; });
}

bool is_of_store(ErrorCode code) {
  constexpr int kStoreExitCode = 7;
  return traits(code).exit_code == kStoreExitCode;
}

// Whether that parameter of the overview is one that the block's route takes, with this value.
bool takes(const Route& route, std::string_view name, std::string_view value) {
  const auto found = std::find_if(route.parameters.begin(), route.parameters.end(), [&](const Parameter& each) {
    return each.place == ParameterPlace::kQuery && each.name == name;
  });
  if (found == route.parameters.end()) return false;
  if (found->kind == ParameterKind::kZone && value == "author") return false;  // it knows no clocks but a zone's
  return found->kind != ParameterKind::kEnumeration ||
         std::find(found->values.begin(), found->values.end(), value) != found->values.end();
}

// The target of the block's own route.
std::string target_of(const Query& query, const OverviewBlock& block, const storage::ProjectRevision& project) {
  const Route& route = route_of(block);
  constexpr std::string_view kProject = "/v1/projects/{owner}/{name}";
  std::string target = project_path(project.owner, project.name);
  target += route.path.substr(kProject.size());
  target += "?";
  target += block.query;
  for (const auto& [name, value] : query.all()) {
    if (name == "blocks" || name == block.passed_over || !takes(route, name, value)) continue;
    target += fmt::format("&{}={}", percent_encode(name), percent_encode(value));
  }
  return target;
}

// The body of the block's own route, or why there is none. Whether that may be over in a moment.
bool append_block(std::string& body, const Context& context, const Call& call, const OverviewBlock& block,
                  const storage::ProjectRevision& project) {
  body += fmt::format(R"(,"{}":{{"error":)", block.name);
  try {
    const std::string text = target_of(call.target.query, block, project);
    const Target target = parse_target(text);
    const Route& route = route_of(block);
    check_query(route.parameters, target.query);
    const http::IncomingRequest request = request_of_part(call.request, text, body.size());
    const Call of_block{request, target, call.caller, call.basis};
    const std::string result = std::get<ProjectHandler>(route.handler)(context, of_block, project).body;
    require_room(request, result.size());
    body.append("null,\"result\":").append(result).append("}");
    return false;
  } catch (const NoRoom&) {
    throw;
  } catch (const Error& error) {
    // Where the store fails, it fails for all.
    if (is_of_store(error.code())) throw;
    append_entry_error(body, error);
    body += ",\"result\":null}";
    return is_passing(error);
  }
}

std::vector<const OverviewBlock*> blocks_of(const Query& query) {
  std::vector<const OverviewBlock*> blocks;
  const std::vector<std::string> names = query.texts("blocks");
  for (const OverviewBlock& each : overview_blocks()) {
    if (names.empty() || std::find(names.begin(), names.end(), each.name) != names.end()) blocks.push_back(&each);
  }
  return blocks;
}

}  // namespace

http::Response get_project_overview(const Context& context, const Call& call, const storage::ProjectRevision& found) {
  const std::string full_name = fmt::format("{}/{}", found.owner, found.name);
  const auto blocks = blocks_of(call.target.query);
  storage::ProjectRevision project = found;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    std::string body = fmt::format(R"({{"revision":"{}")", project.revision);
    bool passing = false;
    for (const OverviewBlock* const block : blocks) {
      passing = append_block(body, context, call, *block, project) || passing;
    }
    body += '}';
    const auto now = context.stores.projects.revision(full_name);
    const bool is_seen = now && (now->is_public || call.caller.sees_private);
    if (!is_seen || now->moved || now->id != project.id) {
      throw Error(ErrorCode::kNotFound,
                  fmt::format("the project {} was removed, renamed or hidden just now", full_name));
    }
    if (now->revision == project.revision) {
      http::Response response = json_answer(call.request, call.target.query, std::move(body));
      if (passing) forbid_to_keep(response);
      return response;
    }
    project = *now;
  }
  throw Error(ErrorCode::kOverloaded, "the project changes faster than its overview can be read; try again",
              kRetryAfter);
}

}  // namespace cpsg::api
