// Many things asked for by queries for several at once: split, sent in parallel, and put together again, so that what
// is wrong with one thing leaves the others alone.
//
// A batch that was too much, or whose answer cannot be read, is asked again in parts: half as many, and half of that,
// down to single ones; once a part succeeds the parts grow again. Two single ones that fail before anything succeeded
// mean that it is not the size, and the rest is given up. What one account does not see is asked as up to three others.
//
// Things whose owner has an installation of its own make batches of their own, which that installation is asked first.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <functional>
#include <future>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/ascii.h"
#include "cpsg/github/client/api_transport.h"
#include "cpsg/github/client/query_sizes.h"

namespace cpsg::github::client {

template <typename Key, typename Value>
class Batches {
 public:
  struct Query {
    wire::QueryKind kind;
    std::function<std::string_view(std::size_t index)> owner_of;  // of the thing at that index; empty: not known
    std::function<std::string(std::span<const Key>)> request;
    std::function<std::vector<wire::Lookup<Value>>(std::string_view, std::span<const Key>)> read;
  };

  Batches(ApiTransport& transport, QuerySizes& sizes, Query query, std::span<const Key> keys, const Call& call)
      : transport_(transport),
        sizes_(sizes),
        query_(std::move(query)),
        keys_(keys),
        call_(call),
        found_(keys.size()),
        answered_by_(keys.size()) {}

  // In the order of the keys. Throws Error(kCancelled).
  std::vector<wire::Lookup<Value>> run() {
    divide();
    const std::size_t batches = count_batches();
    std::vector<std::future<void>> workers;  // each joins when it is destroyed
    for (std::size_t i = 1; i < std::min(batches, kWorkersMax); ++i) {
      workers.push_back(std::async(std::launch::async, [this] { work(); }));
    }
    work();
    for (std::future<void>& worker : workers) worker.get();
    return std::move(found_);
  }

 private:
  using Indexes = std::vector<std::size_t>;
  static constexpr std::size_t kWorkersMax = 8;
  static constexpr int kAttempts = 3;
  static constexpr int kFruitlessSinglesMax = 2;
  static constexpr std::size_t kOtherAccountsMax = 3;

  // Things that the same account is to be asked for first.
  struct Group {
    std::string owner;  // who has an installation; empty: none of them
    Indexes indexes{};
    std::size_t taken = 0;  // that a worker has
  };
  struct Batch {
    std::string owner{};
    Indexes indexes{};
  };

  // How one query went.
  struct Part {
    std::vector<wire::Lookup<Value>> lookups;
    std::string account;
    std::optional<Failure> failure;  // of the query as a whole; there are no lookups then
    bool divisible = false;          // a smaller one may be answered
  };

  // The things without an installation of their own are the first group.
  void divide() {
    groups_.push_back({.owner = ""});
    std::map<std::string, std::size_t> group_of;  // the owners of installations in lower case
    for (accounts::Account& account : usable_accounts("")) {
      if (account.kind != accounts::AccountKind::kInstallation || !account.owner) continue;
      const bool is_new = group_of.try_emplace(ascii_lower(*account.owner), groups_.size()).second;
      if (is_new) groups_.push_back({.owner = *std::move(account.owner)});
    }
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      const auto found = group_of.empty() ? group_of.end() : group_of.find(ascii_lower(query_.owner_of(i)));
      groups_[found == group_of.end() ? 0 : found->second].indexes.push_back(i);
    }
  }

  [[nodiscard]] std::size_t count_batches() const {
    const std::size_t size = sizes_.size(query_.kind);
    return std::accumulate(groups_.begin(), groups_.end(), std::size_t{0}, [&](std::size_t sum, const Group& group) {
      return sum + (group.indexes.size() + size - 1) / size;
    });
  }

  void work() {
    try {
      for (Batch batch = next(); !batch.indexes.empty(); batch = next()) ask_batch(batch);
    } catch (...) {
      const std::scoped_lock lock(mutex_);
      groups_.clear();
      throw;
    }
  }

  // Nothing when all are taken.
  Batch next() {
    const std::size_t size = sizes_.size(query_.kind);
    const std::scoped_lock lock(mutex_);
    for (Group& group : groups_) {
      if (group.taken == group.indexes.size()) continue;
      const auto begin = group.indexes.begin() + static_cast<std::ptrdiff_t>(group.taken);
      group.taken += std::min(size, group.indexes.size() - group.taken);
      return {group.owner, Indexes(begin, group.indexes.begin() + static_cast<std::ptrdiff_t>(group.taken))};
    }
    return {};
  }

  void ask_batch(const Batch& asked) {
    const Indexes& batch = asked.indexes;
    Part part = ask(asked.owner, batch, kAttempts, std::nullopt);
    Indexes unanswered = part.failure && part.divisible ? batch : Indexes();
    if (!part.failure) {
      unanswered = place(batch, part);
    } else if (!part.divisible) {
      fail(batch, *part.failure);
      for (const std::size_t index : batch) answered_by_[index] = part.account;
    }
    if (!unanswered.empty()) recover(asked.owner, std::move(unanswered), batch.size());
    ask_others(asked);
  }

