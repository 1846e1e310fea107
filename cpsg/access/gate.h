// The one place where it is decided who asks and whether they may: before anything else of a request is looked at.
//
//   const Admission admission = gate.admit(request, Level::kRead, now);
//   if (admission.refusal) return *admission.refusal;
//   ...                                            // answer for admission.caller
//   append(response.headers, admission.headers);   // how many requests are left
//
// Without a key policy.h says what is allowed. A key that is shown counts, for better or worse: one that is unknown,
// has ended, or lacks the scope is refused (403), and never falls back to what is allowed without one. A cookie is sent
// by itself, so one whose session has ended is as good as none. A write by cookie needs an Origin, which has been found
// acceptable before, and the content type application/json: no form of another page can send these.
//
// May be called from several threads at once, but admit_at_once() by one at a time; admit() may block while the store
// is read, admit_at_once() never does.
// Errors: those of the store.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "cpsg/access/caller.h"
#include "cpsg/access/client_limits.h"
#include "cpsg/access/credentials.h"
#include "cpsg/access/grants.h"
#include "cpsg/access/key_uses.h"
#include "cpsg/access/level.h"
#include "cpsg/access/policy.h"
#include "cpsg/access/recent_keys.h"
#include "cpsg/http/client_address.h"
#include "cpsg/http/plain_request.h"
#include "cpsg/http/problem.h"
#include "cpsg/storage/api_keys.h"
#include "cpsg/storage/change_mark.h"
#include "cpsg/storage/sessions.h"

namespace cpsg::access {

inline constexpr std::chrono::hours kSessionLifetime{12};

struct GateOptions {
  Policy policy;
  http::TrustedProxies trusted_proxies;
  ClientLimitOptions limits;
};

// The moment of a request: the time of day for ends of keys, the steady one for limits.
struct Moment {
  UnixTime time{};
  Instant instant{};
};

struct Admission {
  Caller caller;
  std::optional<http::Response> refusal;
  std::vector<http::Header> headers;  // for the answer, whichever it is
};

// A session that was opened for a browser.
struct OpenedSession {
  Caller caller;                      // as the session will be seen
  std::vector<http::Header> headers;  // for the answer: Set-Cookie, and how many requests are left
};

class Gate {
 public:
  // The ports must outlive this.
  Gate(GateOptions options, storage::ChangeMark& changes, storage::ApiKeys& keys, storage::Sessions& sessions);

  [[nodiscard]] Admission admit(const http::IncomingRequest& request, Level needed, Moment now);
  // The same for a GET without cookies, from the address `peer`, that is to be answered as for those who see what is
  // private or not. Nothing, and nothing is counted, where that would be another answer, where admit() would refuse, or
  // where it has to wait to find out. What is for users of this machine alone is left to admit(); of the visitor
  // nothing but the address is known.
  [[nodiscard]] std::optional<Admission> admit_at_once(const http::PlainRequest& request, std::string_view peer,
                                                       Level needed, bool sees_private, Moment now);
  // Whether the key or the session by which a caller was admitted is good at a later moment, too; a caller without one
  // is always. For what goes on after the request. May block while the store is read; nothing is counted.
  [[nodiscard]] bool is_still_good(const Caller& caller, Moment now);

  // Opens a session for a key: the one in the header Authorization, else `key_text`. A session whose cookie the request
  // brings ends, since the browser forgets it. The answer that refuses it where there is no key, where the key is
  // refused, or where its cookie could be read on the way.
  [[nodiscard]] std::variant<OpenedSession, http::Response> open_session(const http::IncomingRequest& request,
                                                                         std::optional<std::string_view> key_text,
                                                                         Moment now);
  // The answer that refuses a caller who lacks this level; nothing where they have it. For what needs more than its
  // route does.
  [[nodiscard]] static std::optional<http::Response> refusal_of(const Caller& caller, Level needed,
                                                                std::string_view request_id);
  // Ends the session of the request's cookie, if there is one. The value of Set-Cookie that takes the cookie away;
  // empty where the request can have brought none.
  [[nodiscard]] std::string close_session(const http::IncomingRequest& request);
  // For what everybody may ask for: counts the request among those of its address, and looks at no key.
  [[nodiscard]] Admission admit_anybody(const http::IncomingRequest& request, Moment now);

 private:
  struct Refusal {
    ErrorCode code = ErrorCode::kKeyRefused;
    std::string detail;
    std::string challenge;  // for WWW-Authenticate; empty: none
    std::string field;
    int status = 0;  // where it is not the code's own
    std::optional<std::chrono::seconds> retry_after;
  };

  void set_nobody(Caller& caller) const;
  // Sets what the credential gives the caller.
  [[nodiscard]] std::optional<Refusal> identify(const Credential& credential, Caller& caller, Moment now);
  [[nodiscard]] std::optional<Refusal> use_key(const Credential& credential, Caller& caller, Moment now);
  void use_session(const Credential& credential, Caller& caller, Moment now);
  [[nodiscard]] static std::optional<Refusal> use_grant(const Credential& credential, const Grants::Found& found,
                                                        Caller& caller, UnixTime now);
  // Counts the request; adds what the caller is told of it.
  [[nodiscard]] std::optional<Refusal> count(const Caller& caller, Instant now, std::vector<http::Header>& headers);
  [[nodiscard]] static std::optional<Refusal> check_level(const Caller& caller, Level needed);
  [[nodiscard]] static std::optional<Refusal> check_write_by_cookie(const http::IncomingRequest& request,
                                                                    const Caller& caller);
  [[nodiscard]] static http::Response answer(const Refusal& refusal, std::string_view request_id);

  const GateOptions options_;
  storage::Sessions& sessions_;
  Grants grants_;
  RecentKeys recent_keys_;  // of admit_at_once() alone
  ClientLimits limits_;
  KeyUses uses_;
};

// Whether requests with this method change something.
[[nodiscard]] bool is_write(std::string_view method);

}  // namespace cpsg::access
