// What every route gets, and the routes themselves (api.h documents them).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/api/api.h"
#include "cpsg/api/commit_selection.h"
#include "cpsg/api/graph_reader.h"
#include "cpsg/api/query.h"
#include "cpsg/http/message.h"
#include "cpsg/storage/store.h"

namespace cpsg::api {

struct Context {
  storage::Store& store;
  const ApiOptions& options;
  GraphReader& graphs;
  CommitSelector& selector;
};

struct Call {
  const http::IncomingRequest& request;
  const Target& target;
};

// The project that the path names; throws Error(kNotFound).
[[nodiscard]] model::Project project_of(const Context& context, const Call& call);

// The live branch that the parameter `branch` names, where it is given; throws http::FieldError(kNotFound).
[[nodiscard]] std::optional<model::Branch> branch_parameter(const Context& context, const Call& call,
                                                            const model::Project& project);

[[nodiscard]] http::Response list_projects(const Context& context, const Call& call);
[[nodiscard]] http::Response add_project(const Context& context, const Call& call);
[[nodiscard]] http::Response get_project(const Context& context, const Call& call);
[[nodiscard]] http::Response list_branches(const Context& context, const Call& call);
[[nodiscard]] http::Response list_commits(const Context& context, const Call& call);
[[nodiscard]] http::Response get_activity(const Context& context, const Call& call);
[[nodiscard]] http::Response list_contributors(const Context& context, const Call& call);
[[nodiscard]] http::Response get_health(const Context& context, const Call& call);
[[nodiscard]] http::Response get_readiness(const Context& context, const Call& call);

}  // namespace cpsg::api
