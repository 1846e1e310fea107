#include "cpsg/api/sites.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

using http::Authority;
using http::IncomingRequest;

constexpr std::string_view kLocalhost = "localhost";

bool contains(const std::vector<std::string>& texts, std::string_view text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string_view scheme_of(std::string_view origin) { return origin.substr(0, origin.find(':')); }

void set_header(http::Response& response, std::string_view name, std::string value) {
  for (http::Header& header : response.headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    header.value = std::move(value);
    return;
  }
  response.headers.push_back({std::string(name), std::move(value)});
}

// Puts items in front of those that the header lists already.
void add_to_header(http::Response& response, std::string_view name, std::string_view items) {
  for (http::Header& header : response.headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    header.value = fmt::format("{}, {}", items, header.value);
    return;
  }
  response.headers.push_back({std::string(name), std::string(items)});
}

http::FieldError refused_origin() {
  return {ErrorCode::kOriginRefused, "Origin",
          "this web page is not of this server, and server.cors_origins does not name its origin"};
}

}  // namespace

Sites::Sites(const SiteOptions& options) {
  if (const auto authority = http::authority_of_url(options.public_url)) hosts_.push_back(authority->host);
  for (const std::string& host : options.hosts) {
    const auto authority = http::parse_authority(host);
    hosts_.push_back(authority ? authority->host : ascii_lower(host));
  }
  for (const std::string& origin : options.cors_origins) {
    if (auto normal = http::normal_origin(origin)) cors_origins_.push_back(*std::move(normal));
  }
}

bool Sites::is_named(std::string_view host) const { return contains(hosts_, host); }

bool Sites::takes_host(std::string_view host) const {
  const auto authority = http::parse_authority(host);
  return authority && (authority->is_address || authority->host == kLocalhost || is_named(authority->host));
}

void Sites::check_host(const IncomingRequest& request) const {
  const auto host = request.header("host");
  if (!host || takes_host(*host)) return;
  const auto authority = http::parse_authority(*host);
  throw http::FieldError(
      ErrorCode::kHostRefused, "Host",
      fmt::format("{} is no host of this server; server.hosts and server.public_url name those that are",
                  authority ? authority->host : "the Host header"));
}

// A configured name is ours with every scheme and port: a proxy may have other ones than we. Addresses and `localhost`
// are many machines and servers, so they must be those that the request itself was sent to.
bool Sites::is_ours(std::string_view origin, const IncomingRequest& request) const {
  const auto authority = http::authority_of_url(origin);
  if (!authority) return false;
  if (is_named(authority->host)) return true;
  const auto own = http::parse_authority(request.header("host").value_or(""));
  const std::string_view scheme = scheme_of(origin);
  return own && http::without_default_port(*own, scheme) == http::without_default_port(*authority, scheme);
}

std::optional<std::string> Sites::cors_origin(const IncomingRequest& request) const {
  const auto origin = request.header("origin");
  if (!origin || cors_origins_.empty()) return std::nullopt;
  auto normal = http::normal_origin(*origin);
  return normal && contains(cors_origins_, *normal) ? normal : std::nullopt;
}

// Browsers tell the origin with every write; one that leaves it out still tells whether the page is ours.
void Sites::check_origin(const IncomingRequest& request) const {
  if (const auto origin = request.header("origin")) {
    if (cors_origin(request)) return;
    const auto normal = http::normal_origin(*origin);
    if (normal && is_ours(*normal, request)) return;
    throw refused_origin();
  }
  const auto site = request.header("sec-fetch-site");
  const bool own = !site || equal_ignoring_case(*site, "same-origin") || equal_ignoring_case(*site, "none");
  if (!own) throw refused_origin();
}

std::optional<http::Response> Sites::preflight(const IncomingRequest& request) const {
  const bool is_preflight =
      request.method == "OPTIONS" && request.header("origin") && request.header("access-control-request-method");
  if (!is_preflight) return std::nullopt;
  if (!cors_origin(request)) throw refused_origin();
  return http::Response{
      204,
      {{"Cache-Control", "no-store"},
       {"Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE"},
       {"Access-Control-Allow-Headers",
        "Authorization, Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since, Last-Event-ID, "
        "X-Request-Id"},
       {"Access-Control-Max-Age", "600"}},
      ""};
}

void Sites::complete(const IncomingRequest& request, http::Response& response) const {
  add_to_header(response, "Vary", cors_origins_.empty() ? "Authorization, Cookie" : "Authorization, Cookie, Origin");
  if (request.header("authorization") || request.header("cookie")) {
    set_header(response, "Cache-Control", "private, no-store");
  }
  auto origin = cors_origin(request);
  if (!origin) return;
  set_header(response, "Access-Control-Allow-Origin", *std::move(origin));
  set_header(response, "Access-Control-Expose-Headers",
             "Content-Disposition, Date, ETag, Last-Modified, Link, Location, RateLimit, RateLimit-Policy, Retry-After,"
             " Server-Timing, X-Request-Id");
}

}  // namespace cpsg::api
