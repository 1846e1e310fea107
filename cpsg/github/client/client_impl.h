// What the parts of the client share.
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
#include "cpsg/github/client/client.h"
#include "cpsg/github/client/query_sizes.h"

namespace cpsg::github::client {

class Client::Impl {
 public:
  Impl(const ClientSettings& settings, Clock clock) : transport(settings, std::move(clock)) {}

  template <typename Key, typename Value>
  std::vector<wire::Lookup<Value>> batches(typename Batches<Key, Value>::Query query, std::span<const Key> keys,
                                           const Call& call) {
    if (keys.empty()) return {};
    prepare(call);
    return Batches<Key, Value>(transport, sizes, std::move(query), keys, call).run();
  }

  // The answer to a query for `size` entries of one thing, asked again with less as long as it is too much or not all
  // of it can be read; at the least size what can be read is the answer. Throws what the answer says instead.
  template <typename Value>
  Value page(wire::QueryKind kind, std::string_view owner, const std::function<std::string(std::size_t size)>& request,
             const std::function<wire::Lookup<Value>(std::string_view)>& read, const Call& call) {
    prepare(call);
    const std::size_t least = sizes.least(kind);
    for (std::size_t size = sizes.size(kind);; size = std::max(least, size / 2)) {
      std::optional<Value> value;
      bool exhausted = true;  // without an answer that can be read, too
      ApiRequest api_request = graphql_request(transport.settings(), request(size));
      api_request.ask = sizes.ask(kind, size, call.lane);
      api_request.owner = owner;
      api_request.divisible = size > least;
      api_request.read = [&](const http::Answer& answer) {
        wire::Lookup<Value> lookup = read(answer.body);
        exhausted = lookup.exhausted;
        value = std::move(lookup.value);
        return ReadResult{std::move(lookup.failure), lookup.ask_again && (size > least || !value)};
      };
      const ApiResponse response = transport.perform_as_any(api_request, call);
      if (response.outcome == Outcome::kTooMuch) {
        // What spoils one page is no reason to ask for less of others.
        if (exhausted) static_cast<void>(sizes.failed(kind, size));
        continue;
      }
      if (response.failure) throw_failure(*response.failure);
      sizes.answered(kind, size, response.answer.waited);
      return *std::move(value);
    }
  }

  // With several tokens: whose each is, before they are counted apart. Throws Error(kCancelled) alone.
  void prepare(const Call& call);
  // The viewer's login. Throws as ApiTransport::perform().
  std::string viewer(const std::string& account, const Call& call);
  // Asks whose the token of each account is; false if one could not be asked.
  // `failures`: by the account's title; may be null.
  bool identify_users(const Call& call, std::map<std::string, std::string>* failures);

  ApiTransport transport;
  QuerySizes sizes;

 private:
  std::mutex identify_mutex_;
  bool identified_ = false;
  std::optional<Instant> identify_again_at_;
};

}  // namespace cpsg::github::client
