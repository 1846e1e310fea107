// The one family of expected failures.
//
//   throw Error(ErrorCode::kNotFound, "no such repository; check its name");
//   catch (const Error& e) { if (traits(e.code()).retry_helps) ... }
//
// Everything that can go wrong outside the program (a remote, the network, a file, the user's input) is thrown as Error
// with a code from a closed, documented list. The code alone decides whether a retry helps, the exit code of the
// command line and the HTTP status of the API; that table is in error.cc and nowhere else. Bugs are asserted, never
// thrown as Error.
//
// Messages are one line, say what to do next, and never hold a secret or an e-mail address.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cpsg {

enum class ErrorCode : std::uint8_t {
  kInternal,            // a bug: an exception nobody expected
  kUsage,               // the command line cannot be understood
  kConfigInvalid,       // a configuration key is unknown or its value unusable
  kUrlInvalid,          // a target that is not a repository's URL, or of a host other than the configured one
  kRequestInvalid,      // an API request with a bad parameter or body
  kAnswerTooLarge,      // an API request whose answer would be larger than any that is given
  kHostRefused,         // a request to this server under a name that is none of its own
  kOriginRefused,       // a write that a page of a foreign origin asked for
  kKeyMissing,          // an API request that needs a key and has none
  kKeyRefused,          // an API request with a key that is not known, has ended, or lacks the scope
  kTooManyRequests,     // a client of this server asks more often than it may
  kPreconditionFailed,  // the request's own condition (If-Match, If-None-Match) does not hold
  kConflict,            // what is asked for contradicts what is stored
  kOutputFailed,        // standard output or a file that the user named cannot be written
  kNotFound,            // no such repository, or a private one seen without access (the remote tells them not apart)
  kUnauthorized,        // the remote wants credentials, or refused the ones it got (401)
  kForbidden,           // the remote knows who asks and refuses (403)
  kSsoRequired,         // the organisation wants the token to be authorised for its single sign-on
  kGone,                // the repository was removed for good (410)
  kBlocked,             // removed for legal reasons (451)
  kRateLimited,         // the remote asked to slow down (429, or 403 with Retry-After)
  kNetwork,             // no connection: name, route, refused, reset
  kTls,                 // a certificate that is not trusted, or a failed handshake
  kTimeout,             // the remote did not answer, or stalled in the middle
  kRemoteError,         // the remote failed (5xx) or said ERR
  kBadData,             // the remote's bytes break the protocol or a checksum
  kLimitExceeded,       // the remote's data is beyond a bound that protects this process
  kUnsupportedRemote,   // the remote lacks something that is needed (protocol v2, filters, sha1)
  kRemoteDamaged,       // the remote repository lacks objects that it names, or holds broken ones
  kBusy,                // another process is syncing the project and did not finish in time
  kOverloaded,          // this server has more requests at once than it takes
  kStoreLocked,         // the database stays locked by another process
  kStoreFull,           // no space left
  kStoreNewer,          // the database was written by a newer version
  kStoreCorrupt,        // the database is damaged, or not a database
  kStoreIo,             // the database cannot be opened, read or written
  kCancelled,           // stopped by a signal or a shutdown
};

class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  Error(ErrorCode code, const std::string& message, std::chrono::seconds retry_after)
      : std::runtime_error(message), code_(code), retry_after_(retry_after) {}

  [[nodiscard]] ErrorCode code() const noexcept { return code_; }
  // What the remote asked for, where it did.
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const noexcept { return retry_after_; }

 private:
  ErrorCode code_;
  std::optional<std::chrono::seconds> retry_after_;
};

// What a code means to each of those who see it.
struct ErrorTraits {
  ErrorCode code;
  std::string_view name;   // the documented string: "not_found"
  std::string_view title;  // one human line for problem+json
  int exit_code;           // of the command line
  int http_status;         // of the API
  bool retry_helps;        // later, with the same input
};

[[nodiscard]] const ErrorTraits& traits(ErrorCode code) noexcept;
// Every code, in the order of the enumeration.
[[nodiscard]] std::span<const ErrorTraits> all_error_traits() noexcept;
[[nodiscard]] std::optional<ErrorCode> error_code_from_name(std::string_view name) noexcept;
// A store_... code: trouble of this process's own database, whatever was being done.
[[nodiscard]] bool concerns_store(ErrorCode code) noexcept;

// A failure as it is stored and shown: in a project's status, in `sync --json`, in problem+json.
struct Failure {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;
  std::optional<std::chrono::seconds> retry_after;
};

// The failure that the exception being handled stands for. Call inside a catch block only.
[[nodiscard]] Failure current_failure();
[[nodiscard]] Failure failure_of(const Error& error);
// The exception that failure_of() would read as `failure`.
[[nodiscard]] Error error_of(const Failure& failure);

}  // namespace cpsg
