// `cpsg check`: says what is configured, what can be reached and what is wrong; and `cpsg config`.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <span>

#include "cpsg/base/counted.h"
#include "cpsg/http/client.h"
#include "cpsg/http/listen_address.h"
#include "cpsg/http/tls.h"
#include "cpsg/http/url.h"
#include "cpsg/model/git_time.h"
#include "cpsg/server/command.h"
#include "cpsg/server/construction.h"
#include "cpsg/server/output.h"
#include "cpsg/server/render_config.h"
#include "cpsg/shape/json_object.h"
#include "cpsg/sync/privacy_policy.h"

namespace cpsg::server {
namespace {

// Prints a line for each thing that was checked.
class Checklist {
 public:
  explicit Checklist(bool json) : json_(json) {}

  void good(std::string_view subject, std::string_view finding) { print("ok", subject, finding); }
  void warn(std::string_view subject, std::string_view finding) { print("warn", subject, finding); }
  void bad(std::string_view subject, const Failure& failure) {
    print("FAIL", subject, failure.message);
    if (exit_code_ == 0) exit_code_ = traits(failure.code).exit_code;
  }
  // That of the first failure; 0 if there was none.
  [[nodiscard]] int exit_code() const { return exit_code_; }

 private:
  void print(std::string_view result, std::string_view subject, std::string_view finding) const {
    if (!json_) return print_result("{:<5} {:<20} {}\n", result, subject, finding);
    std::string line;
    shape::JsonObject out(line);
    out.text("result", result == "FAIL" ? "fail" : result);
    out.text("subject", subject);
    out.text("finding", finding);
    out.finish();
    print_result("{}\n", line);
  }
  const bool json_;
  int exit_code_ = 0;
};

std::size_t count_projects(storage::Projects& projects) {
  constexpr std::size_t kPage = 500;
  std::size_t count = 0;
  for (std::string after;;) {
    const std::vector<model::Project> page = projects.list_projects(after, kPage);
    count += page.size();
    if (page.size() < kPage) return count;
    after = page.back().full_name();
  }
}

// By which rules the stored people and messages were written.
void check_stored_policy(const storage::Stores& stores, const sync::Privacy& privacy, Checklist& list) {
  const sync::StorePolicy stored = sync::stored_policy(stores.settings);
  if (const std::optional<std::string> problem = sync::policy_problem(stores, privacy)) {
    list.bad("stored privacy", {ErrorCode::kConfigInvalid, *problem, {}});
  } else if (stored.policy) {
    list.good("stored privacy", sync::describe_policy(*stored.policy));
  } else if (stored.recorded) {
    list.warn("stored privacy",
              "not known, an earlier version wrote it; the next sync takes the configured one for it, and cpsg privacy "
              "apply makes sure");
  } else {
    list.good("stored privacy", "nothing is stored yet");
  }
}

void check_store(const Config& config, Checklist& list) {
  constexpr std::chrono::seconds kTimeLimit{30};
  try {
    if (!store_exists(config)) {
      return list.good("store.url", fmt::format("{}: not there yet; the first sync makes it", config.store_url));
    }
    const bool sound = store_is_sound(config, kTimeLimit);
    const OpenedStore store = open_store_for_reading(config);
    const std::size_t projects = count_projects(store.ports.projects);
    list.good("store.url",
              fmt::format("{}: {}{}", config.store_url, counted(projects, "project", "projects"),
                          sound ? "" : fmt::format("; nothing damaged found in {} s", kTimeLimit.count())));
    check_stored_policy(store.ports, config.privacy, list);
  } catch (...) {
    list.bad("store.url", current_failure());
  }
}

// Of a directory that does not exist yet, the nearest one above it.
std::filesystem::path existing_part(std::filesystem::path path) {
  std::error_code error;
  while (path.has_relative_path() && !std::filesystem::exists(path, error)) path = path.parent_path();
  return path;
}

// Whether a file can be made there. Nothing is left behind: the file has no name.
bool can_create_files(const std::filesystem::path& directory) {
  const int file = ::open(directory.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
    return true;
  }
  const bool unknown = errno == EOPNOTSUPP || errno == EISDIR;  // the file system has no files without a name
  return unknown && ::access(directory.c_str(), W_OK | X_OK) == 0;
}

void check_spool_directory(const Config& config, Checklist& list) {
  try {
    const std::filesystem::path directory = config.spool_directory();
    const std::filesystem::path existing = existing_part(directory);
    if (!can_create_files(existing)) {
      throw Error(ErrorCode::kConfigInvalid,
                  fmt::format("{} cannot be written: large packs and a new database have no place", existing.string()));
    }
    list.good("sync.spool_directory", directory.string());
  } catch (...) {
    list.bad("sync.spool_directory", current_failure());
  }
}

void check_ca_file(const Config& config, Checklist& list) {
  if (config.net_ca_file.empty()) return;
  constexpr std::string_view kBegin = "-----BEGIN ";
  constexpr std::string_view kWhat = "CERTIFICATE-----";  // also of X509 and TRUSTED ones
  std::ifstream file(config.net_ca_file);
  bool has_certificate = false;
  for (std::string line; !has_certificate && std::getline(file, line);) {
    has_certificate = line.starts_with(kBegin) && line.find(kWhat) != std::string::npos;
  }
  if (has_certificate) return list.good("net.ca_file", config.net_ca_file);
  list.bad("net.ca_file", {ErrorCode::kConfigInvalid,
                           fmt::format("{} cannot be read, or has no certificate in PEM form", config.net_ca_file),
                           {}});
}

void check_tls(const Config& config, Checklist& list) {
  try {
    if (!config.has_tls()) return;
    static_cast<void>(http::TlsIdentity(config.server_tls_certificate_file, config.server_tls_key_file));
    list.good("server.tls_certificate_file", config.server_tls_certificate_file);
  } catch (...) {
    list.bad("server.tls_certificate_file", current_failure());
  }
}

// Whether a `cpsg serve` answers there. One that speaks TLS shows a certificate for its own names, not for the address;
// it is known by having one.
bool is_served_by_cpsg(const CommandContext& context, const http::ListenAddress& address) {
  constexpr std::chrono::seconds kPatience{2};
  constexpr std::size_t kAnswerMaxBytes = 64;
  http::ClientOptions options = client_options(context.config());
  options.cancelled = &context.signals.stopped();
  options.connect_timeout = options.stall_timeout = kPatience;
  std::string answer;
  const bool has_tls = !context.config().server_tls_certificate_file.empty();
  const std::string url =
      fmt::format("{}://{}/healthz", has_tls ? "https" : "http", http::format_listen_address(address));
  try {
    static_cast<void>(http::Session(std::move(options)).perform({.url = url}, [&](std::span<const std::uint8_t> bytes) {
      answer.append(bytes.begin(), bytes.end());
      if (answer.size() > kAnswerMaxBytes) throw Error(ErrorCode::kBadData, "too long");
    }));
  } catch (const Error& e) {
    return has_tls && e.code() == ErrorCode::kTls;
  }
  return answer == R"({"status":"ok"})";
}

// What that means of a server that listens for more than this machine.
std::string_view open_to_others(access::AnonymousRead anonymous_read) {
  switch (anonymous_read) {
    case access::AnonymousRead::kOn:
      return "whoever reaches this machine can read all that is followed; changes need a key (cpsg keys create)";
    case access::AnonymousRead::kPublic:
      return "whoever reaches this machine can read about public projects; all else needs a key (cpsg keys create)";
    case access::AnonymousRead::kAuto:
    case access::AnonymousRead::kOff:
      return "open to the network; reading and changing need a key (cpsg keys create)";
  }
  return "";
}

// What users of this machine, and those who come through a proxy on it, may do without a key.
void check_loopback_access(const Config& config, const std::string& listens, Checklist& list) {
  using access::AnonymousRead;
  const AnonymousRead anonymous_read = config.server_anonymous_read;
  const bool is_read = anonymous_read == AnonymousRead::kAuto || anonymous_read == AnonymousRead::kOn;
  const bool has_proxy =
      !config.server_public_url.empty() || !config.server_hosts.empty() || !config.server_trusted_proxies.empty();
  if (is_read && has_proxy) {
    list.warn("server.listen", fmt::format("{}; whoever comes through a proxy on it can read all that is followed "
                                           "without a key: set server.anonymous_read to off or public",
                                           listens));
  } else if (is_read) {
    list.good("server.listen", listens);
  } else if (anonymous_read == AnonymousRead::kPublic) {
    list.good("server.listen", listens + "; without a key public projects can be read, all else needs one");
  } else {
    list.good("server.listen", listens + "; reading and changing need a key (cpsg keys create)");
  }
}

void check_listen_address(const CommandContext& context, Checklist& list) {
  const std::string& text = context.config().server_listen;
  try {
    const http::ListenAddress address = http::parse_listen_address(text);
    const bool taken = address.port != 0 && !http::is_free(address);
    if (taken && !is_served_by_cpsg(context, address)) {
      throw Error(ErrorCode::kConfigInvalid, fmt::format("{}: another program listens there", text));
    }
    const std::string_view now = taken ? "; a cpsg serve listens there now" : "";
    if (http::is_loopback(address)) {
      check_loopback_access(context.config(), fmt::format("{}: for this machine alone{}", text, now), list);
    } else {
      list.warn("server.listen",
                fmt::format("{}: {}{}", text, open_to_others(context.config().server_anonymous_read), now));
    }
  } catch (...) {
    list.bad("server.listen", current_failure());
  }
}

std::string answer_of(const CommandContext& context, const std::string& url) {
  http::ClientOptions options = client_options(context.config());
  options.cancelled = &context.signals.stopped();
  http::Session session(std::move(options));
  const http::ResponseHead head = session.perform({.method = "HEAD", .url = url + "/"}, [](auto) {});
  return fmt::format("{} answers ({})", url, head.status);
}

void check_git(const CommandContext& context, Checklist& list) {
  try {
    list.good("github.git_url", answer_of(context, context.config().github_git_url));
  } catch (...) {
    list.bad("github.git_url", current_failure());
  }
}

// Branches and commits need no API, so one that is out of reach is a warning, not a failure.
void check_api(const CommandContext& context, std::string_view key, const std::string& url, Checklist& list) {
  try {
    list.good(key, answer_of(context, url));
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) throw;
    list.warn(key, fmt::format("{}; branches and commits don't need it", e.what()));
  }
}

void check_privacy(const Config& config, Checklist& list) {
  switch (config.privacy.emails) {
    case sync::EmailPrivacy::kKeep:
      list.warn("privacy.emails", "e-mail addresses are stored as they are");
      return;
    case sync::EmailPrivacy::kDrop:
      list.good("privacy.emails", "e-mail addresses are not stored");
      return;
    case sync::EmailPrivacy::kHash:
      break;
  }
  if (config.privacy.email_key.empty()) {
    list.warn("privacy.email_key", "not set: whoever guesses an address can confirm it by its hash");
  } else {
    list.good("privacy.email_key", "set: e-mail addresses are stored as keyed hashes");
  }
}

std::string token_text(const github::accounts::TokenReport& token) {
  std::string text =
      fmt::format("{} ({}), of {}: {}", token.title, token.fingerprint,
                  token.account.empty() ? "nobody known" : token.account, github::accounts::name(token.state));
  if (token.expires_at) text += ", ends at " + model::format_utc(*token.expires_at);
  if (token.reason) text += "; " + *token.reason;
  return text;
}

// Asks GitHub itself: one point for each token.
void identify_tokens(const CommandContext& context, Checklist& list) {
  try {
    const Remote remote = open_remote(context.config(), context.clock);
    const github::client::Call call{github::ledger::Lane::kInteractive, std::chrono::seconds{2},
                                    &context.signals.stopped(), nullptr};
    for (const github::accounts::TokenReport& token : require_graphql(remote).identify(call)) {
      if (token.state == github::accounts::TokenState::kUsable) {
        list.good("github.tokens", token_text(token));
      } else {
        list.warn("github.tokens", token_text(token));
      }
    }
  } catch (...) {
    const Failure failure = current_failure();
    if (failure.code == ErrorCode::kCancelled) throw;
    list.bad("github.tokens", failure);
  }
}

void check_tokens(const CommandContext& context, Checklist& list) {
  const Config& config = context.config();
  if (config.github_tokens.empty() && config.github_app_id.empty()) {
    list.warn("github.tokens", "none: public repositories alone, under the limits of anonymous clients");
  } else if (config.github_git_url.starts_with("http://") &&
             !http::is_confidential(http::origin_of(config.github_git_url))) {
    list.warn("github.tokens", "never sent: github.git_url is neither https nor on this machine");
  } else if (!config.api_urls()) {
    list.good("github.tokens", fmt::format("{} set; for git alone", config.github_tokens.size()));
  } else {
    identify_tokens(context, list);
  }
}

}  // namespace

int run(const CommandContext& context, const CheckArguments& arguments) {
  const Config& config = context.config();
  Checklist list(arguments.json);
  const std::string file = context.loaded.file ? context.loaded.file->string() : "no file";
  list.good("configuration",
            fmt::format("{}; keys set: {}, the others are default", file, context.loaded.sources.size()));
  check_store(config, list);
  check_spool_directory(config, list);
  check_listen_address(context, list);
  check_tls(config, list);
  check_ca_file(config, list);
  check_git(context, list);
  if (const std::optional<Config::ApiUrls> urls = config.api_urls()) {
    check_api(context, "github.api_url", urls->rest, list);
    check_api(context, "github.graphql_url", urls->graphql, list);
  } else {
    list.warn("github.api_url",
              "not set, and github.git_url is not github.com: statistics and pull requests stay empty");
  }
  check_tokens(context, list);
  check_privacy(config, list);
  return list.exit_code();
}

int run(const CommandContext& context, const ConfigArguments& arguments) {
  write_result(arguments.json ? render_config_json(context.loaded) : render_config(context.loaded));
  return 0;
}

}  // namespace cpsg::server
