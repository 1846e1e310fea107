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
  // some entry cannot be read; at the least size the value is what can be read. Throws what the response says instead,
  // and as ApiTransport::perform().
  template <typename Value>
  [[nodiscard]] Value page(wire::QueryKind kind, std::string_view owner,
                           const std::function<std::string(std::size_t size)>& body_for,
                           const std::function<wire::Lookup<Value>(std::string_view)>& read, const Call& call);

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
  ApiTransport transport_;
  QuerySizes sizes_;
  std::mutex identify_mutex_;
  bool identified_ = false;
  std::optional<Instant> identify_again_at_;
};

template <typename Value>
Value ApiQueries::page(wire::QueryKind kind, std::string_view owner,
                       const std::function<std::string(std::size_t size)>& body_for,
                       const std::function<wire::Lookup<Value>(std::string_view)>& read, const Call& call) {
  identify_users_once(call);
  const std::size_t least = sizes_.least(kind);
  for (std::size_t size = sizes_.size(kind);; size = std::max(least, size / 2)) {
    std::optional<Value> value;
    bool resource_limited = true;  // also where no response can be read
    bool owner_refuses = false;
    ApiRequest request = graphql_request(transport_.settings(), body_for(size));
    request.cost = sizes_.cost(kind, size, call.lane);
    request.owner = owner;
    request.divisible = size > least;
    request.read = [&](const http::Answer& answer) {
      wire::Lookup<Value> lookup = read(answer.body);
      resource_limited = lookup.resource_limited;
      owner_refuses = lookup.wall == wire::Wall::kOwner;
      value = std::move(lookup.value);
      return ReadResult{std::move(lookup.failure), lookup.retry_smaller && (size > least || !value)};
    };
    const ApiResponse response = transport_.perform_as_any(request, call);
    if (response.outcome == Outcome::kTooMuch) {
      // An entry that cannot be read is no reason to ask for less of other lists.
      if (resource_limited) static_cast<void>(sizes_.failed(kind, size));
      continue;
    }
    if (response.failure) {
      if (owner_refuses) {
        transport_.accounts().owner_refuses(response.account, owner, *response.failure, transport_.unix_time());
      }
      throw_failure(*response.failure);
    }
    sizes_.answered(kind, size, response.answer.waited);
    return *std::move(value);
  }
}

}  // namespace cpsg::github::client
