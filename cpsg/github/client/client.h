// GitHub's GraphQL and REST APIs, used within all of their limits.
//
//   Client client(settings, machine_clock());
//   const auto found = client.probe(node_ids, owners, {.max_wait = 30s, .cancelled = &stopped});
//
// Every request takes a permit from the rate gate, is sent as the permit's account, and is settled by the response's
// headers. Queries for many things are split into batches of a size that is learned; what a batch did not get for lack
// of time or resources is asked for again in smaller ones. Transient failures (502, reset, timeout, malformed
// responses) are tried again twice; when a token is refused twice in a row it is set aside and the request sent as
// another account. What an owner refuses to all accounts is read by REST without a token. Fields that an older server
// lacks are left out. Redirects are followed within the API's own origin alone.
//
// Calls block. They throw Error, with retry_after where GitHub or our own limits say when to come again. Safe to call
// from several threads at once.
//
// Source: GitHub's REST API (version 2022-11-28) and public GraphQL schema; the queries are in wire/queries/.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/github/accounts/accounts.h"
#include "cpsg/github/client/call.h"
#include "cpsg/github/client/settings.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/github/wire/answers.h"
#include "cpsg/github/wire/queries.h"

namespace cpsg::github::client {

// What REST says of a repository's existence by its number.
struct Existence {
  enum class Kind : std::uint8_t { kUnchanged, kThere, kMissing, kBlocked, kGone, kForbidden, kSsoRequired } kind;
  std::optional<wire::Repository> repository;  // of kThere
  std::string reason;                          // of a refusal: one line
  std::string etag;                            // of kThere: to be sent the next time
};

// Why GitHub does not tell a star history.
enum class StarRefusal : std::uint8_t {
  kComputing,  // it counts first, and tells later
  kNotUs,      // it refuses us alone: the token may not read it, or is not authorised for the single sign-on
  kNobody,     // there is none, or none that anybody gets
};

// A page of a star history.
struct StarHistory {
  wire::StarWeeks weeks;
  bool has_next = false;
  std::optional<StarRefusal> refusal;
  std::string reason;  // of a refusal: one line
};

class ApiQueries;

class Client {
 public:
  // Throws Error(kConfigInvalid) for tokens and keys that cannot be used, or would travel unencrypted. `clock` outlives
  // the client.
  Client(ClientSettings settings, WaitableClock& clock);
  ~Client();

  // Whether GraphQL may be used at all: it needs a token.
  [[nodiscard]] bool has_graphql() const;
  [[nodiscard]] accounts::Accounts& accounts();
  // One entry for each account and resource that was asked for, also where the account's tokens were asked one by one
  // before it was known that they are of one user.
  [[nodiscard]] std::vector<ledger::AccountBudget> budgets() const;

  // ---- GraphQL: many things at once ----

  // One entry for each that was asked for, in their order; when the budget ends in the middle, the rest carry
  // kRateLimited with retry_after. Throws Error(kCancelled) alone. An installation made for an owner is used first;
  // `owners` is as long as `node_ids`, with an empty entry where one is not known, or empty if none is.
  [[nodiscard]] std::vector<wire::Lookup<wire::RepositoryProbe>> probe(std::span<const std::string> node_ids,
                                                                       std::span<const std::string> owners,
                                                                       const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::Repository>> repositories(std::span<const std::string> node_ids,
                                                                         std::span<const std::string> owners,
                                                                         const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::Repository>> repositories_by_name(
      std::span<const wire::RepositoryName> names, const Call& call);
  // Entries with a failure and retry_smaller were given up in an outage: nobody asked for each of them alone.
  [[nodiscard]] std::vector<wire::Lookup<model::PullRequest>> pulls_by_number(std::string_view repository_node_id,
                                                                              std::string_view owner,
                                                                              std::span<const std::int64_t> numbers,
                                                                              const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::CommitFacts>> commits(std::string_view repository_node_id,
                                                                     std::string_view owner,
                                                                     std::span<const model::Oid> oids,
                                                                     const Call& call);

  // ---- GraphQL: one repository ----

  // These throw Error of every code that a remote can cause. `after` is empty for the first page; pages are of a
  // learned size of at most 50 (pulls) and 100 (handles), down to one where GitHub does not give more. What it does not
  // give alone either is stepped over: then the page says which numbers, or how many, are not in it.
  //
  // The latest update first. `known` holds the numbers that GitHub failed to give before, and when: they are asked for
  // again only if they were updated since.
  using KnownFailures = std::map<std::int64_t, UnixTime>;
  [[nodiscard]] wire::PullPage pulls(std::string_view node_id, std::string_view owner, std::string_view after,
                                     const KnownFailures& known, const Call& call);
  [[nodiscard]] wire::PullHandlePage pull_handles(std::string_view node_id, std::string_view owner,
                                                  std::string_view after, wire::PullOrder order, const Call& call);
  // If the commits cannot be counted, they are left out.
  [[nodiscard]] wire::AuditCounts audit(std::string_view node_id, std::string_view owner, const Call& call);

  // The newest first, in pages as above.
  [[nodiscard]] wire::ReleasePage releases(std::string_view node_id, std::string_view owner, std::string_view after,
                                           const Call& call);

  // ---- REST ----

  // By number. `etag_of` gives the ETag that was stored for an account, because ETags are bound to accounts; both
  // functions may be empty.
  using EtagSource = std::function<std::string(const std::string& account_key)>;
  using EtagSink = std::function<void(const std::string& account_key, const std::string& etag)>;
  [[nodiscard]] Existence repository_by_number(std::int64_t github_id, std::string_view owner,
                                               const EtagSource& etag_of, const EtagSink& keep_etag, const Call& call);
  // By name, following the redirect of a renamed one; throws as said above. What REST does not tell is null.
  [[nodiscard]] wire::Repository rest_repository(const wire::RepositoryName& name, const Call& call);
  [[nodiscard]] std::vector<model::LanguageSize> rest_languages(const wire::RepositoryName& name, const Call& call);
  // Newest update first; `page_url` is empty for the first page and then PullPage::end_cursor. REST tells no `total`,
  // which is -1, but how many there are at least. What it fails to give is stepped over, as above; where it gives no
  // further pages (422), or they are on another host, the list is cut. A repository that is there and has pull requests
  // turned off has an empty page and a total of 0.
  [[nodiscard]] wire::PullPage rest_pulls(const wire::RepositoryName& name, std::string_view page_url,
                                          const Call& call);
  // How its stars grew, the latest weeks first; pages are numbered from 1 and have at most 30 weeks. Where GitHub does
  // not tell it, for whatever reason of its own, `refusal` says why. Throws as said above.
  [[nodiscard]] StarHistory star_history(const wire::RepositoryName& name, std::int64_t page, const Call& call);

  // ---- Accounts ----

  // Asks GitHub about each token and installation: whose it is, what it may spend, when it ends. Failures are in the
  // reports.
  [[nodiscard]] std::vector<accounts::TokenReport> identify(const Call& call);

 private:
  std::unique_ptr<ApiQueries> queries_;
};

}  // namespace cpsg::github::client
