#include "cpsg/model/target.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/split.h"

// Messages repeat nothing of the text but a host's name: the rest may hold a password, a token or an address.

namespace cpsg::model {
namespace {

constexpr std::size_t kNameMaxBytes = 100;
constexpr std::size_t kTextMaxBytes = 4096;  // the longest path of Linux
constexpr std::size_t kHostMaxBytes = 255;
constexpr std::string_view kDotGit = ".git";
// First words of paths at github.com that no owner can have.
constexpr std::array<std::string_view, 12> kPagesWithoutRepository = {
    "orgs",     "users",         "topics", "search", "settings",    "marketplace",
    "sponsors", "notifications", "login",  "apps",   "collections", "enterprises"};

[[noreturn]] void refuse(const std::string& message) { throw Error(ErrorCode::kUrlInvalid, message); }

bool ends_with_dot_git(std::string_view text) {
  return text.size() >= kDotGit.size() && equal_ignoring_case(text.substr(text.size() - kDotGit.size()), kDotGit);
}

bool is_name_char(char c) { return is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-'; }

bool is_valid_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMaxBytes && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), is_name_char);
}

void remove_trailing_slash(std::string_view& text) {
  if (!text.empty() && text.back() == '/') text.remove_suffix(1);
}

void remove_dot_git(std::string_view& text) {
  if (ends_with_dot_git(text)) text.remove_suffix(kDotGit.size());
}

// The place of the slash after `owner/name`, if there is one.
std::size_t end_of_full_name(std::string_view path) {
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? slash : path.find('/', slash + 1);
}

// `owner/name`, `.git` and one trailing slash allowed.
Target parse_path(std::string_view path) {
  remove_trailing_slash(path);
  remove_dot_git(path);
  if (end_of_full_name(path) != std::string_view::npos) {
    refuse("a repository is owner/name; leave out what follows the name");
  }
  return parse_full_name(path);
}

// What follows the host in the address of a web page: a page of the repository (`/issues/3`, `?tab=readme`) stands for
// the repository.
Target parse_page_path(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  path = path.substr(0, end_of_full_name(path));
  if (path.find('%') != std::string_view::npos) refuse("owner and name of a repository have no percent-encoding");
  const std::string_view owner = path.substr(0, path.find('/'));
  for (const std::string_view word : kPagesWithoutRepository) {
    if (equal_ignoring_case(owner, word)) refuse("the URL is of a page of GitHub's that belongs to no repository");
  }
  return parse_path(path);
}

struct HostAndPath {
  std::string_view host;  // with its port, if any
  std::string_view path;  // after the first slash
};

HostAndPath split_host(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {text, {}};
  return {text.substr(0, slash), text.substr(slash + 1)};
}

// Also keeps everything but a plain host (user, password, line break) out of messages that name it.
void require_plain_host(std::string_view host) {
  const auto is_host_char = [](char c) { return (is_name_char(c) && c != '_') || c == ':' || c == '[' || c == ']'; };
  if (host.empty() || host.size() > kHostMaxBytes || !std::all_of(host.begin(), host.end(), is_host_char)) {
    refuse("the URL has no valid host; write https://HOST/owner/name");
  }
}

std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  const bool has_port = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
  return has_port ? host.substr(0, colon) : host;
}

std::string_view without_default_port(std::string_view host) {
  return host.ends_with(":443") || host.ends_with(":80") ? without_port(host) : host;
}

bool is_github(std::string_view host) {
  return equal_ignoring_case(host, "github.com") || equal_ignoring_case(host, "www.github.com");
}

// The configured host, taken apart. A git_url that is not http(s) has no host, so that only github.com's spellings
// match.
struct ConfiguredHost {
  std::string scheme;
  std::string_view host;
  std::string_view path;  // that every repository's URL has after the host; usually none
};

ConfiguredHost parse_git_url(std::string_view git_url) {
  const std::size_t colon = git_url.find("://");
  if (colon == std::string_view::npos) return {};
  ConfiguredHost configured{ascii_lower(git_url.substr(0, colon)), {}, {}};
  if (configured.scheme != "https" && configured.scheme != "http") return configured;
  const HostAndPath parts = split_host(git_url.substr(colon + 3));
  configured.host = without_default_port(parts.host);
  configured.path = parts.path;
  remove_trailing_slash(configured.path);
  return configured;
}

