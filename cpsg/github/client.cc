#include "cpsg/github/client.h"

#include <cassert>
#include <functional>

#include "cpsg/base/error.h"
#include "cpsg/github/client_impl.h"
#include "cpsg/github/wire.h"

namespace cpsg::github {
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

bool Client::has_graphql() const { return !impl_->courier.accounts().anonymous(); }
Accounts& Client::accounts() { return impl_->courier.accounts(); }
std::vector<AccountBudget> Client::budgets() const { return impl_->courier.gate().budgets(); }

std::vector<Lookup<RepositoryProbe>> Client::probe(std::span<const std::string> node_ids,
                                                   std::span<const std::string> owners, const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return impl_->batches<std::string, RepositoryProbe>({QueryKind::kProbe, each_of(owners), probe_request, read_probe},
                                                      node_ids, call);
}

std::vector<Lookup<Repository>> Client::repositories(std::span<const std::string> node_ids,
                                                     std::span<const std::string> owners, const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return impl_->batches<std::string, Repository>(
      {QueryKind::kRepositories, each_of(owners), repositories_request, read_repositories}, node_ids, call);
}

std::vector<Lookup<Repository>> Client::repositories_by_name(std::span<const RepositoryName> names, const Call& call) {
  const auto owner_of = [names](std::size_t index) -> std::string_view { return names[index].owner; };
  return impl_->batches<RepositoryName, Repository>(
      {QueryKind::kRepositoriesByName, owner_of, repositories_by_name_request, read_repositories_by_name}, names, call);
}

std::vector<Lookup<model::PullRequest>> Client::pulls_by_id(std::span<const std::string> node_ids,
                                                            std::string_view owner, const Call& call) {
  return impl_->batches<std::string, model::PullRequest>(
      {QueryKind::kPullsById, all_of(owner), pulls_by_id_request, read_pulls_by_id}, node_ids, call);
}

std::vector<Lookup<CommitFacts>> Client::commits(std::string_view repository_node_id, std::string_view owner,
                                                 std::span<const model::Oid> oids, const Call& call) {
  const auto request = [id = std::string(repository_node_id)](std::span<const model::Oid> some) {
    return commits_request(id, some);
  };
  return impl_->batches<model::Oid, CommitFacts>({QueryKind::kCommits, all_of(owner), request, read_commits}, oids,
                                                 call);
}

PullPage Client::pulls(std::string_view node_id, std::string_view owner, std::string_view after, const Call& call) {
  return impl_->page<PullPage>(
      QueryKind::kPulls, owner, [&](std::size_t size) { return pulls_request(node_id, after, size); }, read_pulls,
      call);
}

PullHandlePage Client::pull_handles(std::string_view node_id, std::string_view owner, std::string_view after,
                                    const Call& call) {
  return impl_->page<PullHandlePage>(
      QueryKind::kPullHandles, owner, [&](std::size_t size) { return pull_handles_request(node_id, after, size); },
      read_pull_handles, call);
}

AuditCounts Client::audit(std::string_view node_id, std::string_view owner, const Call& call) {
  return impl_->page<AuditCounts>(
      QueryKind::kAudit, owner, [&](std::size_t) { return audit_request(node_id); }, read_audit, call);
}

}  // namespace cpsg::github
