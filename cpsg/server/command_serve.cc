// `cpsg serve`: the API, and the worker that keeps projects up to date. Built in the order of dependence, taken down in
// reverse.
#include <fmt/format.h>
#include <malloc.h>

#include <mutex>

#include "cpsg/access/gate.h"
#include "cpsg/api/api.h"
#include "cpsg/api/live_events.h"
#include "cpsg/base/counted.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/log.h"
#include "cpsg/base/repeating_thread.h"
#include "cpsg/base/waitable_clock.h"
#include "cpsg/fleet/cards.h"
#include "cpsg/http/descriptors.h"
#include "cpsg/http/listen_address.h"
#include "cpsg/http/server.h"
#include "cpsg/model/git_time.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/plan_sizes.h"
#include "cpsg/server/request_handler.h"
#include "cpsg/server/server_facts.h"
#include "cpsg/server/version.h"
#include "cpsg/site/embedded_files.h"
#include "cpsg/site/site.h"
#include "cpsg/sync/privacy.h"
#include "cpsg/sync/worker.h"

namespace cpsg::server {
namespace {

constexpr std::size_t kFormsMax = 2;
constexpr std::chrono::seconds kCardsInterval{10};

// The forms in which the store may hold a person whom a client names by `text`: as given, and an address also by its
// hash.
std::vector<std::string> stored_forms(const sync::Privacy& privacy, std::string_view text) {
  std::vector<std::string> forms;
  forms.reserve(kFormsMax);
  forms.emplace_back(text);
  const bool address = text.find('@') != std::string_view::npos;
  if (address && privacy.emails == sync::EmailPrivacy::kHash)
    forms.push_back(sync::hash_email(privacy.email_key, text));
  return forms;
}

// Has glibc map each large block by itself and unmap it when it is freed. By default it raises the limit for that when
// a mapped block is freed; later large blocks then come from the heaps of the worker threads, which it never gives
// back.
void map_large_blocks() {
  constexpr int kLargeBytes = 256 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargeBytes);
  // A page of a list takes more than the usual 128 KiB: giving that back after each costs more than to make the page.
  constexpr int kKeptBytes = 1024 * 1024;
  mallopt(M_TRIM_THRESHOLD, kKeptBytes);
}

std::function<std::vector<github::ledger::AccountBudget>()> budgets_of(const Remote& remote) {
  if (remote.api == nullptr) return {};
  return [&api = *remote.api] { return api.budgets(); };
}

api::ProbeSizes plan_sizes_of(github::client::Client* client, const std::atomic<bool>& stopped) {
  if (client == nullptr || !client->has_graphql()) return {};
  return
      [client, &stopped](std::span<const model::Target> targets) { return read_plan_sizes(*client, targets, stopped); };
}

std::function<std::optional<schedule::BudgetRate>()> budget_rate_of(github::client::Client* client,
                                                                    const Config& config) {
  if (client == nullptr || !client->has_graphql()) return {};
  return [client, &config] { return budget_rate(*client, config); };
}

// This process, which requests may ask about before its address is known.
class Process {
 public:
  Process(const Remote& remote, const WaitableClock& clock)
      : instance_{.id = remote.settings.holder,
                  .role = "all",
                  .version = std::string(kVersion),
                  .address = "",
                  .started_at = clock.unix_time()} {}
  void listens_on(std::string address) {
    const std::lock_guard lock(mutex_);
    instance_.address = std::move(address);
  }
  [[nodiscard]] api::Instance instance() const {
    const std::lock_guard lock(mutex_);
    return instance_;
  }

 private:
  mutable std::mutex mutex_;
  api::Instance instance_;
};

std::string credentials_of(const Config& config) {
  std::string words = counted(config.github_tokens.size(), "token", "tokens");
  return config.github_app_id.empty() ? words : words + " and an App";
}

// Where the server can be reached on this machine.
std::string url_of(const Config& config, const std::string& address) {
  return (config.has_tls() ? "https://" : "http://") + address;
}

site::SiteOptions site_options(const Config& config) {
  const bool is_https = config.has_tls() || config.server_public_url.starts_with("https://");
  return {.embed_origins = config.server_embed_origins, .is_https = is_https};
}

// What was started, and where people look.
void log_start(const Config& config, const std::string& address, bool has_dashboard) {
  log::info("cpsg {} serves {}{} from {}, with {}, as one process on one machine", kVersion, url_of(config, address),
            config.server_public_url.empty() ? "" : " as " + config.server_public_url, config.store_url,
            credentials_of(config));
  if (has_dashboard) {
    log::info("the dashboard: {}/",
              config.server_public_url.empty() ? url_of(config, address) : config.server_public_url);
  } else {
    log::info("this cpsg was built without its dashboard; script/build builds it in");
  }
}

access::GateOptions gate_options(const Config& config) {
  return {.policy = {.anonymous_read = config.server_anonymous_read,
                     .listens_on_loopback = http::is_loopback(http::parse_listen_address(config.server_listen))},
          .trusted_proxies = http::TrustedProxies(config.server_trusted_proxies),
          .limits = config.server_limits};
}

http::ServerOptions server_options(const Config& config, const WaitableClock& clock, api::Api& api,
                                   RequestHandler& handler) {
  http::ServerOptions options;
  options.listen = config.server_listen;
  options.sources_max = limits::kExportsMax;  // so that clients that take them slowly leave soon while all are taken
  options.threads = config.server_threads;
  if (config.has_tls()) {
    options.tls_certificate_file = config.server_tls_certificate_file;
    options.tls_key_file = config.server_tls_key_file;
  }
  // Who watches the server must not take it for dead because it is busy.
  options.never_shed = [](const http::IncomingRequest& request) {
    return request.target == "/healthz" || request.target == "/readyz";
  };
  options.clock = time_of_day(clock);
  options.trusted_proxies = http::TrustedProxies(config.server_trusted_proxies);
  options.request.large_body_max_bytes = [&](std::string_view target) { return api.large_body_max_bytes(target); };
  options.hot_answer = [&](const http::PlainRequest& request, std::string_view peer, std::string& out) {
    return handler.answer_at_once(request, peer, out);
  };
  options.may_answer_large = [&](const http::IncomingRequest& request) { return api.may_answer_large(request); };
  options.on_answer = [&](const http::IncomingRequest& request, http::Response& response) {
    handler.complete(request, response);
  };
  return options;
}

// /readyz says 503 as soon as a signal has come. Whoever sends requests here, a load balancer for example, is given the
// time to notice before connections are refused.
void wait_before_drain(std::chrono::seconds delay, WaitableClock& clock, http::Server& server) {
  if (delay.count() == 0) return;
  log::info("stopping in {} s: not ready any more", delay.count());
  server.prepare_stop();
  (void)clock.sleep_until(clock.now() + delay);
}

}  // namespace

