// The HTTP API: `/v1` and the health checks, over one store.
//
//   GET    /v1/projects                                limit, cursor
//   POST   /v1/projects                                {"url": "..."}: 202 when added, 200 when known
//   GET    /v1/projects/{owner}/{name}
//   DELETE /v1/projects/{owner}/{name}                 the project and all that is stored of it
//   GET    /v1/projects/{owner}/{name}/branches        limit, cursor, deleted (true: tombstones too)
//   GET    /v1/projects/{owner}/{name}/commits         limit, cursor, since, until, branch, author, unreachable
//   GET    /v1/projects/{owner}/{name}/activity        interval, since, until, tz, branch
//   GET    /v1/projects/{owner}/{name}/contributors    limit, cursor
//   GET    /v1/projects/{owner}/{name}/pulls           limit, cursor, state
//   GET    /v1/projects/{owner}/{name}/pulls/{number}
//   GET    /v1/projects/{owner}/{name}/history         limit, cursor, since, until
//   GET    /v1/batches                                 limit
//   POST   /v1/batches                                 {"name": "...", "projects": ["owner/name", ...]}
//   GET    /v1/batches/{id}
//   GET    /v1/batches/{id}/projects                   limit, cursor, state
//   POST   /v1/batches/{id}/{pause|resume|cancel|retry}
//   GET    /v1/webhooks                                how many deliveries came in four days, by event
//   POST   /v1/webhooks/github                         GitHub's deliveries, signed
//   GET    /v1/status                                  budgets and warnings
//   GET    /healthz                                    the process answers
//   GET    /readyz                                     the store answers too
//
// Below a project, an earlier name of it is answered with 301 to the present one.
// Lists are `{"data":[...],"next":cursor|null}`. Parameters of other names are refused, paths ignore case. Everything
// that is read has an ETag.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/http/message.h"
#include "cpsg/model/target.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

struct ApiOptions {
  std::string git_url = "https://github.com";  // what URLs of new projects are checked against; file:// is refused
  Clock clock = system_clock();
  // The project or the batch of this id has something due; may be empty.
  std::function<void(std::string_view id)> on_due;
  // All forms in which the store may have a person that a client names so: the text itself, and what the privacy
  // settings make of an address. May be empty: the text alone.
  std::function<std::vector<std::string>(std::string_view text)> stored_forms;
  std::string webhook_secret;  // by which GitHub signs deliveries; empty: none are taken
  // What may still be spent at GitHub, and what is wrong with the tokens; may be empty.
  std::function<std::vector<github::ledger::AccountBudget>()> budgets;
  std::function<std::vector<std::string>()> warnings;
};

class Api {
 public:
  // The store outlives the API.
  Api(const storage::Stores& stores, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // A handler for http::Server: from several threads at once; failures are thrown as Error (http/problem.h maps them).
  [[nodiscard]] http::Response handle(const http::IncomingRequest& request);

  // For http::RequestLimits: of requests whose body may be longer than others'; 0: of no such request.
  [[nodiscard]] std::size_t large_body_max_bytes(std::string_view target) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::api
