// The way by which a GET is answered on the thread that read it: from the answers that are kept. What it does not know
// to be answered so is left to Api::handle(), whose answers it keeps.
//
//   AnswerFill fill(cache, sites, request, now, time);  // before the store is read, on a thread that handles requests
//   Response response = dispatch(call_with(fill.basis()));
//   fill.keep(response);
//   ...
//   if (hot.answer(plain_request, peer, out)) return;   // on the io thread
//
// Both ways answer with the same bytes, but for the date, the request's id and `Server-Timing`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/api/answer_cache.h"
#include "cpsg/api/sites.h"
#include "cpsg/base/clock.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/http/answer_bytes.h"
#include "cpsg/http/message.h"
#include "cpsg/http/plain_request.h"

namespace cpsg::api {

// Headers for the answer, where whoever sends this from the address `peer` may read, and sees what is private or not;
// then the request counts against the sender's limits. Nothing where Api::handle() has to find it out, as far as that
// can be told without waiting.
using AdmitAtOnce = std::function<std::optional<std::vector<http::Header>>(const http::PlainRequest& request,
                                                                           std::string_view peer, bool sees_private)>;

// One answer that is being made, for whoever makes it.
class AnswerFill {
 public:
  AnswerFill(AnswerCache& cache, const Sites& sites, const http::IncomingRequest& request, Instant now, UnixTime time);

  // Where to note what the answer is made of; null where it will not be kept.
  [[nodiscard]] AnswerBasis* basis() { return mark_ ? &basis_ : nullptr; }
  // Keeps the answer, if it is one that others may get, too.
  void keep(const http::Response& response, bool sees_private, Instant now);

 private:
  [[nodiscard]] http::Response completed(http::Response response) const;

  AnswerCache& cache_;
  const Sites& sites_;
  const http::IncomingRequest& request_;
  std::optional<std::uint64_t> mark_;  // nothing: the answer is not kept
  AnswerBasis basis_;
};

// For one thread.
class HotAnswers {
 public:
  // All that is referred to must outlive this.
  HotAnswers(AnswerCache& cache, const Sites& sites, Clock clock, const WaitableClock& steady_clock,
             AdmitAtOnce admit_at_once);

  // Appends the whole answer, or does nothing and returns false.
  [[nodiscard]] bool answer(const http::PlainRequest& request, std::string_view peer, std::string& out);

  // Whether this Host is taken. Most clients use the same, so that the last one is remembered.
  [[nodiscard]] bool takes_host(std::string_view host);

 private:
  AnswerCache& cache_;
  const Sites& sites_;
  const Clock clock_;
  const WaitableClock& steady_clock_;
  const AdmitAtOnce admit_at_once_;
  http::AnswerWriter writer_;
  std::string taken_host_;
};

}  // namespace cpsg::api
