// Many things looked up by queries for several at once: split, sent in parallel, and put together again, so that what
// is wrong with one thing leaves the others alone.
//
//   Batches<std::string, wire::RepositoryProbe> batches(transport, sizes, query, node_ids, call);
//   const std::vector<wire::Lookup<wire::RepositoryProbe>> found = batches.run();
//
// A batch that was too much, or whose response cannot be read, is sent again in parts: half as many, and half of that,
// down to single ones; once a part succeeds the parts grow again. Three single ones, of both ends and between, that
// fail before anything succeeded mean that it is an outage: the rest is given up, and marked with retry_smaller, for
// nobody asked for it alone. Smaller queries are sent from then on only if no single one failed: one thing that GitHub
// fails to give must not make the queries for all others small. What one account may not see is looked up as up to
// three others. A thing that is refused for one of its fields is asked for again without that field, and the refusal
// stays beside the value as a gap. batch_queue.h says what is asked for together.
//
// One object serves one call of one thread; its own threads end with run().
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <future>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/github/client/api_transport.h"
#include "cpsg/github/client/batch_queue.h"
#include "cpsg/github/client/query_sizes.h"

namespace cpsg::github::client {

template <typename Key, typename Value>
class Batches {
 public:
  struct Query {
    wire::QueryKind kind;
    BatchQueue::OwnerOf owner_of;
    std::function<std::string(std::span<const Key>)> body_for;
    std::function<std::vector<wire::Lookup<Value>>(std::string_view, std::span<const Key>)> read;
  };

  Batches(ApiTransport& transport, QuerySizes& sizes, Query query, std::span<const Key> keys, const Call& call)
      : transport_(transport),
        sizes_(sizes),
        query_(std::move(query)),
        keys_(keys),
        call_(call),
        queue_(keys.size(), query_.owner_of, usable_accounts("")),
        found_(keys.size()),
        answered_by_(keys.size()) {}

  // One entry for each key, in their order. Throws Error(kCancelled) alone, as the constructor does.
  std::vector<wire::Lookup<Value>> run() {
    const std::size_t batches = queue_.count_batches(sizes_.size(query_.kind));
    std::vector<std::future<void>> workers;  // each joins when it is destroyed
    for (std::size_t i = 1; i < std::min(batches, kWorkersMax); ++i) {
      workers.push_back(std::async(std::launch::async, [this] { work(); }));
    }
    work();
    for (std::future<void>& worker : workers) worker.get();
    return std::move(found_);
  }

 private:
  using Indexes = BatchQueue::Indexes;
  static constexpr std::size_t kWorkersMax = 8;
  static constexpr int kAttempts = 3;
  static constexpr int kFailedSinglesMax = 3;
  static constexpr std::size_t kOtherAccountsMax = 3;
  static constexpr int kRefusedFieldsMax = 5;

  struct QueryResult {
    std::vector<wire::Lookup<Value>> lookups;
    std::string account;
    std::optional<Failure> failure;  // of the query as a whole; there are no lookups then
    bool divisible = false;          // a query for fewer things may be answered
    bool too_much = false;           // for all or some of them GitHub lacked time or resources
  };
  // What the queries for the parts of one batch say of their size.
  struct SizeEvidence {
    std::size_t too_much = 0;  // the least that was; 0: none
    bool failed_alone = false;
    void take(bool is_too_much, std::size_t asked) {
      if (is_too_much) too_much = too_much == 0 ? asked : std::min(too_much, asked);
    }
  };

  void work() {
    try {
      const auto next = [this] { return queue_.next(sizes_.size(query_.kind)); };
      for (BatchQueue::Batch batch = next(); !batch.indexes.empty(); batch = next()) send_batch(batch);
    } catch (...) {
      queue_.clear();
      throw;
    }
  }

  void send_batch(const BatchQueue::Batch& batch) {
    const Indexes& indexes = batch.indexes;
    QueryResult result = send(batch.owner, indexes, kAttempts, std::nullopt);
    SizeEvidence evidence;
    evidence.take(result.too_much, indexes.size());
    Indexes unanswered = result.failure && result.divisible ? indexes : Indexes();
    if (!result.failure) {
      unanswered = keep(indexes, result);
    } else if (!result.divisible) {
      fail(indexes, *result.failure);
      for (const std::size_t index : indexes) answered_by_[index] = result.account;
    }
    if (!unanswered.empty()) send_in_parts(batch.owner, std::move(unanswered), indexes.size(), evidence);
    if (evidence.too_much > 0 && !evidence.failed_alone) sizes_.failed(query_.kind, evidence.too_much);
    send_as_others(batch);
    send_without_refused(batch);
  }

