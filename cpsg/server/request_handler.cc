#include "cpsg/server/request_handler.h"

#include <utility>

namespace cpsg::server {

RequestHandler::RequestHandler(api::Api& api, site::Site& site, Clock clock)
    : api_(api), site_(site), clock_(std::move(clock)) {}

http::Response RequestHandler::handle(const http::IncomingRequest& request) {
  if (!site_.answers(request)) return api_.handle(request);
  api_.check_host(request);
  return site_.answer(request);
}

bool RequestHandler::answer_at_once(const http::PlainRequest& request, std::string_view peer, std::string& out) {
  if (!api_.takes_host(request.host)) return false;
  return site_.answer_plain(request, clock_(), out) || api_.hot_answer(request, peer, out);
}

void RequestHandler::complete(const http::IncomingRequest& request, http::Response& response) const {
  if (!site_.answers(request)) api_.complete(request, response);
}

}  // namespace cpsg::server
