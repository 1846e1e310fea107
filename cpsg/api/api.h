// The HTTP API: `/v1` and the health checks, over one store.
//
//   GET  /v1/projects                          limit, cursor
//   POST /v1/projects                          {"url": "..."}: 202 when added, 200 when known
//   GET  /v1/projects/{owner}/{name}
//   GET  /v1/projects/{owner}/{name}/branches      limit, cursor, deleted (true: tombstones too)
//   GET  /v1/projects/{owner}/{name}/commits       limit, cursor, since, until, branch, author, unreachable
//   GET  /v1/projects/{owner}/{name}/activity      interval, since, until, tz, branch
//   GET  /v1/projects/{owner}/{name}/contributors  limit, cursor
//   GET  /healthz                              the process answers
//   GET  /readyz                               the store answers too
//
// Lists are `{"data":[...],"next":cursor|null}`. Parameters of other names are refused, paths ignore case. Everything
// that is read has an ETag.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/http/message.h"
#include "cpsg/model/target.h"
#include "cpsg/storage/store.h"

namespace cpsg::api {

struct ApiOptions {
  std::string git_url = "https://github.com";  // what URLs of new projects are checked against; file:// is refused
  Clock clock = system_clock();
  // A project was added and is due; may be empty.
  std::function<void(std::string_view project_id)> on_added;
  // All forms in which the store may have a person that a client names so: the text itself, and what the privacy
  // settings make of an address. May be empty: the text alone.
  std::function<std::vector<std::string>(std::string_view text)> stored_forms;
};

class Api {
 public:
  // The store outlives the API.
  Api(storage::Store& store, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // A handler for http::Server: from several threads at once; failures are thrown as Error (http/problem.h maps them).
  [[nodiscard]] http::Response handle(const http::IncomingRequest& request);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::api