  Part ask(const std::string& owner, const Indexes& indexes, int attempts, const std::optional<std::string>& account) {
    std::vector<Key> keys;
    keys.reserve(indexes.size());
    for (const std::size_t index : indexes) keys.push_back(keys_[index]);
    Part part;
    ApiRequest api_request = graphql_request(transport_.settings(), query_.request(keys));
    api_request.ask = sizes_.ask(query_.kind, keys.size(), call_.lane);
    api_request.owner = owner;
    api_request.as_account = account;
    api_request.divisible = keys.size() > 1;
    api_request.attempts = attempts;
    api_request.read = [&](const http::Answer& answer) {
      part.lookups = query_.read(answer.body, keys);
      assert(part.lookups.size() == keys.size());
      return ReadResult{};
    };
    try {
      ApiResponse response = transport_.perform(api_request, call_);
      part.account = std::move(response.account);
      part.failure = std::move(response.failure);
      part.divisible = response.outcome == Outcome::kTooMuch;
      learn(part, keys.size(), response.answer.waited);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      const bool unreadable = error.code() == ErrorCode::kBadData || error.code() == ErrorCode::kLimitExceeded;
      part.failure = Failure{error.code(), error.what(), error.retry_after()};
      part.divisible = unreadable && keys.size() > 1;
    }
    return part;
  }

  void learn(const Part& part, std::size_t asked, std::chrono::milliseconds server_time) {
    const bool exhausted = std::any_of(part.lookups.begin(), part.lookups.end(),
                                       [](const wire::Lookup<Value>& lookup) { return lookup.exhausted; });
    if (part.divisible || exhausted) {
      sizes_.failed(query_.kind, asked);
    } else if (!part.failure) {
      sizes_.answered(query_.kind, asked, server_time);
    }
  }

  // Returns those that are to be asked for again.
  Indexes place(const Indexes& indexes, Part& part) {
    Indexes unanswered;
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      wire::Lookup<Value>& found = found_[indexes[i]];
      found = std::move(part.lookups[i]);
      answered_by_[indexes[i]] = part.account;
      if (std::exchange(found.ask_again, false)) unanswered.push_back(indexes[i]);
    }
    return unanswered;
  }

  void fail(std::span<const std::size_t> indexes, const Failure& failure) {
    for (const std::size_t index : indexes) found_[index] = {std::nullopt, failure};
  }

  // Smaller and smaller queries for what one for `asked` things left open.
  void recover(const std::string& owner, Indexes open, std::size_t asked) {
    const std::size_t most = std::max<std::size_t>(asked / 2, 1);
    std::size_t size = most;
    bool fruitful = false;
    int fruitless_singles = 0;
    while (!open.empty()) {
      const auto end = open.begin() + static_cast<std::ptrdiff_t>(std::min(size, open.size()));
      const Indexes front(open.begin(), end);
      const bool single = front.size() == 1;
      Part part = ask(owner, front, single ? kAttempts : 1, std::nullopt);
      if (part.failure && is_of_asker(*part.failure)) return fail(open, *part.failure);
      const Indexes unanswered = part.failure ? front : place(front, part);
      open.erase(open.begin(), end);
      fruitful = fruitful || unanswered.size() < front.size();
      if (unanswered.empty()) {
        size = std::min(2 * size, most);
      } else if (!single) {
        open.insert(open.begin(), unanswered.begin(), unanswered.end());
        size = std::max<std::size_t>(front.size() / 2, 1);
      } else {
        const Failure failure = part.failure ? *part.failure : *found_[front.front()].failure;
        fail(front, failure);
        if (!fruitful && ++fruitless_singles == kFruitlessSinglesMax) return fail(open, failure);
      }
    }
  }

  // The next query would fail for the same reason, whatever it asks for.
  static bool is_of_asker(const Failure& failure) {
    return failure.code == ErrorCode::kRateLimited || failure.code == ErrorCode::kUnauthorized;
  }

  void ask_others(const Batch& batch) {
    if (!any_hidden(batch.indexes)) return;
    std::size_t others = 0;
    for (const accounts::Account& account : usable_accounts(batch.owner)) {
      Indexes hidden;
      for (const std::size_t index : batch.indexes) {
        if (is_hidden(found_[index].failure) && answered_by_[index] != account.key) hidden.push_back(index);
      }
      if (hidden.empty()) continue;
      Part part = ask(batch.owner, hidden, kAttempts, account.key);
      take_what_others_see(hidden, part);
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
      return transport_.accounts().usable(owner, transport_.now(), call_.cancelled);
    } catch (const Error& error) {
      if (error.code() == ErrorCode::kCancelled) throw;
      return {};
    }
  }

  void take_what_others_see(const Indexes& hidden, Part& part) {
    if (part.failure) {
      // Whether that account would see more is not known, unless it may not ask at all.
      if (traits(part.failure->code).retry_helps) fail(hidden, *part.failure);
      return;
    }
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      if (part.lookups[i].value || part.lookups[i].ask_again) {
        found_[hidden[i]] = std::move(part.lookups[i]);
        found_[hidden[i]].ask_again = false;
      }
    }
  }

  ApiTransport& transport_;
  QuerySizes& sizes_;
  const Query query_;
  const std::span<const Key> keys_;
  const Call& call_;
  // By the keys' indexes; each is written by the worker that has its batch.
  std::vector<wire::Lookup<Value>> found_;
  std::vector<std::string> answered_by_;
  std::mutex mutex_;
  std::vector<Group> groups_;  // none: the work is over
};

}  // namespace cpsg::github::client