int run(const CommandContext& context, const ServeArguments& /*arguments*/) {
  const Config& config = context.config();
  map_large_blocks();
  http::raise_descriptors_max();
  const OpenedStore store = open_store(config);
  const Remote remote = open_remote(config, context.clock);
  note_credentials(config, store.ports, context.clock.unix_time());
  const std::unique_ptr<coordination::Events> events = open_events();
  api::LiveEvents live(store.ports, *events, context.clock, config.off_peak);
  const schedule::BatchRules batches{.at_once = config.batch_at_once, .off_peak = config.off_peak};
  sync::Worker worker(
      store.ports, remote.settings, context.clock,
      {.parallel = config.sync_parallel,
       .batches = batches,
       .enrich_hours = config.off_peak,
       .on_idle = [&] { store.release_memory(); },
       .on_progress = [&](std::string_view id, const sync::Progress& progress) { live.sync_progress(id, progress); },
       .on_sync_end = [&](std::string_view id, const sync::SyncReport& report,
                          const std::optional<Failure>& failure) { live.sync_ended(id, report, failure); }});
  const auto warnings = warnings_of(worker, store, config.privacy, remote, time_of_day(context.clock));
  Process process(remote, context.clock);
  github::client::Client* const client = remote.api.get();
  api::Api api(
      store.ports,
      {.git_url = config.github_git_url,
       .clock = time_of_day(context.clock),
       .waitable_clock = &context.clock,
       .stopping = &context.signals.stopped(),
       .on_due = [&](std::string_view) { worker.wake(); },
       .stored_forms = [&](std::string_view text) { return stored_forms(config.privacy, text); },
       .access = gate_options(config),
       .sites = {.public_url = config.server_public_url,
                 .hosts = config.server_hosts,
                 .cors_origins = config.server_cors_origins},
       .answers = {.max_bytes = config.server_answer_cache_bytes},
       .badges_private = config.badges_private,
       .webhook_secret = config.github_webhook_secret,
       .budgets = budgets_of(remote),
       .warnings = warnings,
       .facts = [&] { return server_facts(process.instance(), worker, client, config, context.clock.unix_time()); },
       .off_peak = config.off_peak,
       .sync_phase = [&](std::string_view id) { return live.sync_phase(id); },
       .plan_sizes = plan_sizes_of(client, context.signals.stopped()),
       .budget_rate = budget_rate_of(client, config),
       .events = &live.hub()});
  site::Site site(site::embedded_files(), site_options(config));
  RequestHandler handler(api, site, time_of_day(context.clock));
  http::ServerOptions options = server_options(config, context.clock, api, handler);
  options.on_quiet = [&] { store.release_memory(); };
  http::Server server(std::move(options),
                      [&](const http::IncomingRequest& request) { return handler.handle(request); });
  server.start();
  process.listens_on(url_of(config, server.address()));
  // Only once the address is ours: a second server on the same address must fail before it begins syncs.
  worker.start();
  const RepeatingThread event_thread(context.clock, api::LiveEvents::kTurn, "cannot see what changed in the store",
                                     [&] { live.take_turn(warnings); });
  // So that no request finds the cards far behind.
  const RepeatingThread card_thread(context.clock, kCardsInterval, "cannot read the cards of all projects",
                                    [&] { api.cards().keep_current(); });
  log_start(config, server.address(), site.is_built());
  print_result("listening on {}\n", url_of(config, server.address()));
  flush_results();

  context.signals.wait();
  wait_before_drain(config.drain_delay(), context.clock, server);
  log::info("stopping: finishing the requests under way");
  server.stop();
  return traits(ErrorCode::kCancelled).exit_code;
}

}  // namespace cpsg::server
