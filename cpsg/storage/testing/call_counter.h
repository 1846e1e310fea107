// For tests: a port of a store that passes its calls on and counts them by method.
//
//   CallCounter calls;
//   CountingPulls pulls(store, calls);  // derived from Counting<PullRequests>
//   ... EXPECT_EQ(calls.of("pull_request"), 1U);
//
// Calls may come from several threads.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace cpsg::storage {

// Number of calls by name of the method.
using CallCounts = std::map<std::string, int>;

class CallCounter {
 public:
  void add(std::string_view method) {
    {
      const std::lock_guard lock(mutex_);
      ++counts_[std::string(method)];
    }
    if (before_call_) before_call_(method);
  }
  // Is called before each call, so that a test can do what others do at any moment. Set while nobody calls.
  void set_before_call(std::function<void(std::string_view method)> before_call) {
    before_call_ = std::move(before_call);
  }
  CallCounts take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(counts_, {});
  }
  void reset() { static_cast<void>(take()); }
  [[nodiscard]] std::size_t of(const std::string& method) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(method);
    return found == counts_.end() ? 0 : static_cast<std::size_t>(found->second);
  }
  // Calls of methods that change nothing.
  [[nodiscard]] std::size_t reads() const {
    const std::lock_guard lock(mutex_);
    std::size_t sum = 0;
    for (const auto& [method, count] : counts_) {
      if (!is_write(method)) sum += static_cast<std::size_t>(count);
    }
    return sum;
  }

 private:
  static bool is_write(std::string_view method) {
    static const std::set<std::string_view> kWrites = {"acquire_lease",
                                                       "add_followers",
                                                       "add_project",
                                                       "add_work",
                                                       "ask_for_sync",
                                                       "begin_rewrite",
                                                       "bind_identity",
                                                       "change_batch_items",
                                                       "change_status",
                                                       "clear_removed",
                                                       "close_session",
                                                       "clear_replaced",
                                                       "create_batch",
                                                       "create_key",
                                                       "discard_staged",
                                                       "enrich_commits",
                                                       "exchange_setting",
                                                       "finish_sync",
                                                       "finish_work",
                                                       "give_back_space",
                                                       "make_due",
                                                       "mark_releases_changed",
                                                       "open_session",
                                                       "publish",
                                                       "publish_rewritten",
                                                       "put_list",
                                                       "put_off_work",
                                                       "put_pull_requests",
                                                       "put_release_walk",
                                                       "put_releases",
                                                       "put_setting",
                                                       "put_star_page",
                                                       "put_star_walk",
                                                       "record_audit",
                                                       "record_delivery",
                                                       "record_budgets",
                                                       "record_refresh_costs",
                                                       "record_refresh_failures",
                                                       "record_refreshed",
                                                       "record_sync",
                                                       "record_refs_listed",
                                                       "record_use",
                                                       "release_lease",
                                                       "remove_list",
                                                       "remove_project",
                                                       "remove_pull_requests",
                                                       "renew_lease",
                                                       "replace_titles",
                                                       "retry_failed_items",
                                                       "revoke_key",
                                                       "set_titles_masked",
                                                       "settle_pull_requests",
                                                       "stage",
                                                       "stage_rewritten",
                                                       "supersede_project",
                                                       "transition",
                                                       "withdraw_project"};
    return kWrites.contains(method);
  }

  mutable std::mutex mutex_;
  CallCounts counts_;
  std::function<void(std::string_view method)> before_call_;
};

template <typename Port>
class Counting : public Port {
 public:
  Counting(Port& inner, CallCounter& calls) : inner_(inner), calls_(calls) {}

 protected:
  Port& counted(std::string_view method) {
    calls_.add(method);
    return inner_;
  }
  Port& inner_;

 private:
  CallCounter& calls_;
};

}  // namespace cpsg::storage
