#include "cpsg/site/site.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cassert>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/authority.h"
#include "cpsg/http/entity_tag.h"
#include "cpsg/http/problem.h"
#include "cpsg/http/url.h"
#include "cpsg/site/address.h"

namespace cpsg::site {
namespace {

using http::Header;
using http::Response;

constexpr std::string_view kPagePath = "/index.html";
constexpr std::string_view kEmbedPath = "/embed.html";
constexpr std::string_view kAssets = "/assets/";

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
constexpr std::string_view kSvg = "image/svg+xml";

constexpr std::string_view kNoCache = "no-cache";  // kept, and asked for again each time
constexpr std::string_view kImmutable = "public, max-age=31536000, immutable";
constexpr std::string_view kOneDay = "public, max-age=86400";
constexpr std::string_view kNoStore = "no-store";

constexpr std::string_view kAllowed = "GET, HEAD, OPTIONS";

constexpr std::string_view kNotBuilt =
    "This cpsg was built without its dashboard: run script/build, which builds it in. The API is at /v1, and "
    "/openapi.json describes it.\n";
constexpr std::string_view kRobots = "User-agent: *\nDisallow: /\n";
// Three bars. Browsers ask for it where no page names another one.
constexpr std::string_view kIcon =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#0b57c4" )"
    R"(d="M2 9h3v5H2zM6.5 5h3v9h-3zM11 2h3v12h-3z"/></svg>)";

std::string_view type_of(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kTypes = {{
      {".html", kHtml},
      {".js", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".svg", kSvg},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".ico", "image/x-icon"},
      {".png", "image/png"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (path.ends_with(ending)) return type;
  }
  return "application/octet-stream";
}

// No inline script or style, nothing of another host, no markup made from text.
Header security_policy(std::string_view frame_ancestors) {
  return {"Content-Security-Policy",
          fmt::format("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                      "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}; "
                      "require-trusted-types-for 'script'; trusted-types 'none'",
                      frame_ancestors)};
}

// Keeps pages of other sites from holding on to the window of one of ours. Browsers take it of a secure origin alone;
// of another one they write into the console that they pass it over.
const Header& opener_policy() {
  static const Header kPolicy{"Cross-Origin-Opener-Policy", "same-origin"};
  return kPolicy;
}

// `frame_origins` may show it within their own pages.
DocumentOptions page_options(std::string_view type, const std::vector<std::string>& frame_origins) {
  const bool is_framed = !frame_origins.empty();
  return {.content_type = std::string(type),
          .cache_control = std::string(kNoCache),
          .headers = {security_policy(is_framed ? fmt::format("{}", fmt::join(frame_origins, " ")) : "'none'"),
                      {"Referrer-Policy", "no-referrer"},
                      {"Cross-Origin-Resource-Policy", is_framed ? "cross-origin" : "same-origin"}}};
}

DocumentOptions file_options(std::string_view type, std::string_view cache_control) {
  return {.content_type = std::string(type),
          .cache_control = std::string(cache_control),
          .headers = {{"Cross-Origin-Resource-Policy", "same-origin"}}};
}

// Where a browser shows the answer to a person; scripts, styles and programs ask for anything.
bool asks_for_page(std::optional<std::string_view> accept) {
  bool asks = false;
  for_each_part(accept.value_or(""), ',', [&](std::string_view part) {
    asks = asks || equal_ignoring_case(trim(take_until(part, ';')), "text/html");
  });
  return asks;
}

bool reads(std::string_view method) { return method == "GET" || method == "HEAD"; }

bool has_it(std::optional<std::string_view> if_none_match, const Form& form) {
  return if_none_match && !form.etag.empty() && http::names_etag(*if_none_match, form.etag);
}

void require_match(std::optional<std::string_view> if_match, const Form& form) {
  if (!if_match || (!form.etag.empty() && http::names_etag(*if_match, form.etag))) return;
  throw http::FieldError(ErrorCode::kPreconditionFailed, "If-Match",
                         "the resource is not in the state that the request names");
}

Response method_not_allowed(std::string_view request_id) {
  Response response = http::problem_response(
      http::http_problem(405, fmt::format("This resource understands {}.", kAllowed)), request_id);
  response.headers.push_back({"Allow", std::string(kAllowed)});
  return response;
}

Response not_acceptable(std::string_view request_id) {
  Response response = http::problem_response(
      http::http_problem(406, "The answer can be sent as it is, or coded by br or gzip."), request_id);
  response.headers.push_back({"Vary", "Accept-Encoding"});
  return response;
}

}  // namespace

Site::Site(std::span<const EmbeddedFile> files, const SiteOptions& options) : is_https_(options.is_https) {
  for (const EmbeddedFile& file : files) {
    if (file.path == kPagePath) {
      DocumentOptions page = page_options(kHtml, {});
      page_.emplace(page, contents_of(file));
      page.status = 404;
      page.cache_control = kNoStore;
      page.vary = "Accept, Accept-Encoding";
      not_found_.emplace(page, contents_of(file));
    } else if (file.path == kEmbedPath) {
      embed_.emplace(page_options(kHtml, options.embed_origins), contents_of(file));
    } else {
      const std::string_view cache_control = file.path.starts_with(kAssets) ? kImmutable : kNoCache;
      files_.try_emplace(std::string(file.path), file_options(type_of(file.path), cache_control), contents_of(file));
    }
  }
  assert(files.empty() || (page_ && embed_));
  if (files.empty()) {
    page_.emplace(page_options(kPlainText, {}), contents_of(kNotBuilt));
    embed_.emplace(page_options(kPlainText, options.embed_origins), contents_of(kNotBuilt));
  }
  files_.try_emplace("/favicon.ico", file_options(kSvg, kOneDay), contents_of(kIcon));
  files_.try_emplace("/robots.txt", file_options(kPlainText, kOneDay), contents_of(kRobots));
}

const Document* Site::find(std::string_view method, std::string_view target,
                           std::optional<std::string_view> accept) const {
  const std::string_view path = target.substr(0, target.find('?'));
  switch (kind_of_path(path)) {
    case AddressKind::kApi:
      return nullptr;
    case AddressKind::kPage:
      return &*page_;
    case AddressKind::kEmbed:
      return &*embed_;
    case AddressKind::kFile:
      break;
  }
  const auto file = files_.find(path);
  if (file != files_.end()) return &file->second;
  return not_found_ && reads(method) && asks_for_page(accept) ? &*not_found_ : nullptr;
}

// What a request says of its scheme is believed of anybody: it changes nothing but the answer to whoever says so.
std::span<const Header> Site::headers_for(const Document& document, std::string_view host,
                                          std::optional<std::string_view> forwarded_proto) const {
  const bool is_page = &document == &*page_ || &document == &*embed_ || (not_found_ && &document == &*not_found_);
  if (!is_page) return {};
  std::string_view schemes = forwarded_proto.value_or("");  // the client's own first
  const bool is_https = is_https_ || equal_ignoring_case(trim(take_until(schemes, ',')), "https");
  const auto authority = http::parse_authority(host);
  const http::Origin origin{is_https ? "https" : "http", authority ? authority->host : "", ""};
  return http::is_confidential(origin) ? std::span(&opener_policy(), 1) : std::span<const Header>();
}

bool Site::answers(const http::IncomingRequest& request) const {
  return find(request.method, request.target, request.header("accept")) != nullptr;
}

Response Site::answer(const http::IncomingRequest& request) const {
  const Document* const document = find(request.method, request.target, request.header("accept"));
  assert(document != nullptr);
  if (request.method == "OPTIONS") {
    return {204, {{"Allow", std::string(kAllowed)}, {"Cache-Control", std::string(kNoStore)}}, ""};
  }
  if (!reads(request.method)) return method_not_allowed(request.request_id);
  const Form* const form = document->choose(request.header("accept-encoding"));
  if (form == nullptr) return not_acceptable(request.request_id);
  require_match(request.header("if-match"), *form);
  if (has_it(request.header("if-none-match"), *form)) return http::not_modified_of(form->response);
  Response response = form->response;
  const auto headers = headers_for(*document, request.header("host").value_or(""), request.header("x-forwarded-proto"));
  response.headers.insert(response.headers.end(), headers.begin(), headers.end());
  return response;
}

bool Site::answer_plain(const http::PlainRequest& request, UnixTime now, std::string& out) {
  const Document* const document = find(request.method, request.target, request.accept);
  const Form* const form = document != nullptr ? document->choose(request.accept_encoding) : nullptr;
  if (form == nullptr) return false;
  if (has_it(request.if_none_match, *form)) {
    writer_.append(out, form->not_modified, {}, request, now);
    return true;
  }
  writer_.append(out, form->head, headers_for(*document, request.host, request.forwarded_proto), request, now);
  out += form->response.bytes();
  return true;
}

}  // namespace cpsg::site
