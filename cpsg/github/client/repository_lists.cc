// What GraphQL tells of one repository: its pull requests page by page, around those that GitHub fails to give, and its
// counts.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/github/client/api_queries.h"
#include "cpsg/github/client/client.h"
#include "cpsg/github/client/response_classification.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

using wire::PullOrder;

// Whether GitHub failed at what was asked for, while it may succeed at something else.
bool failed_at_this(ErrorCode code) { return code == ErrorCode::kRemoteError || code == ErrorCode::kBadData; }

PageQuery<wire::PullHandlePage> handles_query(std::string_view node_id, std::string_view owner, std::string_view after,
                                              PullOrder order) {
  return {.kind = wire::QueryKind::kPullHandles,
          .owner = owner,
          .body_for = [=](std::size_t size) { return wire::pull_handles_request(node_id, after, order, size); },
          .read = wire::read_pull_handles};
}

PageQuery<wire::PullHandlePage> place_query(std::string_view node_id, std::string_view owner, std::string_view after,
                                            PullOrder order) {
  return {.kind = wire::QueryKind::kPullHandles,
          .owner = owner,
          .body_for = [=](std::size_t size) { return wire::pull_place_request(node_id, after, order, size); },
          .read = wire::read_pull_place,
          .most = 1};
}

// The server's time when it began to answer, if the response tells.
std::optional<UnixTime> seen_at(const http::Answer& answer) {
  const auto date = answer.head.header("date");
  const auto sent = date ? read_http_date(*date) : std::nullopt;
  if (!sent) return std::nullopt;
  return *sent - std::chrono::ceil<std::chrono::seconds>(answer.waited);
}

// One page of pull requests of which GitHub does not give the first one in the usual way.
class StepOver {
 public:
  StepOver(ApiQueries& queries, Client& client, std::string_view node_id, std::string_view owner,
           std::string_view after, const Call& call)
      : queries_(queries), client_(client), node_id_(node_id), owner_(owner), after_(after), call_(call) {}

  // Those that the light list names, each as far as GitHub gives it. Throws `failure`, which is what the usual way
  // ended with, in an outage.
  wire::PullPage run(const Client::KnownFailures& known, const FailedAlone& failure) {
    require_no_outage(failure);
    wire::PullHandlePage listed;
    http::Answer answer;
    try {
      listed = queries_.page(handles_query(node_id_, owner_, after_, PullOrder::kLatestUpdate), call_, &answer);
    } catch (const FailedAlone&) {
      return step_over_unknown();
    }
    wire::PullPage page{.unreadable = listed.unreadable,
                        .total = listed.total,
                        .has_next = listed.has_next,
                        .end_cursor = std::move(listed.end_cursor),
                        .seen_at = seen_at(answer)};
    ask(listed.pulls, known, page);
    return page;
  }

 private:
  // The lightest question that there is, about the other end of the list.
  void require_no_outage(const FailedAlone& failure) {
    try {
      total_ = queries_.page(place_query(node_id_, owner_, "", PullOrder::kOldest), call_).total;
    } catch (const FailedAlone&) {
      throw failure;
    }
  }

  void ask(const std::vector<wire::PullHandle>& listed, const Client::KnownFailures& known, wire::PullPage& page) {
    std::vector<wire::PullHandle> wanted;
    std::vector<std::int64_t> numbers;
    for (const wire::PullHandle& handle : listed) {
      const auto before = known.find(handle.number);
      if (before != known.end() && handle.updated_at <= before->second) {
        page.failed.push_back(handle);
        continue;
      }
      wanted.push_back(handle);
      numbers.push_back(handle.number);
    }
    auto found = client_.pulls_by_number(node_id_, owner_, numbers, call_);
    for (std::size_t i = 0; i < found.size(); ++i) {
      if (found[i].value) {
        page.pulls.push_back(*std::move(found[i].value));
      } else if (found[i].retry_smaller || !failed_at_this(found[i].failure->code)) {
        // An outage, or the budget's end, says nothing of this one. A deleted one is listed no more.
        if (found[i].failure->code != ErrorCode::kNotFound) throw error_of(*found[i].failure);
      } else {
        page.failed.push_back(wanted[i]);
      }
    }
  }

  // The list itself fails here. Its place behind one entry can be had without that entry; if not even that, it ends.
  wire::PullPage step_over_unknown() {
    try {
      wire::PullHandlePage place =
          queries_.page(place_query(node_id_, owner_, after_, PullOrder::kLatestUpdate), call_);
      return {
          .unreadable = 1, .total = place.total, .has_next = place.has_next, .end_cursor = std::move(place.end_cursor)};
    } catch (const FailedAlone&) {
      return {.unreadable = 1, .total = total_, .cut = "GitHub fails to go on with it"};
    }
  }

  ApiQueries& queries_;
  Client& client_;
  const std::string_view node_id_;
  const std::string_view owner_;
  const std::string_view after_;
  const Call& call_;
  std::int64_t total_ = 0;
};

}  // namespace

wire::PullPage Client::pulls(std::string_view node_id, std::string_view owner, std::string_view after,
                             const KnownFailures& known, const Call& call) {
  const PageQuery<wire::PullPage> query{
      .kind = wire::QueryKind::kPulls,
      .owner = owner,
      .body_for = [&](std::size_t size) { return wire::pulls_request(node_id, after, size); },
      .read = wire::read_pulls,
      .divisible = known.empty()};
  try {
    http::Answer answer;
    wire::PullPage page = queries_->page(query, call, &answer);
    page.seen_at = seen_at(answer);
    return page;
  } catch (const FailedAlone& failure) {
    wire::PullPage page = StepOver(*queries_, *this, node_id, owner, after, call).run(known, failure);
    queries_->restore_size(wire::QueryKind::kPulls);
    return page;
  }
}

wire::PullHandlePage Client::pull_handles(std::string_view node_id, std::string_view owner, std::string_view after,
                                          PullOrder order, const Call& call) {
  try {
    return queries_->page(handles_query(node_id, owner, after, order), call);
  } catch (const FailedAlone&) {
    // Its place behind one entry can be had without that entry.
  }
  wire::PullHandlePage place = queries_->page(place_query(node_id, owner, after, order), call);
  place.unreadable = 1;
  return place;
}

wire::AuditCounts Client::audit(std::string_view node_id, std::string_view owner, const Call& call) {
  const auto ask = [&](bool with_commits) {
    return queries_->page(
        PageQuery<wire::AuditCounts>{
            .kind = wire::QueryKind::kAudit,
            .owner = owner,
            .body_for = [&](std::size_t) { return wire::audit_request(node_id, with_commits); },
            .read = wire::read_audit},
        call);
  };
  try {
    return ask(true);
  } catch (const FailedAlone&) {
    return ask(false);
  }
}

wire::ReleasePage Client::releases(std::string_view node_id, std::string_view owner, std::string_view after,
                                   const Call& call) {
  return queries_->page(
      PageQuery<wire::ReleasePage>{
          .kind = wire::QueryKind::kReleases,
          .owner = owner,
          .body_for = [&](std::size_t size) { return wire::releases_request(node_id, after, size); },
          .read = wire::read_releases},
      call);
}

}  // namespace cpsg::github::client
