// `cpsg badge`: a badge, a card or a chart of a project, the same bytes that a server answers with.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cpsg/api/parameter.h"
#include "cpsg/api/pictures.h"
#include "cpsg/api/route_table.h"
#include "cpsg/base/percent_coding.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/find_stored_project.h"
#include "cpsg/server/output.h"

namespace cpsg::server {
namespace {

api::PictureSubject subject_of(const BadgeArguments& arguments) {
  if (auto subject = api::picture_subject(arguments.kind, arguments.json)) return *std::move(subject);
  throw Error(ErrorCode::kUsage, arguments.json && api::picture_subject(arguments.kind, false)
                                     ? fmt::format("--json goes with badges, and {} is none", arguments.kind)
                                     : fmt::format("there is no picture '{}' (see cpsg badge --help)", arguments.kind));
}

// As a URL has them, so that the same rules hold.
std::string query_of(const BadgeArguments& arguments) {
  std::string query;
  for (const auto& [name, value] : arguments.options) {
    query += fmt::format("{}{}={}", query.empty() ? "?" : "&", name, percent_encode(value));
  }
  return query;
}

// Told in words of the command line. How long caches may keep a picture says nothing to whoever writes it into a file.
void check_options(const BadgeArguments& arguments, std::span<const api::Parameter> parameters) {
  std::vector<std::string_view> known;
  for (const api::Parameter& each : parameters) {
    if (each.place == api::ParameterPlace::kQuery && each.name != "maxage") known.push_back(each.name);
  }
  for (const auto& [name, value] : arguments.options) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(ErrorCode::kUsage, fmt::format("--{} does not go with {}; what does: --{}", name, arguments.kind,
                                               fmt::join(known, ", --")));
  }
}

}  // namespace

// Whoever may read the database may see private projects.
int run(const CommandContext& context, const BadgeArguments& arguments) {
  const api::PictureSubject subject = subject_of(arguments);
  const OpenedStore store = open_store_for_reading(context.config());
  const storage::Stores& stores = store.ports;
  const model::Project found = find_stored_project(stores.projects, context.config(), arguments.project);
  const auto project = stores.projects.revision(found.full_name());
  if (!project) throw Error(ErrorCode::kNotFound, fmt::format("{} was removed just now", found.full_name()));

  const api::Target target =
      api::parse_target(api::picture_path(subject, found.owner, found.name) + query_of(arguments));
  const std::span<const api::Parameter> parameters = api::find_route("GET", target.segments)->parameters;
  check_options(arguments, parameters);
  api::check_query(parameters, target.query);
  history::GraphReader graphs(stores.history);
  history::CommitTables tables(stores.history, graphs);
  history::CommitSelector selector(stores.history, graphs);
  pulls::FactsCache pull_facts(stores.pulls);
  write_result(
      api::draw({stores, tables, selector, pull_facts, system_clock()(), true}, subject, *project, target.query).body);
  return 0;
}

}  // namespace cpsg::server
