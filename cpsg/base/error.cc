#include "cpsg/base/error.h"

#include <array>
#include <cassert>
#include <new>

namespace cpsg {
namespace {

using enum ErrorCode;

constexpr int kExitBug = 1;
constexpr int kExitUsage = 2;
constexpr int kExitNotFound = 3;
constexpr int kExitRemote = 4;
constexpr int kExitQuota = 5;
constexpr int kExitBadData = 6;
constexpr int kExitStore = 7;
constexpr int kExitInterrupted = 130;

constexpr std::array kTraits = {
    ErrorTraits{kInternal, "internal", "Internal error", kExitBug, 500, false},
    ErrorTraits{kUsage, "usage", "Usage error", kExitUsage, 400, false},
    ErrorTraits{kConfigInvalid, "config_invalid", "Invalid configuration", kExitUsage, 500, false},
    ErrorTraits{kUrlInvalid, "url_invalid", "Not a repository of the configured host", kExitUsage, 422, false},
    ErrorTraits{kRequestInvalid, "request_invalid", "Invalid request", kExitUsage, 400, false},
    ErrorTraits{kAnswerTooLarge, "answer_too_large", "The answer would be too large", kExitUsage, 400, false},
    ErrorTraits{kHostRefused, "host_refused", "No host of this server", kExitUsage, 421, false},
    ErrorTraits{kOriginRefused, "origin_refused", "Not from this origin", kExitUsage, 403, false},
    ErrorTraits{kKeyMissing, "key_missing", "A key is needed", kExitNotFound, 401, false},
    ErrorTraits{kKeyRefused, "key_refused", "The key is refused", kExitNotFound, 403, false},
    ErrorTraits{kTooManyRequests, "too_many_requests", "Asked too soon or too often", kExitQuota, 429, true},
    ErrorTraits{kPreconditionFailed, "precondition_failed", "Precondition failed", kExitUsage, 412, false},
    ErrorTraits{kConflict, "conflict", "Conflict with what is stored", kExitUsage, 409, false},
    ErrorTraits{kOutputFailed, "output_failed", "The output cannot be written", kExitUsage, 500, false},
    ErrorTraits{kNotFound, "not_found", "Not found", kExitNotFound, 404, false},
    ErrorTraits{kUnauthorized, "unauthorized", "Credentials missing or refused", kExitNotFound, 502, false},
    ErrorTraits{kForbidden, "forbidden", "Access refused", kExitNotFound, 502, false},
    ErrorTraits{kSsoRequired, "sso_required", "Single sign-on required", kExitNotFound, 502, false},
    ErrorTraits{kGone, "gone", "Removed for good", kExitNotFound, 410, false},
    ErrorTraits{kBlocked, "blocked", "Removed for legal reasons", kExitNotFound, 451, false},
    ErrorTraits{kRateLimited, "rate_limited", "The remote asked to slow down", kExitQuota, 503, true},
    ErrorTraits{kNetwork, "network", "The remote cannot be reached", kExitRemote, 502, true},
    ErrorTraits{kTls, "tls", "The connection is not trusted", kExitRemote, 502, false},
    ErrorTraits{kTimeout, "timeout", "The remote did not answer in time", kExitRemote, 504, true},
    ErrorTraits{kRemoteError, "remote_error", "The remote failed", kExitRemote, 502, true},
    ErrorTraits{kBadData, "bad_data", "The remote sent bad data", kExitBadData, 502, true},
    ErrorTraits{kLimitExceeded, "limit_exceeded", "The remote's data is over a limit", kExitBadData, 502, false},
    ErrorTraits{kUnsupportedRemote, "unsupported_remote", "The remote lacks a needed feature", kExitRemote, 502, false},
    ErrorTraits{kRemoteDamaged, "remote_damaged", "The remote repository is damaged", kExitBadData, 502, false},
    ErrorTraits{kBusy, "busy", "Another process is syncing the project", kExitStore, 503, true},
    ErrorTraits{kOverloaded, "overloaded", "Too many requests at once", kExitQuota, 503, true},
    ErrorTraits{kStoreLocked, "store_locked", "The database is locked", kExitStore, 503, true},
    ErrorTraits{kStoreFull, "store_full", "No space left for the database", kExitStore, 507, false},
    ErrorTraits{kStoreNewer, "store_newer", "The database is of a newer version", kExitStore, 500, false},
    ErrorTraits{kStoreCorrupt, "store_corrupt", "The database is damaged", kExitStore, 500, false},
    ErrorTraits{kStoreIo, "store_io", "The database cannot be read or written", kExitStore, 500, false},
    ErrorTraits{kCancelled, "cancelled", "Stopped", kExitInterrupted, 503, true},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kTraits.size(); ++i) {
    if (static_cast<std::size_t>(kTraits[i].code) != i) return false;
  }
  return kTraits.size() == static_cast<std::size_t>(kCancelled) + 1;
}
static_assert(in_order(), "one row a code, in the order of the enumeration");

}  // namespace

const ErrorTraits& traits(ErrorCode code) noexcept { return kTraits[static_cast<std::size_t>(code)]; }

std::span<const ErrorTraits> all_error_traits() noexcept { return kTraits; }

std::optional<ErrorCode> error_code_from_name(std::string_view name) noexcept {
  for (const ErrorTraits& row : kTraits) {
    if (row.name == name) return row.code;
  }
  return std::nullopt;
}

bool concerns_store(ErrorCode code) noexcept {
  switch (code) {
    case kStoreLocked:
    case kStoreFull:
    case kStoreNewer:
    case kStoreCorrupt:
    case kStoreIo:
      return true;
    default:
      return false;
  }
}

Failure current_failure() {
  assert(std::current_exception() != nullptr);
  try {
    throw;
  } catch (const Error& e) {
    return failure_of(e);
  } catch (const std::bad_alloc&) {
    return {kInternal, "out of memory", std::nullopt};
  } catch (const std::exception& e) {
    return {kInternal, e.what(), std::nullopt};
  } catch (...) {
    return {kInternal, "unknown exception", std::nullopt};
  }
}

Failure failure_of(const Error& error) { return {error.code(), error.what(), error.retry_after()}; }

Error error_of(const Failure& failure) {
  return failure.retry_after ? Error(failure.code, failure.message, *failure.retry_after)
                             : Error(failure.code, failure.message);
}

}  // namespace cpsg
