// Protects: a webhook that arrives at any moment of a refresh or a sync is acted on: what it tells of is read in that
// round, or the project stays due for it. Store, git and the client are real. A round does what a worker's threads do,
// and before a random call of the store somebody pushes or opens a pull request and the delivery of it is recorded. The
// probe's mark never changes here, so that only the delivery tells. CPSG_TEST_DELIVERIES=N: how many, 100 without it.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>

#include "cpsg/base/testing/random_seed.h"
#include "cpsg/storage/testing/counting_stores.h"
#include "cpsg/sync/refresh_projects.h"
#include "cpsg/sync/testing/api_step_fixture.h"
#include "cpsg/sync/testing/fleet_github.h"

namespace cpsg::sync {
namespace {

using model::Work;
using std::chrono::seconds;

constexpr std::uint32_t kDeliveries = 100;
constexpr int kRoundsToSettle = 10;
constexpr std::size_t kAuditsUntilPulls = 60;  // an audit lists all pull requests, two a page
// How long a round that failed may put off what it could not do.
constexpr seconds kFirstRetry{30};

std::uint32_t deliveries() {
  const char* const given = std::getenv("CPSG_TEST_DELIVERIES");
  return given != nullptr ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10)) : kDeliveries;
}

class DeliveriesDuringSync : public ApiStepFixture {
 protected:
  DeliveriesDuringSync() {
    github_.instead = [](const http::IncomingRequest& request) { return refresh_answer(request); };
    push();
    open_pull();
    settle();
  }

  // ---- GitHub ----

  void push() { remote_->commit("commit " + std::to_string(++commits_)); }
  void open_pull() {
    const auto number = static_cast<std::int64_t>(github_.pulls.size()) + 1;
    github_.pulls.push_back({number, 10 * number});
  }
  // The answer to a refresh, which is always the same.
  static std::optional<http::Response> refresh_answer(const http::IncomingRequest& request) {
    const FleetRepository repository{.number = SmallGithub::kNumber, .full_name = "owner/name"};
    const std::string node = FleetGithub::text_of(std::string(SmallGithub::kNodeId), repository);
    if (request.body.find("query RepositoriesByName(") != std::string::npos) {
      return Api::json(fmt::format(R"({{"data":{{"r0":{},"rateLimit":{{"cost":1}}}}}})", node));
    }
    if (request.body.find("query Probe(") != std::string::npos ||
        request.body.find("query Repositories(") != std::string::npos) {
      return Api::json(fmt::format(R"({{"data":{{"nodes":[{}]}}}})", node));
    }
    return std::nullopt;
  }

  // ---- the worker ----

  // What the threads of a worker do when they look once. False if nothing was due.
  bool work_once(const storage::Stores& stores, const SyncOptions& options = {}) {
    const auto to_refresh = stores.projects.due_projects(now(), storage::Due::kRefresh, 10);
    if (!to_refresh.empty()) {
      (void)refresh_projects(stores, *client_, {.due = settings_.due}, to_refresh, unix_time_, {});
    }
    const auto to_sync = stores.projects.due_projects(now(), storage::Due::kSync, 10);
    const bool enriches = options.lane == github::ledger::Lane::kEnrich;
    for (const std::string& id : to_sync.empty() && !enriches ? std::vector<std::string>{} : std::vector{id_}) {
      try {
        SyncReport report;
        sync_project(stores, settings_, id, options, clock_, quiet_, cancelled_, report);
      } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::kNetwork) << e.what();
      }
    }
    return !to_refresh.empty() || !to_sync.empty();
  }

  // Until nothing is due any more.
  void settle() {
    int rounds = 0;
    while (work_once(store_->stores()) && ++rounds <= kRoundsToSettle) {
    }
    EXPECT_LE(rounds, kRoundsToSettle) << "it does not come to rest";
    EXPECT_TRUE(is_done(Work::kRefs | Work::kPulls));
  }

  // ---- one delivery at a random moment of a round ----

  void deliver(Work work) {
    if (any(work & Work::kRefs)) push();
    if (any(work & Work::kPulls)) open_pull();
    EXPECT_TRUE(store_->record_delivery("d" + std::to_string(++delivered_), "push",
                                        storage::DeliveredWork{.project_id = id_, .work = work}, now()));
  }

  [[nodiscard]] bool is_done(Work work) const {
    const bool refs = !any(work & Work::kRefs) || project().counts->commits == commits_;
    return refs && (!any(work & Work::kPulls) || stored_numbers().size() == github_.pulls.size());
  }

  void play(std::mt19937& random) {
    const auto one_of = [&](auto choices) { return choices[random() % choices.size()]; };
    constexpr std::array kDelivered{Work::kRefs, Work::kPulls, Work::kRefs | Work::kPulls};
    constexpr std::array kUnderWay{Work::kProbe, Work::kProbe | Work::kStatistics, Work::kRefs,
                                   Work::kPulls, Work::kRefs | Work::kPulls,       Work::kRefs | Work::kAudit};
    Work under_way = one_of(kUnderWay);
    if (github_.pulls.size() > kAuditsUntilPulls) under_way = without(under_way, Work::kAudit);
    const Work delivered = one_of(kDelivered);
    const bool enriches = random() % 6 == 0;
    const bool git_fails = random() % 5 == 0;
    const std::size_t moment = random() % (most_calls_ + 1);
    SCOPED_TRACE(fmt::format("{} under way, {} delivered before call {}, enriches {}, git fails {}",
                             static_cast<int>(under_way), static_cast<int>(delivered), moment, enriches, git_fails));

    if (!enriches) store_->add_work(id_, under_way, now(), model::Priority::kWebhook);
    const std::string git_url = settings_.git_url;
    if (git_fails) settings_.git_url = "http://127.0.0.1:9";
    storage::CountingStores counting(store_->stores());
    std::size_t calls = 0;
    counting.calls().set_before_call([&](std::string_view) {
      if (calls++ == moment) deliver(delivered);
    });
    (void)work_once(counting.stores(),
                    {.lane = enriches ? github::ledger::Lane::kEnrich : github::ledger::Lane::kRefresh});
    if (calls <= moment) deliver(delivered);
    most_calls_ = std::max(most_calls_, calls);
    settings_.git_url = git_url;

    expect_acted_on(delivered, git_fails);
    clock_.advance(git_fails ? 2 * kFirstRetry : seconds{1});
    settle();
    clock_.advance(seconds{static_cast<int>(random() % 3)});
  }

  void expect_acted_on(Work delivered, bool git_failed) const {
    if (is_done(delivered)) return;
    const model::Project after = project();
    EXPECT_TRUE(any(after.work & delivered)) << "the work is lost";
    ASSERT_TRUE(after.status.next_sync_at.has_value());
    EXPECT_LE(*after.status.next_sync_at, git_failed ? now() + kFirstRetry : now()) << "it waits for the interval";
    EXPECT_FALSE(after.syncing(now()));
  }

 private:
  using Api = github::client::ScriptedApi;

  std::int64_t commits_ = 0;
  int delivered_ = 0;
  std::size_t most_calls_ = 40;
};

TEST_F(DeliveriesDuringSync, AreActedOnWhateverTheMoment) {
  constexpr int kRoundsWithinAMinutesPoints = 200;  // the clock stands still, and so does GitHub's minute
  int rounds = 0;
  for (const std::uint32_t seed : random_seeds(deliveries())) {
    SCOPED_TRACE(seed_text(seed));
    if (++rounds % kRoundsWithinAMinutesPoints == 0) restart_client(true);
    std::mt19937 random(seed);
    play(random);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace cpsg::sync
