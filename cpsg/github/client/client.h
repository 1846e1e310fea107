// GitHub's APIs, asked within every limit: the real client over HTTP, whatever stands at the configured URLs.
//
// Every request takes a permit from the rate gate, goes out as the permit's account, and settles by the answer's
// headers. Queries for many things are split into batches of a size that is learned; what one batch lost to time or
// resources is asked again in smaller ones. Passing failures (502, reset, timeout, malformed answers) are tried again
// twice, a refused token is set aside and the request goes out as another account.
//
// Redirects are followed on the same origin alone. Thread-safe; all calls block.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/clock.h"
#include "cpsg/github/accounts/accounts.h"
#include "cpsg/github/client/call.h"
#include "cpsg/github/client/settings.h"
#include "cpsg/github/ledger/rules.h"
#include "cpsg/github/wire/answers.h"

namespace cpsg::github::client {

// What REST says of a repository's existence by its number.
struct Existence {
  enum class Kind : std::uint8_t { kUnchanged, kThere, kMissing, kBlocked, kGone, kForbidden, kSsoRequired } kind;
  std::optional<wire::Repository> repository;  // kThere
  std::string reason;                          // one line, of a refusal
  std::string etag;                            // of kThere; to be given next time
};

class Client {
 public:
  Client(ClientSettings settings, Clock clock);
  ~Client();

  // Whether GraphQL may be used at all: it needs a token.
  [[nodiscard]] bool has_graphql() const;
  [[nodiscard]] accounts::Accounts& accounts();
  [[nodiscard]] std::vector<ledger::AccountBudget> budgets() const;

  // One entry for each that was asked for, in order; also when the budget ends in the middle: then the rest carry
  // kRateLimited with retry_after. Throws Error(kCancelled) alone. An installation made for an owner is asked first;
  // `owners` is as long as `node_ids`, with an empty entry where one is not known, or empty if none is.
  [[nodiscard]] std::vector<wire::Lookup<wire::RepositoryProbe>> probe(std::span<const std::string> node_ids,
                                                                       std::span<const std::string> owners,
                                                                       const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::Repository>> repositories(std::span<const std::string> node_ids,
                                                                         std::span<const std::string> owners,
                                                                         const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::Repository>> repositories_by_name(
      std::span<const wire::RepositoryName> names, const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<model::PullRequest>> pulls_by_id(std::span<const std::string> node_ids,
                                                                          std::string_view owner, const Call& call);
  [[nodiscard]] std::vector<wire::Lookup<wire::CommitFacts>> commits(std::string_view repository_node_id,
                                                                     std::string_view owner,
                                                                     std::span<const model::Oid> oids,
                                                                     const Call& call);

  // These throw Error of every code that a remote can cause. `after` is empty for the first page; pages are of a
  // learned size of at most 50 (pulls) and 100 (handles).
  [[nodiscard]] wire::PullPage pulls(std::string_view node_id, std::string_view owner, std::string_view after,
                                     const Call& call);
  [[nodiscard]] wire::PullHandlePage pull_handles(std::string_view node_id, std::string_view owner,
                                                  std::string_view after, const Call& call);
  [[nodiscard]] wire::AuditCounts audit(std::string_view node_id, std::string_view owner, const Call& call);

  // REST. By number; `etag_of(account key)` gives what was stored for that account, for ETags are bound to it.
  using EtagSource = std::function<std::string(const std::string& account_key)>;
  using EtagSink = std::function<void(const std::string& account_key, const std::string& etag)>;
  [[nodiscard]] Existence repository_by_number(std::int64_t github_id, std::string_view owner,
                                               const EtagSource& etag_of, const EtagSink& keep_etag, const Call& call);
  // By name, following the redirect of a renamed one; throws as said above. What REST does not tell is null.
  [[nodiscard]] wire::Repository rest_repository(const wire::RepositoryName& name, const Call& call);
  [[nodiscard]] std::vector<model::LanguageSize> rest_languages(const wire::RepositoryName& name, const Call& call);
  // Newest update first; `page_url` is empty for the first page and then PullPage::end_cursor. `total` is not told: -1.
  [[nodiscard]] wire::PullPage rest_pulls(const wire::RepositoryName& name, std::string_view page_url,
                                          const Call& call);
  // Whether the branch is still at `known`; by the SHA media type, free where it is (304).
  [[nodiscard]] bool tip_is(const wire::RepositoryName& name, std::string_view branch, const model::Oid& known,
                            const Call& call);

  // Asks GitHub about each token and installation: who it is, what it may spend, when it ends. Failures are in the
  // reports.
  [[nodiscard]] std::vector<accounts::TokenReport> identify(const Call& call);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::github::client
