#include "cpsg/access/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "cpsg/http/media_type.h"
#include "cpsg/model/git_time.h"

namespace cpsg::access {
namespace {

constexpr std::string_view kChallenge = "Bearer realm=\"cpsg\"";

std::string challenge(std::string_view error) { return fmt::format("{}, error=\"{}\"", kChallenge, error); }

std::chrono::sys_days day_of(UnixTime time) { return std::chrono::floor<std::chrono::days>(time); }

bool is_open(const Grants::Found& session, UnixTime now) {
  return session && session->session_ends_at && *session->session_ends_at > now;
}

bool is_json(const http::IncomingRequest& request) {
  return http::media_type_of(request.header("content-type").value_or("")) == "application/json";
}

}  // namespace

bool is_write(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

Gate::Gate(GateOptions options, storage::ChangeMark& changes, storage::ApiKeys& keys, storage::Sessions& sessions)
    : options_(std::move(options)),
      sessions_(sessions),
      grants_(changes, keys, sessions),
      limits_(options_.limits),
      uses_(keys) {}

void Gate::set_nobody(Caller& caller) const {
  const Allowance allowed = allowed_without_key(options_.policy, caller.visitor.is_local);
  caller.level = allowed.level;
  caller.sees_private = allowed.sees_private;
}

// What a key that was found allows now.
std::optional<Gate::Refusal> Gate::use_grant(const Credential& credential, const Grants::Found& found, Caller& caller,
                                             UnixTime now) {
  const auto refused = [](std::string detail) {
    return Refusal{.detail = std::move(detail), .challenge = challenge("invalid_token")};
  };
  if (!found) return refused("This server does not know the key.");
  const model::ApiKey& key = found->key;
  switch (model::state_of(key, now)) {
    case model::KeyState::kRevoked:
      return refused(fmt::format("The key {} was revoked.", key.name));
    case model::KeyState::kExpired:
      return refused(fmt::format("The key {} expired at {}.", key.name, model::format_utc(*key.expires_at)));
    case model::KeyState::kLive:
      break;
  }
  caller.level = level_of(key.scope);
  caller.sees_private = true;
  caller.key = {found, &key};  // shared: nothing is copied for a request
  caller.credential = credential;
  caller.session_ends_at = found->session_ends_at;
  return std::nullopt;
}

// A key that was never good here is looked up no more often than its address may guess.
std::optional<Gate::Refusal> Gate::use_key(const Credential& credential, Caller& caller, Moment now) {
  if (!credential.digest || !grants_.was_known(credential)) {
    const Turn turn = limits_.may_show_key(caller.visitor, now.instant);
    if (!turn.allowed) {
      return Refusal{.code = ErrorCode::kTooManyRequests,
                     .detail = "Too many keys were refused that came from this address.",
                     .retry_after = turn.retry_after};
    }
  }
  const Grants::Found found = credential.digest ? grants_.find(credential, now.instant) : nullptr;
  if (!found) limits_.count_refused_key(caller.visitor, now.instant);
  return use_grant(credential, found, caller, now.time);
}

// A browser sends its cookie until it is told otherwise, also one that another server of this machine gave it: then it
// is as if there were none. Guessing is limited as it is for keys, but such a browser must not use that up.
void Gate::use_session(const Credential& credential, Caller& caller, Moment now) {
  if (!credential.digest) return;
  std::optional<Grants::Found> found = grants_.known(credential, now.instant);
  if (!found) {
    const bool may_ask = grants_.was_known(credential) || limits_.may_show_key(caller.visitor, now.instant).allowed;
    if (!may_ask) return;
    found = grants_.find(credential, now.instant);
    if (!*found) limits_.count_refused_key(caller.visitor, now.instant);
  }
  if (is_open(*found, now.time)) (void)use_grant(credential, *found, caller, now.time);  // it ends with its key
}

std::optional<Gate::Refusal> Gate::identify(const Credential& credential, Caller& caller, Moment now) {
  set_nobody(caller);
  if (credential.kind == Credential::Kind::kKey) return use_key(credential, caller, now);
  if (credential.kind == Credential::Kind::kSession) use_session(credential, caller, now);
  return std::nullopt;
}

std::optional<Gate::Refusal> Gate::check_level(const Caller& caller, Level needed) {
  if (caller.level >= needed) return std::nullopt;
  if (!caller.key) {
    return Refusal{
        .code = ErrorCode::kKeyMissing,
        .detail = fmt::format("This needs a key with the scope {}, sent as Authorization: Bearer KEY.", name(needed)),
        .challenge = std::string(kChallenge)};
  }
  return Refusal{.detail = fmt::format("This needs a key with the scope {}; the key {} has {}.", name(needed),
                                       caller.key->name, model::name(caller.key->scope)),
                 .challenge = fmt::format("{}, scope=\"{}\"", challenge("insufficient_scope"), name(needed))};
}

std::optional<http::Response> Gate::refusal_of(const Caller& caller, Level needed, std::string_view request_id) {
  const std::optional<Refusal> refusal = check_level(caller, needed);
  return refusal ? std::optional(answer(*refusal, request_id)) : std::nullopt;
}

std::optional<Gate::Refusal> Gate::check_write_by_cookie(const http::IncomingRequest& request, const Caller& caller) {
  if (!caller.session_ends_at || !is_write(request.method)) return std::nullopt;
  if (!request.header("origin")) {
    return Refusal{.code = ErrorCode::kOriginRefused,
                   .detail = "A write by the cookie of a session needs the Origin that browsers send.",
                   .field = "Origin"};
  }
  if (!is_json(request)) {
    return Refusal{.code = ErrorCode::kRequestInvalid,
                   .detail = "A write by the cookie of a session needs the content type application/json.",
                   .field = "Content-Type",
                   .status = 415};
  }
  return std::nullopt;
}

http::Response Gate::answer(const Refusal& refusal, std::string_view request_id) {
  const ErrorTraits& row = traits(refusal.code);
  const http::Problem problem{
      .status = refusal.status != 0 ? refusal.status : row.http_status,
      .code = refusal.code,
      .title = std::string(row.title),
      .detail = refusal.detail,
      .field = refusal.field.empty() && !refusal.challenge.empty() ? "Authorization" : refusal.field,
      .retry_after = refusal.retry_after};
  http::Response response = http::problem_response(problem, request_id);
  if (!refusal.challenge.empty()) response.headers.push_back({"WWW-Authenticate", refusal.challenge});
  return response;
}

std::optional<Gate::Refusal> Gate::count(const Caller& caller, Instant now, std::vector<http::Header>& headers) {
  const auto counted = limits_.take(caller, now);
  if (!counted) return std::nullopt;
  append_headers(headers, *counted);
  if (counted->turn.allowed) return std::nullopt;
  return Refusal{.code = ErrorCode::kTooManyRequests,
                 .detail = fmt::format("This {} may send {} requests a minute.", counted->policy, counted->per_minute),
                 .retry_after = counted->turn.retry_after};
}

Admission Gate::admit(const http::IncomingRequest& request, Level needed, Moment now) {
  Admission admission;
  Caller& caller = admission.caller;
  caller.visitor = visitor_of(options_.trusted_proxies, request);
  const Credential credential = credential_of(request, transport_of(caller.visitor));
  std::optional<Refusal> refusal = identify(credential, caller, now);
  if (!refusal) refusal = count(caller, now.instant, admission.headers);
  if (!refusal) refusal = check_write_by_cookie(request, caller);
  if (!refusal) refusal = check_level(caller, needed);
  if (refusal) {
    admission.refusal = answer(*refusal, request.request_id);
  } else if (caller.key) {
    uses_.note(*caller.key, day_of(now.time));
  }
  return admission;
}

Admission Gate::admit_anybody(const http::IncomingRequest& request, Moment now) {
  Admission admission;
  admission.caller.visitor = visitor_of(options_.trusted_proxies, request);
  if (const auto refusal = count(admission.caller, now.instant, admission.headers)) {
    admission.refusal = answer(*refusal, request.request_id);
  }
  return admission;
}

std::optional<Admission> Gate::admit_at_once(const http::PlainRequest& request, std::string_view peer, Level needed,
                                             bool sees_private, Moment now) {
  if (request.cookie) return std::nullopt;
  Admission admission;
  Caller& caller = admission.caller;
  caller.visitor.client.address =
      options_.trusted_proxies.client_address(peer, request.forwarded_for.value_or(std::string_view()));
  set_nobody(caller);
  const std::string_view authorization = request.authorization.value_or(std::string_view());
  const Credential* const recent = recent_keys_.find(authorization, now.instant);
  const Credential credential = recent != nullptr ? *recent : credential_of_authorization(authorization);
  if (credential.kind == Credential::Kind::kKey) {
    const auto found = credential.digest ? grants_.known(credential, now.instant) : std::nullopt;
    if (!found || use_grant(credential, *found, caller, now.time)) return std::nullopt;
    if (recent == nullptr) recent_keys_.keep(authorization, credential, now.instant);
  }
  if (caller.level < needed || caller.sees_private != sees_private) return std::nullopt;
  if (const auto counted = limits_.take(caller, now.instant)) {
    if (!counted->turn.allowed) return std::nullopt;
    append_headers(admission.headers, *counted);
  }
  if (caller.key) uses_.note(*caller.key, day_of(now.time));
  return admission;
}

bool Gate::is_still_good(const Caller& caller, Moment now) {
  if (!caller.key) return true;
  if (model::state_of(*caller.key, now.time) != model::KeyState::kLive) return false;
  const Grants::Found found = grants_.find(caller.credential, now.instant);
  if (caller.session_ends_at && !is_open(found, now.time)) return false;
  Caller again;
  return !use_grant(caller.credential, found, again, now.time);
}

std::variant<OpenedSession, http::Response> Gate::open_session(const http::IncomingRequest& request,
                                                               std::optional<std::string_view> key_text, Moment now) {
  OpenedSession opened;
  Caller& caller = opened.caller;
  caller.visitor = visitor_of(options_.trusted_proxies, request);
  const auto refuse = [&](const Refusal& refusal) { return answer(refusal, request.request_id); };
  const Transport transport = transport_of(caller.visitor);
  if (transport == Transport::kOtherHttp) {
    return refuse({.detail = "A session is opened over https, or over http by a browser on the server's own machine. "
                             "If a proxy takes the https, put its network into server.trusted_proxies."});
  }
  Credential credential = credential_of_authorization(request.header("authorization").value_or(""));
  const bool is_in_the_body = credential.kind == Credential::Kind::kNone && key_text.has_value();
  if (is_in_the_body) credential = {.kind = Credential::Kind::kKey, .digest = digest_of_key(*key_text)};
  if (auto refusal = identify(credential, caller, now)) {
    if (is_in_the_body) refusal->field = "key";
    return refuse(*refusal);
  }
  if (!caller.key) {
    return refuse({.code = ErrorCode::kKeyMissing,
                   .detail = "A session needs a key, sent as Authorization: Bearer KEY or as the member key.",
                   .challenge = std::string(kChallenge)});
  }
  if (const auto refusal = count(caller, now.instant, opened.headers)) {
    http::Response refused = refuse(*refusal);
    std::move(opened.headers.begin(), opened.headers.end(), std::back_inserter(refused.headers));
    return refused;
  }
  const UnixTime ends_at = std::min(now.time + kSessionLifetime, caller.key->expires_at.value_or(UnixTime::max()));
  const NewSecret id = new_session_secret();
  if (!sessions_.open_session(id.digest, {.key_id = caller.key->id, .ends_at = ends_at}, now.time)) {
    return refuse(
        {.detail = fmt::format("The key {} was revoked.", caller.key->name), .challenge = challenge("invalid_token")});
  }
  (void)close_session(request);
  uses_.note(*caller.key, day_of(now.time));
  caller.session_ends_at = ends_at;
  opened.headers.push_back({"Set-Cookie", session_cookie(transport, id.text, ends_at - now.time)});
  return opened;
}

std::string Gate::close_session(const http::IncomingRequest& request) {
  const Transport transport = transport_of(visitor_of(options_.trusted_proxies, request));
  http::IncomingRequest without_key{.headers = {}};
  if (const auto cookies = request.header("cookie")) without_key.headers.push_back({"cookie", std::string(*cookies)});
  const Credential credential = credential_of(without_key, transport);
  if (credential.digest) sessions_.close_session(*credential.digest);
  return cookie_name(transport).empty() ? "" : no_session_cookie(transport);
}

}  // namespace cpsg::access
