#include "cpsg/github/client/client.h"

#include <cassert>
#include <functional>

#include "cpsg/base/error.h"
#include "cpsg/github/client/client_impl.h"
#include "cpsg/github/wire/queries.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

using OwnerOf = std::function<std::string_view(std::size_t index)>;

// No owners: not known.
OwnerOf each_of(std::span<const std::string> owners) {
  return [owners](std::size_t index) { return owners.empty() ? std::string_view() : std::string_view(owners[index]); };
}

OwnerOf all_of(std::string_view owner) {
  return [owner](std::size_t) { return owner; };
}

}  // namespace

Spent& Spent::operator+=(const Spent& other) {
  rest_requests += other.rest_requests;
  graphql_requests += other.graphql_requests;
  rest_bytes += other.rest_bytes;
  graphql_bytes += other.graphql_bytes;
  rest_points += other.rest_points;
  graphql_points += other.graphql_points;
  return *this;
}

Spent Spent::share(std::size_t among) const {
  assert(among > 0);
  const auto parts = static_cast<double>(among);
  return {rest_requests / among, graphql_requests / among, rest_bytes / among,
          graphql_bytes / among, rest_points / parts,      graphql_points / parts};
}

Client::Client(ClientSettings settings, Clock clock) : impl_(std::make_unique<Impl>(settings, std::move(clock))) {}
Client::~Client() = default;

bool Client::has_graphql() const { return !impl_->transport.accounts().anonymous(); }
accounts::Accounts& Client::accounts() { return impl_->transport.accounts(); }
std::vector<ledger::AccountBudget> Client::budgets() const { return impl_->transport.gate().budgets(); }

std::vector<wire::Lookup<wire::RepositoryProbe>> Client::probe(std::span<const std::string> node_ids,
                                                               std::span<const std::string> owners, const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return impl_->batches<std::string, wire::RepositoryProbe>(
      {wire::QueryKind::kProbe, each_of(owners), wire::probe_request, wire::read_probe}, node_ids, call);
}

std::vector<wire::Lookup<wire::Repository>> Client::repositories(std::span<const std::string> node_ids,
                                                                 std::span<const std::string> owners,
                                                                 const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return impl_->batches<std::string, wire::Repository>(
      {wire::QueryKind::kRepositories, each_of(owners), wire::repositories_request, wire::read_repositories}, node_ids,
      call);
}

std::vector<wire::Lookup<wire::Repository>> Client::repositories_by_name(std::span<const wire::RepositoryName> names,
                                                                         const Call& call) {
  const auto owner_of = [names](std::size_t index) -> std::string_view { return names[index].owner; };
  return impl_->batches<wire::RepositoryName, wire::Repository>(
      {wire::QueryKind::kRepositoriesByName, owner_of, wire::repositories_by_name_request,
       wire::read_repositories_by_name},
      names, call);
}

std::vector<wire::Lookup<model::PullRequest>> Client::pulls_by_id(std::span<const std::string> node_ids,
                                                                  std::string_view owner, const Call& call) {
  return impl_->batches<std::string, model::PullRequest>(
      {wire::QueryKind::kPullsById, all_of(owner), wire::pulls_by_id_request, wire::read_pulls_by_id}, node_ids, call);
}

std::vector<wire::Lookup<wire::CommitFacts>> Client::commits(std::string_view repository_node_id,
                                                             std::string_view owner, std::span<const model::Oid> oids,
                                                             const Call& call) {
  const auto request = [id = std::string(repository_node_id)](std::span<const model::Oid> some) {
    return wire::commits_request(id, some);
  };
  return impl_->batches<model::Oid, wire::CommitFacts>(
      {wire::QueryKind::kCommits, all_of(owner), request, wire::read_commits}, oids, call);
}

wire::PullPage Client::pulls(std::string_view node_id, std::string_view owner, std::string_view after,
                             const Call& call) {
  return impl_->page<wire::PullPage>(
      wire::QueryKind::kPulls, owner, [&](std::size_t size) { return wire::pulls_request(node_id, after, size); },
      wire::read_pulls, call);
}

wire::PullHandlePage Client::pull_handles(std::string_view node_id, std::string_view owner, std::string_view after,
                                          const Call& call) {
  return impl_->page<wire::PullHandlePage>(
      wire::QueryKind::kPullHandles, owner,
      [&](std::size_t size) { return wire::pull_handles_request(node_id, after, size); }, wire::read_pull_handles,
      call);
}

wire::AuditCounts Client::audit(std::string_view node_id, std::string_view owner, const Call& call) {
  return impl_->page<wire::AuditCounts>(
      wire::QueryKind::kAudit, owner, [&](std::size_t) { return wire::audit_request(node_id); }, wire::read_audit,
      call);
}

}  // namespace cpsg::github::client
