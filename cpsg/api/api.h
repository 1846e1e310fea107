// The HTTP API: `/v1` and the health checks, over one store.
// Which routes there are, with which parameters, answers and access: route_table.h. Before all of them stand the rules
// of hosts and origins (sites.h). A write whose If-Match or If-None-Match is false for what a GET of the same resource
// shows is refused with 412.
//
// An earlier name of a project is answered with 301, or 308 to a write, to the same path below its present name. Lists
// are `{"data":[...],"next":cursor|null}`. A parameter that the route does not have is refused. The letters' case does
// not matter in paths. Answers have ETags, but for the status and the health checks; docs/api.md says more.
//
//   Api api(store.stores(), {.clock = system_clock()});
//   http::Server server(options, [&](const http::IncomingRequest& request) { return api.handle(request); });
//
// The parts: options.h is what the API is told, routes.h the handlers and what each gets, route_table.h the table of
// routes, api.cc the dispatcher.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "cpsg/api/options.h"
#include "cpsg/fleet/cards.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

class Api {
 public:
  // The store must outlive the API.
  Api(const storage::Stores& stores, ApiOptions options);
  ~Api();
  Api(const Api&) = delete;
  Api& operator=(const Api&) = delete;

  // A handler for http::Server. May be called from several threads at once; it blocks while the store is read. A
  // request for another host, from a foreign page or with a path that is none throws Error or http::FieldError, which
  // http/problem.h makes answers of; so are all other failures already.
  [[nodiscard]] http::Response handle(const http::IncomingRequest& request);

  // For http::ServerOptions::hot_answer: appends the answer, if one is kept that stands; else nothing is appended, and
  // handle() answers. `peer` is the address of the other end. Doesn't block. On one thread at a time.
  [[nodiscard]] bool hot_answer(const http::PlainRequest& request, std::string_view peer, std::string& out);

  // The rule of hosts alone (sites.h), for what this server answers beside the API. The first throws where handle()
  // would; the second is for the thread of hot_answer().
  void check_host(const http::IncomingRequest& request) const;
  [[nodiscard]] bool takes_host(std::string_view host);

  // For http::ServerOptions::on_answer: adds the headers that all answers have, those of failures too, and
  // draws failures of ours where a picture was asked for. Doesn't block.
  void complete(const http::IncomingRequest& request, http::Response& response) const;

  // For http::ServerOptions: whether the answer may be a list, larger than a few kilobytes. Doesn't block.
  [[nodiscard]] bool may_answer_large(const http::IncomingRequest& request) const;

  // What lists of the whole fleet are answered from. They are read at the first request for one, unless a
  // cpsg serve has a thread do that from the start.
  [[nodiscard]] fleet::Cards& cards();

  // For http::RequestLimits: how long the body of a request to this target may be, where that is longer than usual; 0
  // where it is not.
  [[nodiscard]] std::size_t large_body_max_bytes(std::string_view target) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::api