  QueryResult send(const std::string& owner, const Indexes& indexes, int attempts,
                   const std::optional<std::string>& account, const wire::FieldNames& without = {}) {
    std::vector<Key> keys;
    keys.reserve(indexes.size());
    for (const std::size_t index : indexes) keys.push_back(keys_[index]);
    QueryResult result;
    ApiRequest request = graphql_request(transport_.settings(), query_.body_for(keys));
    request.cost = sizes_.cost(query_.kind, keys.size(), call_.lane);
    request.owner = owner;
    request.as_account = account;
    request.without = without;
    request.divisible = keys.size() > 1;
    request.attempts = attempts;
    request.read = [&](const http::Answer& answer) {
      result.lookups = query_.read(answer.body, keys);
      assert(result.lookups.size() == keys.size());
      return ReadResult{};
    };
    try {
      ApiResponse response = transport_.perform(request, call_);
      result.account = std::move(response.account);
      result.failure = std::move(response.failure);
      result.divisible = response.outcome == Outcome::kTooMuch;
      result.too_much = result.divisible || is_resource_limited(result.lookups);
      if (!result.too_much && !result.failure) {
        sizes_.answered(query_.kind, keys.size(), response.answer.waited);
      }
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      const bool unreadable = error.code() == ErrorCode::kBadData || error.code() == ErrorCode::kLimitExceeded;
      result.failure = failure_of(error);
      result.divisible = unreadable && keys.size() > 1;
    }
    return result;
  }

  static bool is_resource_limited(std::span<const wire::Lookup<Value>> lookups) {
    return std::any_of(lookups.begin(), lookups.end(),
                       [](const wire::Lookup<Value>& lookup) { return lookup.resource_limited; });
  }

  // Returns those that are to be looked up again.
  Indexes keep(const Indexes& indexes, QueryResult& result) {
    Indexes unanswered;
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      wire::Lookup<Value>& found = found_[indexes[i]];
      found = std::move(result.lookups[i]);
      answered_by_[indexes[i]] = result.account;
      note_owner(indexes[i], result.account, found);
      if (std::exchange(found.retry_smaller, false)) unanswered.push_back(indexes[i]);
    }
    return unanswered;
  }

  // Whether the owner of a thing admits the account.
  void note_owner(std::size_t index, const std::string& account, const wire::Lookup<Value>& found) {
    const std::string_view owner = query_.owner_of(index);
    if (found.value) transport_.accounts().owner_accepts(account, owner);
    if (found.wall != wire::Wall::kOwner) return;
    transport_.accounts().owner_refuses(account, owner, *found.failure, transport_.unix_time());
  }

  void send_without_refused(const BatchQueue::Batch& batch) {
    wire::FieldNames without;
    for (int round = 0; round < kRefusedFieldsMax; ++round) {
      Indexes open;
      for (const std::size_t index : batch.indexes) {
        if (!found_[index].failure || found_[index].refused_field.empty()) continue;
        open.push_back(index);
        without.insert(found_[index].refused_field);
      }
      if (open.empty()) return;
      if (!send_without(batch.owner, open, without)) return;
    }
  }

  // Halves of what is too much. False where it failed: then nothing is known of these things, least of all that they
  // are refused.
  bool send_without(const std::string& owner, std::span<const std::size_t> open, const wire::FieldNames& without) {
    QueryResult result = send(owner, Indexes(open.begin(), open.end()), kAttempts, std::nullopt, without);
    if (!result.failure) {
      for (std::size_t i = 0; i < open.size(); ++i) take_rest(found_[open[i]], result.lookups[i], without);
      return true;
    }
    if (!result.divisible) {
      if (is_of_account(*result.failure) || traits(result.failure->code).retry_helps) fail(open, *result.failure);
      return false;
    }
    const std::size_t half = open.size() / 2;
    if (send_without(owner, open.first(half), without)) return send_without(owner, open.subspan(half), without);
    fail(open.subspan(half), *result.failure);
    return false;
  }

  // What was answered without the fields that were refused before.
  static void take_rest(wire::Lookup<Value>& found, wire::Lookup<Value>& rest, const wire::FieldNames& without) {
    if (rest.value) {
      const std::optional<Failure> gap = found.wall == wire::Wall::kPermission ? found.failure : std::nullopt;
      found = std::move(rest);
      found.retry_smaller = false;
      if (gap) found.gap = gap;
    } else if (rest.refused_field.empty() && rest.failure && traits(rest.failure->code).retry_helps) {
      found = std::move(rest);
    } else if (without.contains(rest.refused_field)) {
      found.refused_field.clear();  // leaving it out does not help
    } else {
      found.refused_field = rest.refused_field;
    }
  }

