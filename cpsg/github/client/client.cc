#include "cpsg/github/client/client.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <map>
#include <utility>

#include "cpsg/base/error.h"
#include "cpsg/github/client/api_queries.h"
#include "cpsg/github/wire/queries.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::client {
namespace {

// Empty: no owner is known.
BatchQueue::OwnerOf each_of(std::span<const std::string> owners) {
  return [owners](std::size_t index) { return owners.empty() ? std::string_view() : std::string_view(owners[index]); };
}

BatchQueue::OwnerOf all_of(std::string_view owner) {
  return [owner](std::size_t) { return owner; };
}

// Two records of one window at GitHub: what was told last is what is left.
void merge(ledger::AccountBudget& into, const ledger::AccountBudget& other) {
  const std::uint32_t reserved = into.reserved + other.reserved;
  const auto blocked_for = std::max(into.blocked_for, other.blocked_for);
  if (other.known && (!into.known || other.remaining < into.remaining)) into = other;
  into.reserved = reserved;
  into.blocked_for = blocked_for;
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

Client::Client(ClientSettings settings, WaitableClock& clock)
    : queries_(std::make_unique<ApiQueries>(settings, clock)) {}
Client::~Client() = default;

bool Client::has_graphql() const { return !queries_->transport().accounts().anonymous(); }
accounts::Accounts& Client::accounts() { return queries_->transport().accounts(); }

std::vector<ledger::AccountBudget> Client::budgets() const {
  std::map<std::pair<std::string, ledger::Resource>, ledger::AccountBudget> budgets;
  for (ledger::AccountBudget& budget : queries_->transport().gate().budgets()) {
    budget.account = queries_->transport().accounts().present_key(budget.account);
    const auto [known, is_new] = budgets.try_emplace({budget.account, budget.resource}, budget);
    if (!is_new) merge(known->second, budget);
  }
  std::vector<ledger::AccountBudget> all;
  for (auto& [key, budget] : budgets) all.push_back(std::move(budget));
  return all;
}

std::vector<wire::Lookup<wire::RepositoryProbe>> Client::probe(std::span<const std::string> node_ids,
                                                               std::span<const std::string> owners, const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return queries_->many<std::string, wire::RepositoryProbe>(
      {wire::QueryKind::kProbe, each_of(owners), wire::probe_request, wire::read_probe}, node_ids, call);
}

std::vector<wire::Lookup<wire::Repository>> Client::repositories(std::span<const std::string> node_ids,
                                                                 std::span<const std::string> owners,
                                                                 const Call& call) {
  assert(owners.empty() || owners.size() == node_ids.size());
  return queries_->many<std::string, wire::Repository>(
      {wire::QueryKind::kRepositories, each_of(owners), wire::repositories_request, wire::read_repositories}, node_ids,
      call);
}

std::vector<wire::Lookup<wire::Repository>> Client::repositories_by_name(std::span<const wire::RepositoryName> names,
                                                                         const Call& call) {
  const auto owner_of = [names](std::size_t index) -> std::string_view { return names[index].owner; };
  return queries_->many<wire::RepositoryName, wire::Repository>(
      {wire::QueryKind::kRepositoriesByName, owner_of, wire::repositories_by_name_request,
       wire::read_repositories_by_name},
      names, call);
}

std::vector<wire::Lookup<model::PullRequest>> Client::pulls_by_number(std::string_view repository_node_id,
                                                                      std::string_view owner,
                                                                      std::span<const std::int64_t> numbers,
                                                                      const Call& call) {
  const auto body_for = [id = std::string(repository_node_id)](std::span<const std::int64_t> some) {
    return wire::pulls_by_number_request(id, some);
  };
  return queries_->many<std::int64_t, model::PullRequest>(
      {wire::QueryKind::kPullsByNumber, all_of(owner), body_for, wire::read_pulls_by_number}, numbers, call);
}

std::vector<wire::Lookup<wire::CommitFacts>> Client::commits(std::string_view repository_node_id,
                                                             std::string_view owner, std::span<const model::Oid> oids,
                                                             const Call& call) {
  const auto body_for = [id = std::string(repository_node_id)](std::span<const model::Oid> some) {
    return wire::commits_request(id, some);
  };
  return queries_->many<model::Oid, wire::CommitFacts>(
      {wire::QueryKind::kCommits, all_of(owner), body_for, wire::read_commits}, oids, call);
}

std::vector<accounts::TokenReport> Client::identify(const Call& call) {
  ApiTransport& transport = queries_->transport();
  std::map<std::string, std::string> failures;  // by the account's title
  try {
    queries_->identify_users(call, &failures);
    for (const accounts::Account& account : accounts().usable("", transport.unix_time(), call.cancelled)) {
      if (account.kind != accounts::AccountKind::kInstallation) continue;
      try {
        static_cast<void>(queries_->viewer(account.key, call));
      } catch (const Error& error) {
        if (error.code() == ErrorCode::kCancelled) throw;
        failures.emplace(account.title, error.what());
      }
    }
  } catch (const Error& error) {
    if (error.code() == ErrorCode::kCancelled) throw;
  }
  std::vector<accounts::TokenReport> reports = accounts().report(transport.unix_time());
  for (accounts::TokenReport& report : reports) {
    // A token whose user never became known goes by its own title.
    const auto failure = failures.find(report.account.empty() ? report.title : report.account);
    if (failure == failures.end() || report.state != accounts::TokenState::kUsable) continue;
    report.state = accounts::TokenState::kUnknown;
    report.reason = failure->second;
  }
  return reports;
}

}  // namespace cpsg::github::client
