// Which hosts are ours, and which web pages may call the API: the rules that keep a browser from lending its place in a
// private network to a page of somebody else.
//
//   const Sites sites({.hosts = {"stats.example"}, .cors_origins = {"https://board.example"}});
//   sites.check_host(request);    // throws where the Host is a name and none of ours
//   sites.check_origin(request);  // before a write
//
// A name that an attacker owns may resolve to this machine (DNS rebinding), so a name counts only if it is configured
// or is `localhost`. An IP address as Host is always taken: no page of another host can make a browser send one, and
// health checks ask by address.
//
// Threads: any; a Sites never changes once constructed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/http/authority.h"
#include "cpsg/http/message.h"

namespace cpsg::api {

struct SiteOptions {
  std::string public_url;                 // under which users know us, `https://stats.example`; empty: none
  std::vector<std::string> hosts;         // further names (or addresses) of ours, without scheme and port
  std::vector<std::string> cors_origins;  // of other sites whose pages may call the API, `https://board.example:8443`
};

class Sites {
 public:
  explicit Sites(const SiteOptions& options);

  // Whether a request with this Host is taken.
  [[nodiscard]] bool takes_host(std::string_view host) const;
  // Throws Error(kHostRefused). A request without a Host, which HTTP/1.0 allows and no browser sends, is taken.
  void check_host(const http::IncomingRequest& request) const;
  // Throws http::FieldError(kOriginRefused) if a web page sends the request that is neither ours nor of cors_origins.
  void check_origin(const http::IncomingRequest& request) const;
  // The answer to a browser's question whether a page may send a request (CORS); nothing if this is none. Throws as
  // check_origin() does.
  [[nodiscard]] std::optional<http::Response> preflight(const http::IncomingRequest& request) const;
  // Adds what every answer says to caches and browsers: Vary, and the headers of CORS for cors_origins alone. An answer
  // to a request with credentials is nobody else's.
  void complete(const http::IncomingRequest& request, http::Response& response) const;

 private:
  [[nodiscard]] bool is_named(std::string_view host) const;
  [[nodiscard]] bool is_ours(std::string_view origin, const http::IncomingRequest& request) const;
  // The normal form of the request's Origin, if it is one of cors_origins.
  [[nodiscard]] std::optional<std::string> cors_origin(const http::IncomingRequest& request) const;

  std::vector<std::string> hosts_;
  std::vector<std::string> cors_origins_;
};

}  // namespace cpsg::api