  void fail(std::span<const std::size_t> indexes, const Failure& failure) {
    for (const std::size_t index : indexes) found_[index] = {std::nullopt, failure};
  }

  // Smaller and smaller queries for what one for `asked` things left open.
  void send_in_parts(const std::string& owner, Indexes open, std::size_t asked, SizeEvidence& evidence) {
    const std::size_t most = std::max<std::size_t>(asked / 2, 1);
    std::size_t size = most;
    bool any_found = false;
    int failed_singles = 0;
    while (!open.empty()) {
      const auto end = open.begin() + static_cast<std::ptrdiff_t>(std::min(size, open.size()));
      const Indexes front(open.begin(), end);
      const bool single = front.size() == 1;
      QueryResult result = send(owner, front, single ? kAttempts : 1, std::nullopt);
      if (result.failure && is_of_account(*result.failure)) return fail(open, *result.failure);
      const Indexes unanswered = result.failure ? front : keep(front, result);
      open.erase(open.begin(), end);
      any_found = any_found || unanswered.size() < front.size();
      if (unanswered.empty()) {
        size = std::min(2 * size, most);
      } else if (!single) {
        evidence.take(result.too_much, front.size());
        open.insert(open.begin(), unanswered.begin(), unanswered.end());
        size = std::max<std::size_t>(front.size() / 2, 1);
      } else {
        const Failure failure = result.failure ? *result.failure : *found_[front.front()].failure;
        fail(front, failure);
        evidence.failed_alone = true;
        if (any_found || open.empty()) continue;
        if (++failed_singles == kFailedSinglesMax) return give_up(open, failure);
        // Those that fail alone may stand side by side, an outage is everywhere: the next one is from elsewhere.
        std::rotate(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(open.size() / 2), open.end());
      }
    }
  }

  void give_up(std::span<const std::size_t> indexes, const Failure& failure) {
    fail(indexes, failure);
    for (const std::size_t index : indexes) found_[index].retry_smaller = true;
  }

  // A failure that the account's next query would meet too, whatever it is for.
  static bool is_of_account(const Failure& failure) {
    return failure.code == ErrorCode::kRateLimited || failure.code == ErrorCode::kUnauthorized;
  }

  void send_as_others(const BatchQueue::Batch& batch) {
    if (!any_hidden(batch.indexes)) return;
    std::size_t others = 0;
    for (const accounts::Account& account : usable_accounts(batch.owner)) {
      Indexes hidden;
      for (const std::size_t index : batch.indexes) {
        if (is_hidden(found_[index].failure) && answered_by_[index] != account.key) hidden.push_back(index);
      }
      if (hidden.empty()) continue;
      QueryResult result = send(batch.owner, hidden, kAttempts, account.key);
      take_what_others_see(hidden, result);
      if (++others == kOtherAccountsMax) return;
    }
  }

  [[nodiscard]] bool any_hidden(const Indexes& batch) const {
    return std::any_of(batch.begin(), batch.end(),
                       [this](std::size_t index) { return is_hidden(found_[index].failure); });
  }

  // An installation made for the owner comes first.
  [[nodiscard]] std::vector<accounts::Account> usable_accounts(const std::string& owner) {
    try {
      return transport_.accounts().usable(owner, transport_.unix_time(), call_.cancelled);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      return {};
    }
  }

  void take_what_others_see(const Indexes& hidden, QueryResult& result) {
    if (result.failure) {
      // A failure that passes leaves open whether this account would see more.
      if (traits(result.failure->code).retry_helps) fail(hidden, *result.failure);
      return;
    }
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      if (result.lookups[i].value || result.lookups[i].retry_smaller) {
        found_[hidden[i]] = std::move(result.lookups[i]);
        found_[hidden[i]].retry_smaller = false;
      }
    }
  }

  ApiTransport& transport_;
  QuerySizes& sizes_;
  const Query query_;
  const std::span<const Key> keys_;
  const Call& call_;
  BatchQueue queue_;
  // By the keys' indexes; each is written by the worker that has its batch.
  std::vector<wire::Lookup<Value>> found_;
  std::vector<std::string> answered_by_;
};

}  // namespace cpsg::github::client
