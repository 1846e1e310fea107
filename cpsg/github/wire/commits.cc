// Reader of what GraphQL knows of commits beyond git: their lines, and the accounts of their people.
#include <string>
#include <vector>

#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::wire {
namespace {

// The facts of a commit that GitHub does not have.
Lookup<CommitFacts> bare(const model::Oid& oid, bool exists) {
  Lookup<CommitFacts> lookup;
  lookup.value.emplace();
  lookup.value->oid = oid;
  lookup.value->exists = exists;
  return lookup;
}

// GitHub is unable to count some commits' lines, and then gives nothing of the commit at all.
bool cannot_be_counted(const JsonValue& commit, const EntryErrorSet& errors) {
  return commit.is_null() && errors.resource_limit == nullptr && errors.itself == nullptr && errors.inside != nullptr &&
         errors.inside->kind == RemoteErrorKind::kOther;
}

// The commit alone, and not what it is part of.
bool is_said_to_be_missing(const RemoteError& error) {
  constexpr std::size_t kStepsToACommit = 2;  // node, alias
  return error.kind == RemoteErrorKind::kNotFound && error.path.size() >= kStepsToACommit;
}

// GitHub is silent of an object that it does not have, and of one that is no commit there is nothing to read.
bool is_unknown(const JsonValue& commit, const EntryErrorSet& errors) {
  if (commit.is_null()) {
    return errors.resource_limit == nullptr && (errors.reason() == nullptr || is_said_to_be_missing(*errors.reason()));
  }
  return commit.is_object() && commit["oid"].is_null();
}

Lookup<CommitFacts> read_commit(const JsonValue& commit, const EntryErrorSet& errors, const model::Oid& oid) {
  if (is_unknown(commit, errors)) return bare(oid, false);
  if (cannot_be_counted(commit, errors)) return bare(oid, true);
  return read_one_of_many<CommitFacts>(commit, errors, [&](const JsonValue& object) {
    if (object["oid"].optional_oid() != oid) object["oid"].refuse("not the one that was asked for");
    return CommitFacts{oid,
                       true,
                       object["additions"].optional_count(),
                       object["deletions"].optional_count(),
                       object["changedFilesIfAvailable"].optional_count(),
                       read_login(object["author"]["user"]),
                       read_login(object["committer"]["user"])};
  });
}

}  // namespace

std::vector<Lookup<CommitFacts>> read_commits(std::string_view body, std::span<const model::Oid> oids) {
  const GraphqlAnswer answer(body);
  const JsonValue repository = answer.data()["node"];
  const EntryErrorSet of_repository = EntryErrors(answer, {}).of("node");
  if (!repository.is_null() && repository["__typename"].handle() != "Repository") {
    return {oids.size(),
            failed<CommitFacts>({ErrorCode::kNotFound, "the node id is no repository's", std::nullopt}, false)};
  }
  if (repository.is_null()) {
    const auto failure = entry_failure(repository, of_repository);
    return {oids.size(), failed<CommitFacts>(*failure)};
  }
  const EntryErrors errors(answer, {"node"});
  std::vector<Lookup<CommitFacts>> found;
  found.reserve(oids.size());
  for (std::size_t i = 0; i < oids.size(); ++i) {
    const std::string alias = "c" + std::to_string(i);
    found.push_back(read_commit(repository[alias], errors.of(alias), oids[i]));
  }
  return found;
}

}  // namespace cpsg::github::wire
