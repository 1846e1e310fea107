// Which part of the program answers a request: the dashboard's pages, or the API. Both take the same hosts.
//
//   RequestHandler handler(api, site, clock);
//   options.hot_answer = [&](auto& request, auto peer, auto& out) {
//     return handler.answer_at_once(request, peer, out);
//   };
//   http::Server server(options, [&](const http::IncomingRequest& request) { return handler.handle(request); });
//
// Pages need no key and count for no limit: they are the same for everybody, and cost what a refusal does.
//
// Threads: any, but answer_at_once() on one at a time.
#pragma once

#include <string>
#include <string_view>

#include "cpsg/api/api.h"
#include "cpsg/base/clock.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/site/site.h"

namespace cpsg::server {

class RequestHandler {
 public:
  // Both parts must outlive this.
  RequestHandler(api::Api& api, site::Site& site, Clock clock);

  // As api::Api::handle().
  [[nodiscard]] http::Response handle(const http::IncomingRequest& request);
  // For http::ServerOptions::hot_answer.
  [[nodiscard]] bool answer_at_once(const http::PlainRequest& request, std::string_view peer, std::string& out);
  // For http::ServerOptions::on_answer. What a page is answered with depends on no key, and has its headers already.
  void complete(const http::IncomingRequest& request, http::Response& response) const;

 private:
  api::Api& api_;
  site::Site& site_;
  const Clock clock_;
};

}  // namespace cpsg::server
