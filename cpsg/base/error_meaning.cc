#include "cpsg/base/error_meaning.h"

#include <array>
#include <cstddef>

namespace cpsg {
namespace {

using enum ErrorCode;

struct Row {
  ErrorCode code;
  std::string_view meaning;
};

constexpr std::array kRows = {
    Row{kInternal, "A bug: an exception that nobody expected. Please report it."},
    Row{kUsage, "The command line can't be understood; see `cpsg --help`."},
    Row{kConfigInvalid,
        "A key is unknown or its value unusable, or the database was written under other privacy settings; the message "
        "names it and what to do."},
    Row{kUrlInvalid, "The target is not a repository's URL, or is on another host than `github.git_url`."},
    Row{kRequestInvalid, "An API request has a bad parameter or body; the problem names the field."},
    Row{kAnswerTooLarge,
        "The answer would have more buckets, or more bytes, than any that is given. Ask for longer intervals, for less "
        "time with `since` and `until`, or for fewer projects."},
    Row{kHostRefused,
        "The request's `Host` is a name that is not among `server.hosts`. Use an IP address or `localhost`, or add the "
        "name."},
    Row{kOriginRefused, "A page of another origin asked for a change; see `server.cors_origins`."},
    Row{kKeyMissing,
        "The API wants a key here: `Authorization: Bearer KEY`, or a session. `cpsg keys create` makes one."},
    Row{kKeyRefused,
        "The key is not known, was revoked, has expired, or lacks the scope that the problem names; or a session is "
        "asked for over plain http from another machine."},
    Row{kTooManyRequests,
        "The key or the address has used up its requests a minute (`server.requests_per_minute_...`), or the address "
        "sent too many keys that were refused; or a sync was asked for that has just been asked for, or that waits for "
        "budget at GitHub. Come back after Retry-After."},
    Row{kPreconditionFailed, "`If-Match`, `If-None-Match` or `If-Unmodified-Since` does not hold for what is stored."},
    Row{kConflict, "The name or the project is taken by something else; the message says by what."},
    Row{kOutputFailed, "Standard output or the file named by `--output` cannot be written."},
    Row{kNotFound,
        "No such repository, or a private one: GitHub answers both alike. Or the API has no such project, branch, "
        "batch, key or "
        "path."},
    Row{kUnauthorized, "The remote wants a token, refused the one it got (401), or gives the configured App none."},
    Row{kForbidden,
        "The remote knows who asks and refuses (403): a permission, a list of IP addresses, the kind of token. What is "
        "open without the token is read all the same."},
    Row{kSsoRequired,
        "The organisation wants the token to be authorised for its single sign-on. What is open without the token is "
        "read all the same."},
    Row{kGone, "The repository was deleted (410)."},
    Row{kBlocked, "The repository was taken down (451)."},
    Row{kRateLimited, "GitHub answered 429, or 403 with Retry-After; nothing is asked before the time that it named."},
    Row{kNetwork,
        "The name cannot be resolved, there is no route, or the connection was refused or reset: check the network and "
        "proxies."},
    Row{kTls, "An untrusted certificate or a failed handshake; see `net.ca_file`."},
    Row{kTimeout, "No answer, or a stall in the middle of one."},
    Row{kRemoteError, "5xx, or an error line of the git protocol."},
    Row{kBadData, "Bytes that break the protocol, the pack format or a checksum."},
    Row{kLimitExceeded, "Data beyond a bound that protects the process; see `cpsg/base/limits.h`."},
    Row{kUnsupportedRemote, "cpsg needs protocol version 2, filters (`uploadpack.allowFilter`) and SHA-1."},
    Row{kRemoteDamaged,
        "The remote lists branches whose commits it cannot give, or sends what cannot be read three times in a row; "
        "only its owner can repair it. What it can give is stored, and looked at again as often as ever; it is tried "
        "daily where each try would fetch everything once more."},
    Row{kBusy, "Its lease did not end in time; the message names the holder."},
    Row{kOverloaded, "The server has more to do than it can do in time; come back after Retry-After."},
    Row{kStoreLocked, "Another program keeps the SQLite file locked."},
    Row{kStoreFull, "Make room on the disk; nothing published is lost."},
    Row{kStoreNewer, "Use the cpsg that wrote it, or a newer one."},
    Row{kStoreCorrupt, "The file is damaged, or is no database. Restore a copy, or sync into a new file."},
    Row{kStoreIo, "Check the path and its permissions."},
    Row{kCancelled, "A signal or a shutdown ended the work; the next sync repeats it."},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].code) != i) return false;
  }
  return kRows.size() == static_cast<std::size_t>(kCancelled) + 1;
}
static_assert(in_order(), "one row a code, in the order of the enumeration");

}  // namespace

std::string_view error_meaning(ErrorCode code) noexcept { return kRows[static_cast<std::size_t>(code)].meaning; }

}  // namespace cpsg
