// For tests: a store of made-up projects to which everything happens that happens to projects, at random.
//
//   MadeUpFleet fleet(seed);
//   fleet.do_something();   // one thing to one project; sometimes time passes
//   fleet.store(), fleet.now();
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/fleet/window.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::fleet {

class MadeUpFleet {
 public:
  static constexpr Day kFirstDay = std::chrono::January / 1 / 2'027;

  explicit MadeUpFleet(std::uint32_t seed) : random_(seed), store_(home_.open()), other_(home_.open()) {}

  [[nodiscard]] storage::sqlite::SqliteStore& store() { return *store_; }
  [[nodiscard]] UnixTime now() const { return now_; }
  void pass(std::chrono::seconds time) { now_ += time; }
  [[nodiscard]] int below(int bound) { return std::uniform_int_distribution<int>(0, bound - 1)(random_); }
  [[nodiscard]] bool one_in(int n) { return below(n) == 0; }

  // One thing, by this process or by another one on the same database.
  void do_something() {
    storage::sqlite::SqliteStore& store = one_in(3) ? *other_ : *store_;
    try {
      const auto ids = all_ids(store);
      if (ids.empty() || one_in(12)) return add(store);
      const std::string& id = ids[static_cast<std::size_t>(below(static_cast<int>(ids.size())))];
      switch (below(11)) {
        case 0:
          return pass(std::chrono::minutes(below(400)));
        case 1:
          return one_in(3) ? (void)store.remove_project(id) : observe(store, id);
        case 2:
          return rename(store, id);
        case 3:
        case 4:
          return observe(store, id);
        case 5:
        case 6:
          return publish(store, id);
        case 7:
          return merge_pulls(store, id);
        case 8:
          return tell_stars(store, id);
        default:
          return begin_or_end_sync(store, id);
      }
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kBusy) throw;  // somebody has its lease
    }
  }

  void add(storage::sqlite::SqliteStore& store) {
    const std::array<const char*, 4> owners = {"acme", "Zeta", "octo-org", "beta"};
    (void)store.add_project(owners[static_cast<std::size_t>(below(4))], "p" + std::to_string(below(60)), "", now_, now_,
                            model::Priority::kRefresh);
  }

  void observe(storage::sqlite::SqliteStore& store, const std::string& id) {
    const std::array<const char*, 4> languages = {"C++", "Go", "Rust", "python"};
    const std::array<const char*, 4> words = {"Graph of things", "a PARSER, fast", "Straße und Ärger", "数据库 tool"};
    const auto any = [&](const auto& list) { return std::string(list[static_cast<std::size_t>(below(4))]); };
    const auto maybe = [&](auto value) { return one_in(6) ? std::nullopt : std::optional(value); };
    model::Statistics seen{.observed_at = now_ - std::chrono::hours(one_in(5) ? below(200) : 0)};
    seen.description = maybe(any(words));
    if (one_in(2)) seen.topics = {"cli", "graph-" + std::to_string(below(3))};
    seen.license = maybe(std::string(one_in(2) ? "MIT" : "Apache-2.0"));
    seen.visibility = one_in(3) ? "private" : "public";
    seen.archived = maybe(one_in(5));
    seen.fork = maybe(one_in(3));
    seen.language = maybe(any(languages));
    seen.stars = one_in(20) ? std::nullopt : std::optional<std::int64_t>(below(2'000));
    seen.forks = maybe(std::int64_t{below(100)});
    seen.open_issues = maybe(std::int64_t{below(100)});
    seen.pulls.open = maybe(std::int64_t{below(30)});
    seen.pushed_at = maybe(now_ - std::chrono::hours(below(9'000)));
    store.record_refreshed(std::vector{storage::Refreshed{.project_id = id, .statistics = seen}}, now_);
  }

  void publish(storage::sqlite::SqliteStore& store, const std::string& id) {
    const storage::Lease lease = take(store, id);
    storage::Publication publication;
    publication.now = now_;
    publication.people = stage_people(store, lease);
    publication.counts = {.default_branch = "main", .commits = below(5'000), .branches = below(9), .contributors = 7};
    publication.activity = random_activity();
    for (std::uint32_t person = 0; person < kPeople; ++person) {
      const auto last = one_in(8) ? std::nullopt : std::optional(now_ - std::chrono::hours(below(10'000) - 100));
      publication.contributors.push_back(
          {.person = person, .commits = 1, .commits_all = 1, .first_commit_at = last, .last_commit_at = last});
    }
    store.publish(lease, publication);
    if (!one_in(5)) end(store, lease);
  }

  void merge_pulls(storage::sqlite::SqliteStore& store, const std::string& id) {
    const storage::Lease lease = take(store, id);
    std::vector<model::PullRequest> pulls;
    for (int i = below(6); i > 0; --i) {
      model::PullRequest pull{.number = 1 + below(200)};
      pull.created_at = now_ - std::chrono::hours(100 + below(9'000));
      pull.updated_at = now_;
      if (!one_in(3)) {
        pull.state = model::PullState::kMerged;
        pull.merged_at = pull.created_at + std::chrono::minutes(below(300'000));
        pull.closed_at = pull.merged_at;
      }
      const bool twice =
          std::any_of(pulls.begin(), pulls.end(), [&](const auto& p) { return p.number == pull.number; });
      if (!twice) pulls.push_back(pull);
    }
    storage::PullWalk walk = store.pull_walk(id);
    if (!one_in(3)) walk.watermark = now_;
    store.put_pull_requests(lease, pulls, walk, now_);
    end(store, lease);
  }

  // A page of GitHub's star history, as old as may be.
  void tell_stars(storage::sqlite::SqliteStore& store, const std::string& id) {
    const storage::Lease lease = take(store, id);
    model::StarPage page{.first = day_of(now_) - std::chrono::days(below(600)), .end = {}, .gained = {}};
    page.end = page.first + std::chrono::days(1 + below(600));
    for (Day day = page.first; day < page.end; day += std::chrono::days(1 + below(40))) {
      page.gained.push_back({day, 1 + below(90)});
    }
    store.put_star_page(lease, page, {});
    end(store, lease);
  }

  void begin_or_end_sync(storage::sqlite::SqliteStore& store, const std::string& id) {
    const auto held = leases_.find(id);
    if (held != leases_.end() && one_in(2)) {
      if (one_in(2)) return store.renew_lease(held->second, now_, std::chrono::seconds(600));
      const storage::Lease lease = held->second;
      leases_.erase(held);
      return end(store, lease);
    }
    leases_[id] = take(store, id);
    if (one_in(2)) leases_.erase(id);  // its process died
  }

  void rename(storage::sqlite::SqliteStore& store, const std::string& id) {
    const model::Project read = store.project(id);
    const std::int64_t number = read.github_id.value_or(++last_number_);
    (void)store.bind_identity(
        read, {number, "R_" + std::to_string(number), read.owner, "p" + std::to_string(below(80))}, now_);
  }

  static std::vector<std::string> all_ids(storage::sqlite::SqliteStore& store) {
    std::vector<std::string> ids;
    for (const auto& project : store.list_projects("", 1'000)) ids.push_back(project.id);
    return ids;
  }

 private:
  static constexpr std::uint32_t kPeople = 6;

  storage::Lease take(storage::sqlite::SqliteStore& store, const std::string& id) {
    auto taken = store.acquire_lease(id, "test", now_, std::chrono::seconds(600), {});
    if (std::holds_alternative<storage::Lease>(taken)) return std::get<storage::Lease>(taken);
    throw Error(ErrorCode::kBusy, "it has a lease");
  }

  void end(storage::sqlite::SqliteStore& store, const storage::Lease& lease) {
    model::ProjectStatus status = store.project(lease.project_id).status;
    const bool fails = one_in(3);
    const model::SyncState state = fails ? model::SyncState::kFailing : model::SyncState::kOk;
    if (status.state != state) status.since = now_;
    status.state = state;
    status.code = fails ? std::optional(ErrorCode::kNetwork) : std::nullopt;
    if (!fails) status.last_synced_at = now_;
    status.next_sync_at = now_ + std::chrono::minutes(below(300));
    store.finish_sync(lease, {.status = status}, store.project(lease.project_id).work_version);
    store.release_lease(lease);
  }

  static std::uint32_t stage_people(storage::sqlite::SqliteStore& store, const storage::Lease& lease) {
    const std::uint32_t known = store.published_state(lease.project_id).people;
    store.discard_staged(lease);
    std::vector<storage::StagedPerson> people;
    for (std::uint32_t number = known; number < kPeople; ++number) {
      people.push_back(
          {.number = number,
           .key = {static_cast<std::uint8_t>(number)},
           .person = {.name = "Person " + std::to_string(number), .email = {}, .login = {}, .bot = false}});
    }
    store.stage(lease, people, {});
    return kPeople;
  }

  // Of the years around now; some hours lie in the future.
  std::vector<model::ActivityYear> random_activity() {
    std::map<int, std::map<std::uint16_t, model::ActivityCounts>> years;
    const int year_now = static_cast<int>(std::chrono::year_month_day(day_of(now_)).year());
    for (int year = year_now - 2; year <= year_now + 1; ++year) years[year];
    for (int i = below(one_in(4) ? 3 : 60); i > 0; --i) {
      const model::UtcHour hour = model::utc_hour(now_ - std::chrono::hours(below(one_in(2) ? 2'000 : 14'000) - 50));
      auto& counts = years[hour.year][hour.hour_of_year];
      counts.all = {static_cast<std::uint32_t>(1 + below(90)), 0, 1, 0};
      counts.on_default = {one_in(4) ? 0U : counts.all[0], 0, one_in(2) ? 1U : 0U, 0};
    }
    std::vector<model::ActivityYear> activity;
    for (auto& [year, hours] : years) {
      model::ActivityYear& made = activity.emplace_back();
      made.year = year;
      for (const auto& [hour, counts] : hours) made.hours.push_back({hour, counts});
    }
    return activity;
  }

  std::mt19937 random_;
  storage::sqlite::SqliteHome home_;
  std::unique_ptr<storage::sqlite::SqliteStore> store_;
  std::unique_ptr<storage::sqlite::SqliteStore> other_;  // as another process has it
  std::map<std::string, storage::Lease> leases_;
  UnixTime now_{kFirstDay + std::chrono::hours(10)};
  std::int64_t last_number_ = 0;
};

}  // namespace cpsg::fleet