[[noreturn]] void refuse_host(std::string_view host, const ConfiguredHost& configured) {
  std::string message = "the host " + std::string(host) + " is not github.com";
  if (!configured.host.empty() && !is_github(configured.host)) message += " or " + std::string(configured.host);
  refuse(message + ", the one that github.git_url names");
}

// http and https name the same repository; what is fetched from is github.git_url in any case.
Target parse_web_url(std::string_view rest, const TargetRules& rules) {
  const ConfiguredHost configured = parse_git_url(rules.git_url);
  auto [host, path] = split_host(rest);
  if (host.find('@') != std::string_view::npos) {
    refuse("leave user and password out of the URL; credentials belong in the configuration (github.tokens)");
  }
  require_plain_host(host);
  host = without_default_port(host);
  if (!configured.host.empty() && equal_ignoring_case(host, configured.host)) {
    if (!configured.path.empty()) {
      if (!path.starts_with(configured.path)) refuse("the URL is not below github.git_url");
      path.remove_prefix(configured.path.size());
      if (!path.starts_with('/')) refuse("the URL is not below github.git_url");
      path.remove_prefix(1);
    }
  } else if (!is_github(host)) {
    if (equal_ignoring_case(host, "gist.github.com")) refuse("a gist is no repository");
    refuse_host(host, configured);
  }
  return parse_page_path(path);
}

// `git://HOST:9418/owner/name`, which GitHub itself no longer serves.
Target parse_git_daemon_url(std::string_view rest, const TargetRules& rules) {
  const HostAndPath parts = split_host(rest);
  require_plain_host(parts.host);
  return parse_web_url(std::string(without_port(parts.host)) + "/" + std::string(parts.path), rules);
}

// An ssh address names the same repository as the web URL; the port of its ssh server says nothing about the host.
Target parse_ssh(std::string_view user, std::string_view host, std::string_view path, const TargetRules& rules) {
  if (!equal_ignoring_case(user, "git")) refuse("the user of an ssh address must be git: git@HOST:owner/name");
  require_plain_host(host);
  host = without_port(host);
  const ConfiguredHost configured = parse_git_url(rules.git_url);
  const bool is_configured = !configured.host.empty() && equal_ignoring_case(host, without_port(configured.host));
  if (!is_configured && !is_github(host)) refuse_host(host, configured);
  return parse_path(path);
}

Target parse_ssh_url(std::string_view rest, const TargetRules& rules) {
  auto [host, path] = split_host(rest);
  std::string_view user = "git";
  if (const std::size_t at = host.rfind('@'); at != std::string_view::npos) {
    user = host.substr(0, at);
    host.remove_prefix(at + 1);
  }
  return parse_ssh(user, host, path, rules);
}

// `git@host:owner/name`, with an optional slash after the colon as scp has it.
Target parse_scp(std::string_view text, std::size_t colon, const TargetRules& rules) {
  const std::string_view login = text.substr(0, colon);
  const std::size_t at = login.rfind('@');
  if (at == std::string_view::npos) refuse("write git@HOST:owner/name, https://HOST/owner/name or owner/name");
  std::string_view path = text.substr(colon + 1);
  if (path.starts_with('/')) path.remove_prefix(1);
  return parse_ssh(login.substr(0, at), login.substr(at + 1), path, rules);
}

