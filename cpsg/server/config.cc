#include "cpsg/server/config.h"

#include <string_view>

#include "cpsg/base/error.h"
#include "cpsg/http/listen_address.h"

namespace cpsg::server {

std::optional<Config::ApiUrls> Config::api_urls() const {
  constexpr std::string_view kEnterpriseRest = "/api/v3";
  constexpr std::string_view kEnterpriseGraphql = "/api/graphql";
  constexpr std::string_view kGraphql = "/graphql";
  const bool of_github = github_git_url == "https://github.com";
  std::string rest = github_api_url;
  std::string graphql = github_graphql_url;
  if (rest.empty() && graphql.empty()) {
    if (!of_github) return std::nullopt;
    rest = "https://api.github.com";
  }
  if (graphql.empty()) {
    const bool enterprise = rest.ends_with(kEnterpriseRest);
    const std::string host = rest.substr(0, rest.size() - (enterprise ? kEnterpriseRest.size() : 0));
    graphql = host + std::string(enterprise ? kEnterpriseGraphql : kGraphql);
  }
  if (rest.empty()) {
    const bool enterprise = graphql.ends_with(kEnterpriseGraphql);
    rest = graphql.substr(0, graphql.size() - (enterprise ? kEnterpriseGraphql.size() : kGraphql.size()));
    if (enterprise) rest += kEnterpriseRest;
  }
  return ApiUrls{std::move(rest), std::move(graphql)};
}

bool Config::has_tls() const {
  if (server_tls_certificate_file.empty() != server_tls_key_file.empty()) {
    throw Error(ErrorCode::kConfigInvalid, "server.tls_certificate_file and server.tls_key_file: set both, or none");
  }
  return !server_tls_certificate_file.empty();
}

std::chrono::seconds Config::drain_delay() const {
  constexpr std::chrono::seconds kReachedFromElsewhere{5};
  if (server_drain_delay) return *server_drain_delay;
  return http::is_loopback(http::parse_listen_address(server_listen)) ? std::chrono::seconds(0) : kReachedFromElsewhere;
}

std::filesystem::path Config::sqlite_path() const {
  if (store_url.empty()) {
    throw Error(
        ErrorCode::kConfigInvalid,
        "there is no place for the database, since neither HOME nor XDG_DATA_HOME is set to an absolute path: set "
        "store.url, as in CPSG_STORE_URL=sqlite:/var/lib/cpsg/cpsg.db");
  }
  std::string_view path = store_url;
  path.remove_prefix(std::string_view("sqlite:").size());
  if (path.starts_with("//")) path.remove_prefix(2);
  return path;
}

std::filesystem::path Config::spool_directory() const {
  if (!sync_spool_directory.empty()) return std::filesystem::absolute(sync_spool_directory);
  return std::filesystem::absolute(sqlite_path()).parent_path();
}

}  // namespace cpsg::server
