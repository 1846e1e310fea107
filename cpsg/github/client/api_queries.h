// The GraphQL queries of the client: for many things at once in batches of learned sizes, and for one page of a list.
//
//   ApiQueries queries(settings, machine_clock());
//   const auto found = queries.many<std::string, wire::RepositoryProbe>(query, node_ids, call);
//
// Before the first request it asks whose the tokens are, where there are several: accounts of the same user share a
// budget. Blocks its caller. Safe to call from several threads at once.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/client/api_transport.h"
#include "cpsg/github/client/batches.h"
#include "cpsg/github/client/query_sizes.h"

namespace cpsg::github::client {

// GitHub failed at what was asked for, however little that was: it may succeed at something else.
class FailedAlone : public Error {
 public:
  explicit FailedAlone(const Error& error) : Error(error) {}
};

// Where so few are asked for, entries that cannot be read are left out: they would not be readable alone either.
inline constexpr std::size_t kFewEntries = 5;

// A page of one list.
template <typename Value>
struct PageQuery {
  wire::QueryKind kind;
  std::string_view owner;
  std::function<std::string(std::size_t size)> body_for;
  std::function<wire::Lookup<Value>(std::string_view)> read;
  std::size_t most = std::numeric_limits<std::size_t>::max();  // entries, where the learned size is greater
  bool divisible = true;                                       // false: it is asked for once, and in no smaller part
};

class ApiQueries {
 public:
  // As ApiTransport.
  ApiQueries(const ClientSettings& settings, WaitableClock& clock) : transport_(settings, clock) {}

  // One entry for each key, in their order. Throws Error(kCancelled) alone.
  template <typename Key, typename Value>
  [[nodiscard]] std::vector<wire::Lookup<Value>> many(typename Batches<Key, Value>::Query query,
                                                      std::span<const Key> keys, const Call& call) {
    if (keys.empty()) return {};
    identify_users_once(call);
    return Batches<Key, Value>(transport_, sizes_, std::move(query), keys, call).run();
  }

  // The response to a query for `size` entries of one list, asked again for half as many as long as that is too much or
  // some entry cannot be read, down to one; of few the value is what can be read. Throws FailedAlone if GitHub fails at
  // the least too, what the response says instead of a value, and as ApiTransport::perform(). `received`, which may be
  // null, gets the value's response.
  template <typename Value>
  [[nodiscard]] Value page(const PageQuery<Value>& query, const Call& call, http::Answer* received = nullptr);
  // What was learned of the size while pages were asked for whose trouble was not their size is forgotten.
  void restore_size(wire::QueryKind kind) { sizes_.restore(kind); }

  // Asks once whose the tokens are, if there are several; a minute later again where that failed. Throws
  // Error(kCancelled) alone.
  void identify_users_once(const Call& call);
  // Asks it of each account that is a user's; false if one could not be asked. `failures`, by the account's title, may
  // be null.
  bool identify_users(const Call& call, std::map<std::string, std::string>* failures);
  // The login that GitHub knows the account by. Throws as ApiTransport::perform().
  [[nodiscard]] std::string viewer(const std::string& account_key, const Call& call);

  [[nodiscard]] ApiTransport& transport() { return transport_; }

 private:
  [[nodiscard]] ApiResponse perform_page(const ApiRequest& request, const Call& call);

  ApiTransport transport_;
  QuerySizes sizes_;
  std::mutex identify_mutex_;
  bool identified_ = false;
  std::optional<Instant> identify_again_at_;
};

template <typename Value>
Value ApiQueries::page(const PageQuery<Value>& query, const Call& call, http::Answer* received) {
  identify_users_once(call);
  std::optional<std::size_t> too_many;  // the least that was too much
  const std::size_t begin = std::min(sizes_.size(query.kind), query.most);
  const std::size_t least = query.divisible ? 1 : begin;
  for (std::size_t size = begin;; size = std::max(least, size / 2)) {
    std::optional<Value> value;
    bool resource_limited = true;  // also where no response can be read
    bool owner_refuses = false;
    ApiRequest request = graphql_request(transport_.settings(), query.body_for(size));
    request.cost = sizes_.cost(query.kind, size, call.lane);
    request.owner = query.owner;
    request.divisible = size > least;
    if (!query.divisible) request.attempts = 1;
    request.read = [&](const http::Answer& answer) {
      wire::Lookup<Value> lookup = query.read(answer.body);
      resource_limited = lookup.resource_limited;
      owner_refuses = lookup.wall == wire::Wall::kOwner;
      value = std::move(lookup.value);
      return ReadResult{std::move(lookup.failure),
                        lookup.retry_smaller && (!value || size > std::max(least, kFewEntries))};
    };
    ApiResponse response = perform_page(request, call);
    if (response.outcome == Outcome::kTooMuch) {
      // An entry that cannot be read is no reason to ask for less of other lists.
      if (resource_limited) too_many = size;
      continue;
    }
    if (response.failure) {
      if (owner_refuses) {
        transport_.accounts().owner_refuses(response.account, query.owner, *response.failure, transport_.unix_time());
      }
      throw error_of(*response.failure);
    }
    if (too_many) static_cast<void>(sizes_.failed(query.kind, *too_many));
    sizes_.answered(query.kind, size, response.answer.waited);
    if (received != nullptr) *received = std::move(response.answer);
    return *std::move(value);
  }
}

}  // namespace cpsg::github::client
