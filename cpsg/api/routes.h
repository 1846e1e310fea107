// The handlers of the routes, and what each of them gets. route_table.h says at which paths, with which parameters.
//
//   const Call call{request, target, caller};
//   http::Response response = list_projects(context, call);
//
// A handler gets parameters that the table allows. It first decides whether the client has the present state already
// (304), then reads what the answer needs. It reads lists as lists: the number of its calls of the store does not grow
// with the page.
//
// Threads: all routes may be called from several threads at once. Errors: http::FieldError names the parameter or the
// member of the body at fault; Error(kNotFound) is what does not exist; errors of the store are passed on.
#pragma once

#include <atomic>
#include <boost/json/object.hpp>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/access/caller.h"
#include "cpsg/access/gate.h"
#include "cpsg/api/answer_cache.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/options.h"
#include "cpsg/api/query.h"
#include "cpsg/fleet/cards.h"
#include "cpsg/history/commit_selection.h"
#include "cpsg/history/commit_table.h"
#include "cpsg/history/graph_reader.h"
#include "cpsg/http/message.h"
#include "cpsg/pulls/facts_cache.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

// What lives as long as the API.
struct Context {
  const storage::Stores stores;
  const ApiOptions& options;
  history::GraphReader& graphs;
  history::CommitSelector& selector;
  history::CommitTables& tables;
  pulls::FactsCache& pull_facts;
  access::Gate& gate;
  std::mutex& removals_waited_for;    // held by the one request that waits until a removed project is cleared
  std::atomic<std::size_t>& streams;  // exports and streamed lists that are under way
  fleet::Cards& cards;
};

struct OpenedList;  // list_answer.h

// One request, taken apart and checked by the table (route_table.h): its parameters have their types and bounds.
struct Call {
  const http::IncomingRequest& request;
  const Target& target;
  const access::Caller& caller;   // who may do what the route does
  AnswerBasis* basis = nullptr;   // is told what the answer is made of, where somebody may keep it
  boost::json::object body = {};  // its members, where the route has some
  // Where it is set, answer_list() leaves the list here in place of an answer: several lists become one stream.
  OpenedList* opened = nullptr;
};

using Handler = http::Response (*)(const Context&, const Call&);
using ProjectHandler = http::Response (*)(const Context&, const Call&, const storage::ProjectRevision&);

// The live branch that the parameter `branch` names; nothing where it is not given. Throws http::FieldError(kNotFound)
// where the project has no such branch.
[[nodiscard]] std::optional<model::Branch> branch_parameter(storage::HistoryReader& history, const Call& call,
                                                            const storage::ProjectRevision& project);

// The commits that the parameters `branch` and `author` name.
[[nodiscard]] history::CommitFilter commit_filter(const Context& context, const Call& call,
                                                  const storage::ProjectRevision& project);

// The time of a request, for the gate.
[[nodiscard]] access::Moment moment_of(const ApiOptions& options);

// `/v1/projects/{owner}/{name}`, percent-encoded.
[[nodiscard]] std::string project_path(std::string_view owner, std::string_view name);

// The object that clients see of the project, and by what they name its state.
[[nodiscard]] std::string project_json(const Context& context, const model::Project& project, UnixTime now);
[[nodiscard]] Validators project_validators(const Context& context, const model::Project& project);

// ---- of one project, which the dispatcher has found by its present name ----

[[nodiscard]] http::Response get_project(const Context& context, const Call& call,
                                         const storage::ProjectRevision& project);
[[nodiscard]] http::Response remove_project(const Context& context, const Call& call,
                                            const storage::ProjectRevision& project);
[[nodiscard]] http::Response sync_project_now(const Context& context, const Call& call,
                                              const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_branches(const Context& context, const Call& call,
                                           const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_branch(const Context& context, const Call& call,
                                        const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_commits(const Context& context, const Call& call,
                                          const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_commit(const Context& context, const Call& call,
                                        const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_activity(const Context& context, const Call& call,
                                          const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_contributors(const Context& context, const Call& call,
                                               const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_contributor_summary(const Context& context, const Call& call,
                                                     const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_contributor_activity(const Context& context, const Call& call,
                                                      const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_pulls(const Context& context, const Call& call,
                                        const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_pull(const Context& context, const Call& call,
                                      const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_pull_summary(const Context& context, const Call& call,
                                              const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_history(const Context& context, const Call& call,
                                          const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_releases(const Context& context, const Call& call,
                                           const storage::ProjectRevision& project);
[[nodiscard]] http::Response get_project_overview(const Context& context, const Call& call,
                                                  const storage::ProjectRevision& project);
[[nodiscard]] http::Response list_project_syncs(const Context& context, const Call& call,
                                                const storage::ProjectRevision& project);
[[nodiscard]] http::Response export_project(const Context& context, const Call& call,
                                            const storage::ProjectRevision& project);

// ---- all others ----

[[nodiscard]] http::Response list_projects(const Context& context, const Call& call);
// The list of projects where its query asks_of_fleet().
[[nodiscard]] http::Response list_fleet(const Context& context, const Call& call);
[[nodiscard]] http::Response get_index(const Context& context, const Call& call);
[[nodiscard]] http::Response get_overview(const Context& context, const Call& call);
[[nodiscard]] http::Response add_project(const Context& context, const Call& call);
[[nodiscard]] http::Response export_projects(const Context& context, const Call& call);
[[nodiscard]] http::Response get_activity_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response get_contributor_summary_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response get_contributor_activity_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response get_pull_summary_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response list_history_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response list_branches_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response list_pulls_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response list_releases_of_several(const Context& context, const Call& call);
[[nodiscard]] http::Response get_badge(const Context& context, const Call& call);
[[nodiscard]] http::Response get_badge_json(const Context& context, const Call& call);
[[nodiscard]] http::Response get_card(const Context& context, const Call& call);
[[nodiscard]] http::Response get_chart(const Context& context, const Call& call);
[[nodiscard]] http::Response list_batches(const Context& context, const Call& call);
[[nodiscard]] http::Response create_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response get_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response list_batch_projects(const Context& context, const Call& call);
[[nodiscard]] http::Response get_batch_history(const Context& context, const Call& call);
[[nodiscard]] http::Response pause_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response resume_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response cancel_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response retry_batch(const Context& context, const Call& call);
[[nodiscard]] http::Response list_saved_lists(const Context& context, const Call& call);
[[nodiscard]] http::Response get_saved_list(const Context& context, const Call& call);
[[nodiscard]] http::Response put_saved_list(const Context& context, const Call& call);
[[nodiscard]] http::Response delete_saved_list(const Context& context, const Call& call);
[[nodiscard]] http::Response list_deliveries(const Context& context, const Call& call);
[[nodiscard]] http::Response take_delivery(const Context& context, const Call& call);
[[nodiscard]] http::Response get_me(const Context& context, const Call& call);
[[nodiscard]] http::Response create_session(const Context& context, const Call& call);
[[nodiscard]] http::Response delete_session(const Context& context, const Call& call);
[[nodiscard]] http::Response get_events(const Context& context, const Call& call);
[[nodiscard]] http::Response list_syncs(const Context& context, const Call& call);
[[nodiscard]] http::Response make_plan(const Context& context, const Call& call);
[[nodiscard]] http::Response get_status_history(const Context& context, const Call& call);
[[nodiscard]] http::Response get_status(const Context& context, const Call& call);
[[nodiscard]] http::Response get_openapi(const Context& context, const Call& call);
[[nodiscard]] http::Response get_health(const Context& context, const Call& call);
[[nodiscard]] http::Response get_readiness(const Context& context, const Call& call);

}  // namespace cpsg::api
