#include "cpsg/api/hot_answers.h"

#include <memory>
#include <utility>

#include "cpsg/api/etag.h"
#include "cpsg/base/limits.h"
#include "cpsg/http/entity_tag.h"

namespace cpsg::api {
namespace {

using http::IncomingRequest;
using http::PlainRequest;
using http::Response;

AnswerKey key_of(const IncomingRequest& request) {
  return {.target = request.target,
          .accept = request.header("accept").value_or(""),
          .accept_encoding = request.header("accept-encoding").value_or(""),
          .with_credentials = request.header("authorization") || request.header("cookie")};
}

AnswerKey key_of(const PlainRequest& request) {
  return {.target = request.target,
          .accept = request.accept.value_or(""),
          .accept_encoding = request.accept_encoding.value_or(""),
          .with_credentials = request.authorization || request.cookie};
}

std::string_view header_of(const Response& response, std::string_view name) {
  for (const http::Header& each : response.headers) {
    if (each.name == name) return each.value;
  }
  return {};
}

// Whether others may get it: not what is not whole in memory, or was made smaller for want of room, nor what says that
// nobody may keep it.
bool may_be_kept(const IncomingRequest& request, const Response& response) {
  return response.status == 200 && !response.source && !response.feed &&
         request.list_max_bytes == limits::kPageMaxBytes && !response.body.empty() &&
         response.body.size() <= AnswerCache::kAnswerMaxBytes && !header_of(response, "ETag").empty() &&
         header_of(response, "Cache-Control").find("no-store") == std::string_view::npos;
}

}  // namespace

AnswerFill::AnswerFill(AnswerCache& cache, const Sites& sites, const IncomingRequest& request, Instant now,
                       UnixTime time)
    : cache_(cache), sites_(sites), request_(request) {
  if (request.method == "GET") mark_ = cache.mark_before_reading(now);
  basis_.made_at = time;
}

void AnswerFill::keep(const Response& response, bool sees_private, Instant now) {
  if (!mark_ || !may_be_kept(request_, response)) return;
  auto kept = std::make_shared<KeptAnswer>();
  kept->etag = header_of(response, "ETag");
  if (basis_.project) basis_.revision_decides = kept->etag == revision_etag(*basis_.project);
  kept->basis = std::move(basis_);
  kept->whole = http::answer_bytes(completed(response));
  kept->not_modified = http::answer_bytes(completed(http::not_modified_of(response)));
  kept->body_bytes = response.body.size();
  kept->sees_private = sees_private;
  kept->mark = *mark_;
  cache_.keep(key_of(request_), std::move(kept), now);
}

// As for a request that has what the key of the answer tells of it, and nothing else.
Response AnswerFill::completed(Response response) const {
  IncomingRequest plain{"GET", request_.target, {}, "", ""};
  if (const auto credentials = request_.header("authorization")) {
    plain.headers.push_back({"authorization", std::string(*credentials)});
  } else if (const auto cookie = request_.header("cookie")) {
    plain.headers.push_back({"cookie", std::string(*cookie)});
  }
  sites_.complete(plain, response);
  response.headers.push_back({"Server-Timing", "kept"});
  return response;
}

HotAnswers::HotAnswers(AnswerCache& cache, const Sites& sites, Clock clock, const WaitableClock& steady_clock,
                       AdmitAtOnce admit_at_once)
    : cache_(cache),
      sites_(sites),
      clock_(std::move(clock)),
      steady_clock_(steady_clock),
      admit_at_once_(std::move(admit_at_once)) {}

bool HotAnswers::answer(const PlainRequest& request, std::string_view peer, std::string& out) {
  // A page of another site may need headers of its own, and a cookie may be of a session that has ended.
  if (request.method != "GET" || request.origin || request.cookie || !takes_host(request.host)) return false;
  const UnixTime time = clock_();
  const auto kept = cache_.find(key_of(request), steady_clock_.now(), time);
  if (!kept) return false;
  const auto headers = admit_at_once_(request, peer, kept->sees_private);
  if (!headers) return false;
  const bool has_it = request.if_none_match && http::names_etag(*request.if_none_match, kept->etag);
  writer_.append(out, has_it ? kept->not_modified : kept->whole, *headers, request, time);
  return true;
}

bool HotAnswers::takes_host(std::string_view host) {
  if (host == taken_host_ && !host.empty()) return true;
  if (!sites_.takes_host(host)) return false;
  taken_host_ = host;
  return true;
}

}  // namespace cpsg::api
