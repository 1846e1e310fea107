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

#include "cpsg/github/batches.h"
#include "cpsg/github/client.h"
#include "cpsg/github/courier.h"
#include "cpsg/github/query_sizes.h"

namespace cpsg::github {

class Client::Impl {
 public:
  Impl(const ClientSettings& settings, Clock clock) : courier(settings, std::move(clock)) {}

  template <typename Key, typename Value>
  std::vector<Lookup<Value>> batches(typename Batches<Key, Value>::Query query, std::span<const Key> keys,
                                     const Call& call) {
    if (keys.empty()) return {};
    prepare(call);
    return Batches<Key, Value>(courier, sizes, std::move(query), keys, call).run();
  }

  // The answer to a query for `size` entries of one thing, asked again with less as long as it is too much or not all
  // of it can be read; at the least size what can be read is the answer. Throws what the answer says instead.
  template <typename Value>
  Value page(QueryKind kind, std::string_view owner, const std::function<std::string(std::size_t size)>& request,
             const std::function<Lookup<Value>(std::string_view)>& read, const Call& call) {
    prepare(call);
    const std::size_t least = sizes.least(kind);
    for (std::size_t size = sizes.size(kind);; size = std::max(least, size / 2)) {
      std::optional<Value> value;
      bool exhausted = true;  // without an answer that can be read, too
      Errand errand = graphql_errand(courier.settings(), request(size));
      errand.ask = sizes.ask(kind, size, call.lane);
      errand.owner = owner;
      errand.divisible = size > least;
      errand.read = [&](const http::Answer& answer) {
        Lookup<Value> lookup = read(answer.body);
        exhausted = lookup.exhausted;
        value = std::move(lookup.value);
        return Reading{std::move(lookup.failure), lookup.ask_again && (size > least || !value)};
      };
      const Delivery delivery = courier.deliver_to_any(errand, call);
      if (delivery.outcome == Outcome::kTooMuch) {
        // What spoils one page is no reason to ask for less of others.
        if (exhausted) static_cast<void>(sizes.failed(kind, size));
        continue;
      }
      if (delivery.failure) throw_failure(*delivery.failure);
      sizes.answered(kind, size, delivery.answer.waited);
      return *std::move(value);
    }
  }

  // With several tokens: whose each is, before they are counted apart. Throws Error(kCancelled) alone.
  void prepare(const Call& call);
  // The viewer's login. Throws as Courier::deliver().
  std::string viewer(const std::string& account, const Call& call);
  // Asks whose the token of each account is; false if one could not be asked.
  // `failures`: by the account's title; may be null.
  bool identify_users(const Call& call, std::map<std::string, std::string>* failures);

  Courier courier;
  QuerySizes sizes;

 private:
  std::mutex identify_mutex_;
  bool identified_ = false;
  std::optional<Instant> identify_again_at_;
};

}  // namespace cpsg::github
