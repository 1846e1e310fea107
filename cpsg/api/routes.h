// What every route gets, and the routes themselves (api.h documents them).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/api/api.h"
#include "cpsg/api/query.h"
#include "cpsg/history/commit_selection.h"
#include "cpsg/history/graph_reader.h"
#include "cpsg/http/message.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

struct Context {
  const storage::Stores stores;
  const ApiOptions& options;
  history::GraphReader& graphs;
  history::CommitSelector& selector;
};

struct Call {
  const http::IncomingRequest& request;
  const Target& target;
};

// The live branch that the parameter `branch` names, where it is given; throws http::FieldError(kNotFound).
[[nodiscard]] std::optional<model::Branch> branch_parameter(const Context& context, const Call& call,
                                                            const model::Project& project);

// `/v1/projects/{owner}/{name}` of the project.
[[nodiscard]] std::string path_of(const model::Project& project);

// Of a project; the dispatcher has found it, or sent those who know it by an earlier name to its present path.
[[nodiscard]] http::Response get_project(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response remove_project(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response list_branches(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response list_commits(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response get_activity(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response list_contributors(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response list_pulls(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response get_pull(const Context& context, const Call& call, const model::Project& project);
[[nodiscard]] http::Response list_history(const Context& context, const Call& call, const model::Project& project);

[[nodiscard]] http::Response list_projects(const Context& context, const Call& call);
[[nodiscard]] http::Response add_project(const Context& context, const Call& call);
[[nodiscard]] http::Response list_batches(const Context& context, const Call& call);
[[nodiscard]] http::Response create_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response get_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response list_batch_projects(const Context& context, const Call& call);
[[nodiscard]] http::Response pause_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response resume_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response cancel_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response retry_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response list_deliveries(const Context& context, const Call& call);
[[nodiscard]] http::Response take_delivery(const Context& context, const Call& call);
[[nodiscard]] http::Response get_status(const Context& context, const Call& call);
[[nodiscard]] http::Response get_health(const Context& context, const Call& call);
[[nodiscard]] http::Response get_readiness(const Context& context, const Call& call);

}  // namespace cpsg::api
