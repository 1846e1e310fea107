#include "cpsg/server/config_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cpsg/base/error.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/http/authority.h"
#include "cpsg/http/client_address.h"
#include "cpsg/server/spelling.h"

namespace cpsg::server {
namespace {

using Values = std::vector<std::string>;

[[noreturn]] void refuse(const std::string& allowed) { throw Error(ErrorCode::kConfigInvalid, allowed); }

std::int64_t integer(const Values& values, std::int64_t least, std::int64_t most) {
  const auto number = parse_number<std::int64_t>(values.front());
  if (!number || *number < least || *number > most) {
    refuse(fmt::format("must be a whole number from {} to {}", least, most));
  }
  return *number;
}

// An http(s) URL without a trailing slash. Userinfo would end up in logs and errors.
std::string http_url(const Values& values) {
  std::string url = values.front();
  while (url.ends_with('/')) url.pop_back();
  const bool known_scheme = url.starts_with("https://") || url.starts_with("http://");
  if (!known_scheme || url.find("://") + 3 == url.size()) refuse("must be an http:// or https:// URL");
  if (url.find('@') != std::string::npos) refuse("must not hold a user or password: use github.tokens");
  if (url.find_first_of("?# \t") != std::string::npos) refuse("must be a plain URL, without query or spaces");
  return url;
}

template <typename T, std::size_t N>
T one_of(const Values& values, const std::array<std::pair<std::string_view, T>, N>& choices) {
  std::string names;
  for (const auto& [name, value] : choices) {
    if (name == values.front()) return value;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  refuse("must be one of " + names);
}

template <typename T, std::size_t N>
Values name_of(T value, const std::array<std::pair<std::string_view, T>, N>& choices) {
  const auto found = std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return c.second == value; });
  return {std::string(found->first)};
}

constexpr std::array<std::pair<std::string_view, bool>, 2> kSwitchChoices = {{{"true", true}, {"false", false}}};
constexpr std::array<std::pair<std::string_view, sync::EmailPrivacy>, 3> kEmailChoices = {{
    {"hash", sync::EmailPrivacy::kHash},
    {"keep", sync::EmailPrivacy::kKeep},
    {"drop", sync::EmailPrivacy::kDrop},
}};
constexpr std::array<std::pair<std::string_view, sync::MessagePrivacy>, 3> kMessageChoices = {{
    {"keep", sync::MessagePrivacy::kKeep},
    {"mask", sync::MessagePrivacy::kMask},
    {"subject", sync::MessagePrivacy::kSubject},
}};
constexpr std::array<std::pair<std::string_view, log::Level>, 4> kLevelChoices = {{
    {"debug", log::Level::kDebug},
    {"info", log::Level::kInfo},
    {"warning", log::Level::kWarning},
    {"error", log::Level::kError},
}};

constexpr std::array<std::pair<std::string_view, access::AnonymousRead>, 4> kAnonymousReadChoices = {{
    {"auto", access::AnonymousRead::kAuto},
    {"on", access::AnonymousRead::kOn},
    {"off", access::AnonymousRead::kOff},
    {"public", access::AnonymousRead::kPublic},
}};
constexpr std::array<std::pair<std::string_view, LogFormat>, 3> kLogFormatChoices = {{
    {"auto", LogFormat::kAuto},
    {"json", LogFormat::kJson},
    {"text", LogFormat::kText},
}};

constexpr std::int64_t kMaxTimeoutMs = 3'600'000;
constexpr std::int64_t kMaxParallel = 64;
constexpr std::int64_t kMaxIntervalS = 31 * 24 * 3600;
constexpr std::int64_t kMaxDrainDelayS = 3'600;
constexpr std::int64_t kMaxRate = 1'000;
constexpr std::int64_t kMaxCacheBytes = std::int64_t{1} << 32;
constexpr std::int64_t kMaxNumber = std::int64_t{1} << 53;

std::string sqlite_url(const Values& values) {
  constexpr std::string_view kScheme = "sqlite:";
  const std::string& url = values.front();
  if (url.empty()) return url;  // as it is without a home directory
  if (!url.starts_with(kScheme) || url.size() == kScheme.size()) refuse("must be sqlite:PATH");
  return url;
}

std::string public_url(const Values& values) {
  if (values.front().empty()) return "";
  auto origin = http::normal_origin(http_url(values));
  if (!origin) refuse("must be http:// or https:// with a host name, without a path");
  return *std::move(origin);
}

std::vector<std::string> host_names(const Values& values) {
  std::vector<std::string> hosts;
  for (const std::string& value : values) {
    const auto authority = http::parse_authority(value);
    const bool plain = authority && authority->port.empty() && !value.ends_with(':');
    if (!plain || value.find('*') != std::string::npos) {
      refuse("must be whole host names, without scheme, port and *; a name that is not ASCII in its xn-- form");
    }
    hosts.push_back(authority->host);
  }
  return hosts;
}

std::vector<std::string> origins(const Values& values) {
  std::vector<std::string> found;
  for (const std::string& value : values) {
    auto origin = http::normal_origin(value);
    if (!origin) refuse("must be origins like https://board.example or http://localhost:3000; there is no *");
    found.push_back(*std::move(origin));
  }
  return found;
}

Values networks(const Values& values) {
  (void)http::TrustedProxies(values);  // throws for a bad one
  return values;
}

constexpr std::string_view kAutomatic = "auto";

std::optional<std::uint32_t> number_a_minute(const Values& values) {
  constexpr std::int64_t kMost = 1'000'000;
  if (values.front() == kAutomatic) return std::nullopt;
  const auto number = parse_number<std::int64_t>(values.front());
  if (!number || *number < 0 || *number > kMost) refuse(fmt::format("must be auto, or a number from 0 to {}", kMost));
  return static_cast<std::uint32_t>(*number);
}

Values number_a_minute_text(const std::optional<std::uint32_t>& number) {
  return {number ? std::to_string(*number) : std::string(kAutomatic)};
}

std::chrono::seconds interval(const Values& values) { return std::chrono::seconds{integer(values, 1, kMaxIntervalS)}; }

std::optional<std::chrono::seconds> optional_seconds(const Values& values) {
  if (values.front().empty()) return std::nullopt;
  return std::chrono::seconds{integer(values, 0, kMaxDrainDelayS)};
}

std::string optional_http_url(const Values& values) { return values.front().empty() ? "" : http_url(values); }

std::vector<std::int64_t> integers(const Values& values) {
  std::vector<std::int64_t> numbers;
  for (const std::string& value : values) numbers.push_back(integer({value}, 1, kMaxNumber));
  return numbers;
}

Values texts(const std::vector<std::int64_t>& numbers) {
  Values values;
  for (const std::int64_t number : numbers) values.push_back(std::to_string(number));
  return values;
}

const std::array kKeys = {
    ConfigKey{"github.git_url", "Where repositories are fetched from by git.", false, false,
              [](Config& c, const Values& v) { c.github_git_url = http_url(v); },
              [](const Config& c) { return Values{c.github_git_url}; }},
    ConfigKey{"github.api_url",
              "GitHub's REST API. Empty: https://api.github.com for github.com; for another host its API is not used.",
              false, false, [](Config& c, const Values& v) { c.github_api_url = optional_http_url(v); },
              [](const Config& c) { return Values{c.github_api_url}; }},
    ConfigKey{"github.graphql_url", "GitHub's GraphQL API. Empty: follows from github.api_url.", false, false,
              [](Config& c, const Values& v) { c.github_graphql_url = optional_http_url(v); },
              [](const Config& c) { return Values{c.github_graphql_url}; }},
    ConfigKey{"github.tokens", "Access tokens, classic or fine-grained. None: public repositories alone.", true, true,
              [](Config& c, const Values& v) { c.github_tokens = v; }, [](const Config& c) { return c.github_tokens; }},
    ConfigKey{"github.app_id", "A GitHub App's id; it asks by its installations' tokens.", false, false,
              [](Config& c, const Values& v) { c.github_app_id = v.front(); },
              [](const Config& c) { return Values{c.github_app_id}; }},
    ConfigKey{"github.app_private_key_file", "PEM file with the App's private key.", false, false,
              [](Config& c, const Values& v) { c.github_app_private_key_file = v.front(); },
              [](const Config& c) { return Values{c.github_app_private_key_file}; }},
    ConfigKey{"github.app_installations", "Numbers of the App's installations to use. None: all that it has.", false,
              true, [](Config& c, const Values& v) { c.github_app_installations = integers(v); },
              [](const Config& c) { return texts(c.github_app_installations); }},
    ConfigKey{
        "github.webhook_secret", "Secret of POST /v1/webhooks/github. Empty: webhooks are not taken.", true, false,
        [](Config& c, const Values& v) { c.github_webhook_secret = v.front(); },
        [](const Config& c) { return c.github_webhook_secret.empty() ? Values{} : Values{c.github_webhook_secret}; }},
    ConfigKey{"github.floor_percent", "Share of each hour's API budget that is never used: the owner's own.", false,
              false, [](Config& c, const Values& v) { c.github_floor_percent = static_cast<int>(integer(v, 0, 95)); },
              [](const Config& c) { return Values{std::to_string(c.github_floor_percent)}; }},
    ConfigKey{"github.egress",
              "Name of the address that git's requests leave from; processes with the same name share git's limits.",
              false, false, [](Config& c, const Values& v) { c.github_egress = v.front(); },
              [](const Config& c) { return Values{c.github_egress}; }},
    ConfigKey{"github.git_concurrent", "Repositories fetched by git at once; half of it without a token.", false, false,
              [](Config& c, const Values& v) {
                c.github_git_concurrent = static_cast<std::uint32_t>(integer(v, 1, kMaxParallel));
              },
              [](const Config& c) { return Values{std::to_string(c.github_git_concurrent)}; }},
    ConfigKey{"github.git_requests_per_s", "Git requests a second; half of it without a token.", false, false,
              [](Config& c, const Values& v) {
                c.github_git_requests_per_s = static_cast<std::uint32_t>(integer(v, 1, kMaxRate));
              },
              [](const Config& c) { return Values{std::to_string(c.github_git_requests_per_s)}; }},
    ConfigKey{"store.url", "The database: sqlite:PATH.", false, false,
              [](Config& c, const Values& v) { c.store_url = sqlite_url(v); },
              [](const Config& c) { return Values{c.store_url}; }},
    ConfigKey{"store.busy_timeout_ms", "How long to wait for a database that another process has locked.", false, false,
              [](Config& c, const Values& v) {
                c.store_busy_timeout = std::chrono::milliseconds{integer(v, 0, kMaxTimeoutMs)};
              },
              [](const Config& c) { return Values{std::to_string(c.store_busy_timeout.count())}; }},
    ConfigKey{"server.listen", "HOST:PORT of the API; port 0 takes any free one.", false, false,
              [](Config& c, const Values& v) {
                if (v.front().rfind(':') == std::string::npos) refuse("must be HOST:PORT");
                c.server_listen = v.front();
              },
              [](const Config& c) { return Values{c.server_listen}; }},
    ConfigKey{"server.tls_certificate_file",
              "PEM file of the server's certificate, with those of its issuers after it. Empty: without TLS.", false,
              false, [](Config& c, const Values& v) { c.server_tls_certificate_file = v.front(); },
              [](const Config& c) { return Values{c.server_tls_certificate_file}; }},
    ConfigKey{"server.tls_key_file", "PEM file of the certificate's private key, without a password.", false, false,
              [](Config& c, const Values& v) { c.server_tls_key_file = v.front(); },
              [](const Config& c) { return Values{c.server_tls_key_file}; }},
    ConfigKey{
        "server.threads", "Threads that work on requests; an answer that is kept in memory needs none.", false, false,
        [](Config& c, const Values& v) { c.server_threads = static_cast<std::size_t>(integer(v, 1, kMaxParallel)); },
        [](const Config& c) { return Values{std::to_string(c.server_threads)}; }},
    ConfigKey{
        "server.drain_delay_s",
        "After SIGTERM, how long to go on serving while /readyz says 503. Empty: 0 on a loopback address, else 5.",
        false, false, [](Config& c, const Values& v) { c.server_drain_delay = optional_seconds(v); },
        [](const Config& c) {
          return c.server_drain_delay ? Values{std::to_string(c.server_drain_delay->count())} : Values{};
        }},
    ConfigKey{"server.public_url",
              "Address that users use, like https://stats.example, without a path. Empty: the one that it listens on.",
              false, false, [](Config& c, const Values& v) { c.server_public_url = public_url(v); },
              [](const Config& c) { return Values{c.server_public_url}; }},
    ConfigKey{"server.hosts", "Further host names of the server. IP addresses and localhost are always taken.", false,
              true, [](Config& c, const Values& v) { c.server_hosts = host_names(v); },
              [](const Config& c) { return c.server_hosts; }},
    ConfigKey{"server.cors_origins", "Other sites whose pages may call the API, like https://board.example.", false,
              true, [](Config& c, const Values& v) { c.server_cors_origins = origins(v); },
              [](const Config& c) { return c.server_cors_origins; }},
    ConfigKey{"server.embed_origins", "Other sites that may show the dashboard's /embed pages in frames.", false, true,
              [](Config& c, const Values& v) { c.server_embed_origins = origins(v); },
              [](const Config& c) { return c.server_embed_origins; }},
    ConfigKey{"server.trusted_proxies", "Networks of proxies whose X-Forwarded-For and -Proto are believed.", false,
              true, [](Config& c, const Values& v) { c.server_trusted_proxies = networks(v); },
              [](const Config& c) { return c.server_trusted_proxies; }},
    ConfigKey{"server.answer_cache_bytes", "Memory for answers that are kept to be given again. 0: none is kept.",
              false, false,
              [](Config& c, const Values& v) {
                c.server_answer_cache_bytes = static_cast<std::size_t>(integer(v, 0, kMaxCacheBytes));
              },
              [](const Config& c) { return Values{std::to_string(c.server_answer_cache_bytes)}; }},
    ConfigKey{
        "server.anonymous_read",
        "What may be read without a key: on, off, public (projects of that visibility), or auto: on if the server "
        "listens for this machine alone.",
        false, false, [](Config& c, const Values& v) { c.server_anonymous_read = one_of(v, kAnonymousReadChoices); },
        [](const Config& c) { return name_of(c.server_anonymous_read, kAnonymousReadChoices); }},
    ConfigKey{"server.requests_per_minute_per_key",
              "Requests of one key. 0: any number. auto: 6000, and any number from this machine.", false, false,
              [](Config& c, const Values& v) { c.server_limits.requests_per_key = number_a_minute(v); },
              [](const Config& c) { return number_a_minute_text(c.server_limits.requests_per_key); }},
    ConfigKey{"server.requests_per_minute_per_address",
              "Requests without a key from one address (IPv6: one /64). 0: any number. auto: 1200, and any number from "
              "this machine.",
              false, false,
              [](Config& c, const Values& v) { c.server_limits.requests_per_address = number_a_minute(v); },
              [](const Config& c) { return number_a_minute_text(c.server_limits.requests_per_address); }},
    ConfigKey{"server.refused_keys_per_minute_per_address",
              "Keys that are refused from one address before others that are not known are refused unseen. 0: any "
              "number. auto: 20, and any number from this machine.",
              false, false,
              [](Config& c, const Values& v) { c.server_limits.refused_keys_per_address = number_a_minute(v); },
              [](const Config& c) { return number_a_minute_text(c.server_limits.refused_keys_per_address); }},
    ConfigKey{"badges.private",
              "Whether badges, cards and charts show projects that are not public too, to whoever may read those: true "
              "or false.",
              false, false, [](Config& c, const Values& v) { c.badges_private = one_of(v, kSwitchChoices); },
              [](const Config& c) { return name_of(c.badges_private, kSwitchChoices); }},
    ConfigKey{"net.ca_file", "PEM file of trusted authorities; empty: the system's.", false, false,
              [](Config& c, const Values& v) { c.net_ca_file = v.front(); },
              [](const Config& c) { return Values{c.net_ca_file}; }},
    ConfigKey{"net.connect_timeout_ms", "How long a connection may take to open.", false, false,
              [](Config& c, const Values& v) {
                c.net_connect_timeout = std::chrono::milliseconds{integer(v, 1, kMaxTimeoutMs)};
              },
              [](const Config& c) { return Values{std::to_string(c.net_connect_timeout.count())}; }},
    ConfigKey{"net.stall_timeout_ms", "How long a transfer may stand still.", false, false,
              [](Config& c, const Values& v) {
                c.net_stall_timeout = std::chrono::milliseconds{integer(v, 1, kMaxTimeoutMs)};
              },
              [](const Config& c) { return Values{std::to_string(c.net_stall_timeout.count())}; }},
    ConfigKey{
        "sync.parallel", "Projects synced at once.", false, false,
        [](Config& c, const Values& v) { c.sync_parallel = static_cast<std::size_t>(integer(v, 1, kMaxParallel)); },
        [](const Config& c) { return Values{std::to_string(c.sync_parallel)}; }},
    ConfigKey{
        "sync.lease_wait_s", "How long to wait for another process that syncs the same project.", false, false,
        [](Config& c, const Values& v) { c.sync_lease_wait = std::chrono::seconds{integer(v, 0, kMaxIntervalS)}; },
        [](const Config& c) { return Values{std::to_string(c.sync_lease_wait.count())}; }},
    ConfigKey{"sync.spool_directory",
              "Where a pack that is too large for memory is kept while it is read. Empty: beside the database.", false,
              false, [](Config& c, const Values& v) { c.sync_spool_directory = v.front(); },
              [](const Config& c) { return Values{c.sync_spool_directory}; }},
    ConfigKey{"sync.refresh_interval_s", "The least time between two probes of a project by `cpsg serve`.", false,
              false, [](Config& c, const Values& v) { c.due.shortest = interval(v); },
              [](const Config& c) { return Values{std::to_string(c.due.shortest.count())}; }},
    ConfigKey{"sync.longest_interval_s", "The most time between two probes of a project, however quiet it is.", false,
              false, [](Config& c, const Values& v) { c.due.longest = interval(v); },
              [](const Config& c) { return Values{std::to_string(c.due.longest.count())}; }},
    ConfigKey{"sync.statistics_interval_s", "How old a project's full statistics may get.", false, false,
              [](Config& c, const Values& v) { c.due.statistics = interval(v); },
              [](const Config& c) { return Values{std::to_string(c.due.statistics.count())}; }},
    ConfigKey{"sync.refs_interval_s", "After how long branches are listed although nothing seems to have moved.", false,
              false, [](Config& c, const Values& v) { c.due.refs = interval(v); },
              [](const Config& c) { return Values{std::to_string(c.due.refs.count())}; }},
    ConfigKey{"sync.audit_interval_s", "How often a project is compared with GitHub's own counts.", false, false,
              [](Config& c, const Values& v) { c.due.audit = interval(v); },
              [](const Config& c) { return Values{std::to_string(c.due.audit.count())}; }},
    ConfigKey{"schedule.off_peak", "HH:MM-HH:MM in UTC, for batches and enrichment. Empty: at any time.", false, false,
              [](Config& c, const Values& v) { c.off_peak = schedule::OffPeak::parse(v.front()); },
              [](const Config& c) { return Values{c.off_peak.text()}; }},
    ConfigKey{
        "schedule.batch_at_once", "Projects of one batch that are worked on at once.", false, false,
        [](Config& c, const Values& v) { c.batch_at_once = static_cast<std::size_t>(integer(v, 1, kMaxParallel)); },
        [](const Config& c) { return Values{std::to_string(c.batch_at_once)}; }},
    ConfigKey{"privacy.emails", "What is stored of e-mail addresses: hash, keep or drop.", false, false,
              [](Config& c, const Values& v) { c.privacy.emails = one_of(v, kEmailChoices); },
              [](const Config& c) { return name_of(c.privacy.emails, kEmailChoices); }},
    ConfigKey{"privacy.email_key", "Secret key of the e-mail hashes; without one they can be guessed.", true, false,
              [](Config& c, const Values& v) { c.privacy.email_key = v.front(); },
              [](const Config& c) { return c.privacy.email_key.empty() ? Values{} : Values{c.privacy.email_key}; }},
    ConfigKey{"privacy.messages", "What is stored of commit messages: keep, mask (addresses) or subject (first line).",
              false, false, [](Config& c, const Values& v) { c.privacy.messages = one_of(v, kMessageChoices); },
              [](const Config& c) { return name_of(c.privacy.messages, kMessageChoices); }},
    ConfigKey{"log.level", "debug, info, warning or error.", false, false,
              [](Config& c, const Values& v) { c.log_level = one_of(v, kLevelChoices); },
              [](const Config& c) { return name_of(c.log_level, kLevelChoices); }},
    ConfigKey{"log.format", "text, json, or auto: json under ECS and Kubernetes, else text.", false, false,
              [](Config& c, const Values& v) { c.log_format = one_of(v, kLogFormatChoices); },
              [](const Config& c) { return name_of(c.log_format, kLogFormatChoices); }},
};

}  // namespace

std::span<const ConfigKey> config_keys() { return kKeys; }

const ConfigKey* find_config_key(std::string_view name) {
  const auto found = std::find_if(kKeys.begin(), kKeys.end(), [&](const ConfigKey& key) { return key.name == name; });
  return found == kKeys.end() ? nullptr : &*found;
}

bool is_path_key(std::string_view name) {
  constexpr std::array<std::string_view, 6> kPaths = {
      "github.app_private_key_file", "net.ca_file", "server.tls_certificate_file",
      "server.tls_key_file",         "store.url",   "sync.spool_directory"};
  return std::ranges::find(kPaths, name) != kPaths.end();
}

std::string_view nearest_config_key(std::string_view name) {
  std::array<std::string_view, kKeys.size()> names;
  std::transform(kKeys.begin(), kKeys.end(), names.begin(), [](const ConfigKey& key) { return key.name; });
  return nearest_spelling(name, names);
}

}  // namespace cpsg::server