// The components of an absolute path, without empty ones and `.`.
std::vector<std::string_view> split_absolute_path(std::string_view path) {
  if (!path.starts_with('/')) refuse("a file:// URL needs an absolute path: file:///path/to/repository");
  if (std::any_of(path.begin(), path.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
    refuse("the path of the file:// URL has control characters");
  }
  std::vector<std::string_view> components;
  for_each_part(path, '/', [&](std::string_view component) {
    if (component == "..") refuse("the path of a file:// URL must not have .. in it");
    if (!component.empty() && component != ".") components.push_back(component);
  });
  return components;
}

Target parse_file_url(std::string_view rest, const TargetRules& rules) {
  if (!rules.allow_file) refuse("file:// URLs are for the command line alone");
  const std::vector<std::string_view> components = split_absolute_path(rest);
  if (components.empty()) refuse("the file:// URL names no repository");
  Target target;
  if (!rules.as.empty()) {
    target = parse_full_name(rules.as);
  } else {
    std::string_view name = components.back();
    remove_dot_git(name);
    const std::string_view owner = components.size() < 2 ? std::string_view{} : components[components.size() - 2];
    if (!is_valid_name(owner) || !is_valid_name(name) || ends_with_dot_git(name)) {
      refuse("the path of the file:// URL does not end in a usable owner/name; give one with --as owner/name");
    }
    target.owner = owner;
    target.name = name;
  }
  target.source_url = "file://";
  for (const std::string_view component : components) target.source_url.append("/").append(component);
  return target;
}

// Characters that a URL must not have anywhere, so that no part can be taken for another.
void require_plain_text(std::string_view text) {
  if (text.empty()) refuse("the target is empty; write owner/name or a URL");
  if (text.size() > kTextMaxBytes) refuse("the target is too long");
}

// Of anything but a web page's address.
void require_no_page_parts(std::string_view text) {
  if (text.find('?') != std::string_view::npos) refuse("leave the query (?...) out of the target");
  if (text.find('#') != std::string_view::npos) refuse("leave the fragment (#...) out of the target");
  if (text.find('%') != std::string_view::npos) refuse("percent-encoded characters are not allowed in a target");
}

// `github.com/owner/name`, as browsers show it: a host where `owner/name` would have its owner. Owners have no dot.
bool starts_with_host(std::string_view text, const ConfiguredHost& configured) {
  const std::string_view first = text.substr(0, text.find('/'));
  if (first.size() == text.size() || first.find('@') != std::string_view::npos) return false;
  if (is_github(first) || (!configured.host.empty() && equal_ignoring_case(first, configured.host))) return true;
  return first.find('.') != std::string_view::npos && end_of_full_name(text) != std::string_view::npos &&
         first.find_first_not_of('.') != std::string_view::npos;
}

std::optional<std::string> scheme_of(std::string_view text) {
  const std::size_t colon = text.find("://");
  if (colon == std::string_view::npos || text.find('/') < colon) return std::nullopt;
  return ascii_lower(text.substr(0, colon));
}

Target parse_remote(std::string_view text, const std::optional<std::string>& scheme, const TargetRules& rules) {
  if (scheme.has_value()) {
    const std::string_view rest = text.substr(scheme->size() + 3);
    if (*scheme == "https" || *scheme == "http" || *scheme == "git+https") return parse_web_url(rest, rules);
    require_no_page_parts(rest);
    if (*scheme == "ssh" || *scheme == "git+ssh") return parse_ssh_url(rest, rules);
    if (*scheme == "git") return parse_git_daemon_url(rest, rules);
    refuse("the URL's scheme is not supported; write https://HOST/owner/name");
  }
  if (starts_with_host(text, parse_git_url(rules.git_url))) return parse_web_url(text, rules);
  require_no_page_parts(text);
  const std::size_t colon = text.find(':');
  if (colon < text.find('/')) return parse_scp(text, colon, rules);
  return parse_path(text);
}

}  // namespace

Target parse_target(std::string_view text, const TargetRules& rules) {
  require_plain_text(text);
  const std::optional<std::string> scheme = scheme_of(text);
  if (scheme == "file") {
    require_no_page_parts(text);
    return parse_file_url(text.substr(scheme->size() + 3), rules);
  }
  if (!rules.as.empty()) refuse("--as is for file:// URLs alone");
  return parse_remote(text, scheme, rules);
}

Target parse_full_name(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) refuse("a repository is named owner/name");
  const std::string_view owner = text.substr(0, slash);
  const std::string_view name = text.substr(slash + 1);
  if (!is_valid_name(owner)) refuse("the owner must be 1 to 100 letters, digits, '.', '_' or '-'");
  if (!is_valid_name(name)) refuse("the repository's name must be 1 to 100 letters, digits, '.', '_' or '-'");
  if (ends_with_dot_git(name)) refuse("the repository's name must not end in .git");
  return {std::string(owner), std::string(name), {}};
}

}  // namespace cpsg::model
