// The body of a GraphQL response: its data, and its errors by the entries that they are about.
//
//   const GraphqlAnswer answer(body);
//   const EntryErrorSet errors = EntryErrors(answer, {"nodes"}).of("0");
//
// GitHub answers a query for many things with one `data` and one list of `errors`, each with the path of what it is
// about. An error of one entry leaves the others alone. An error about a part of an entry leaves the entry as long as
// the rest of it can be read, unless time or resources ran out: then nothing in it can be trusted to be complete.
//
// Bytes are untrusted. One thread uses an object. Source: GraphQL specification, "Response"; GitHub's error types.
#pragma once

#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/github/wire/answers.h"
#include "cpsg/github/wire/json_reader.h"

namespace cpsg::github::wire {

enum class RemoteErrorKind : std::uint8_t {
  kNotFound,
  kForbidden,
  kSsoRequired,
  kOwnerRefuses,  // by its list of addresses, or for the kind of token
  kRateLimited,
  kSecondaryLimit,
  kResourceLimit,  // GitHub ran out of time or resources
  kUnknownCursor,  // of a page
  kUnknownField,   // an older server lacks it
  kOther,
};

struct RemoteError {
  RemoteErrorKind kind = RemoteErrorKind::kOther;
  std::string message;            // one line of printable ASCII
  std::vector<std::string> path;  // indexes in decimal
  std::string field{};            // of kUnknownField: its name

  [[nodiscard]] Failure failure() const;
};

// What a refusal of a permission names, in words for people: "pull requests" for the field pullRequests.
[[nodiscard]] std::string_view permission_words(std::string_view field) noexcept;

// Printable ASCII of limits::kRemoteMessageMaxBytes at most, without what may be an e-mail address.
[[nodiscard]] std::string clean_words(std::string_view words);
// The `errors` of an answer, none if it has none.
[[nodiscard]] std::vector<RemoteError> read_errors(const JsonValue& answer);

class GraphqlAnswer {
 public:
  // Throws Error(kBadData), and the failure of the whole query.
  explicit GraphqlAnswer(std::string_view body);
  [[nodiscard]] JsonValue data() const { return document_.root()["data"]; }
  [[nodiscard]] const std::vector<RemoteError>& errors() const { return errors_; }

 private:
  JsonDocument document_;
  std::vector<RemoteError> errors_;
};

// The errors of one entry, null where there are none of that sort. They point into the GraphqlAnswer.
struct EntryErrorSet {
  const RemoteError* resource_limit = nullptr;
  const RemoteError* itself = nullptr;  // about the entry, or what it is part of
  const RemoteError* inside = nullptr;  // about a part of it
  std::string inside_field{};           // the field of the schema that the part is

  // Why the entry is null.
  [[nodiscard]] const RemoteError* reason() const { return itself != nullptr ? itself : inside; }
};

// Errors of the entries below one path of `data`.
class EntryErrors {
 public:
  EntryErrors(const GraphqlAnswer& answer, const std::vector<std::string>& parent);
  // Of the entry with that key or index.
  [[nodiscard]] EntryErrorSet of(const std::string& key) const;

 private:
  EntryErrorSet whole_;
  std::map<std::string, EntryErrorSet> by_key_;
};

template <typename T>
[[nodiscard]] Lookup<T> failed(Failure failure, bool retry_smaller, bool resource_limited = false) {
  Lookup<T> lookup;
  lookup.failure = std::move(failure);
  lookup.retry_smaller = retry_smaller;
  lookup.resource_limited = resource_limited;
  return lookup;
}

// Why there is nothing to read of an entry; nothing if there is.
struct EntryFailure {
  Failure failure;
  bool retry_smaller = false;
  bool resource_limited = false;
  Wall wall = Wall::kNone;
  std::string refused_field{};
};
template <typename T>
[[nodiscard]] Lookup<T> failed(EntryFailure reason) {
  auto lookup = failed<T>(std::move(reason.failure), reason.retry_smaller, reason.resource_limited);
  lookup.wall = reason.wall;
  lookup.refused_field = std::move(reason.refused_field);
  return lookup;
}
// Why a part of an entry that can be read is missing; nothing unless it was refused.
[[nodiscard]] std::optional<Failure> gap_in(const EntryErrorSet& errors);
[[nodiscard]] std::optional<EntryFailure> entry_failure(const JsonValue& entry, const EntryErrorSet& errors);
// Of an entry that cannot be read without a part about which there is an error. Whatever it is that GitHub failed at,
// it may succeed for less.
[[nodiscard]] EntryFailure inside_failure(const EntryErrorSet& errors);

// What `read` makes of an entry. What it throws is thrown, unless GitHub reports an error about a part of the entry.
template <typename T, typename Read>
[[nodiscard]] Lookup<T> read_entry(const JsonValue& entry, const EntryErrorSet& errors, const Read& read) {
  if (auto reason = entry_failure(entry, errors)) return failed<T>(*std::move(reason));
  Lookup<T> lookup;
  try {
    lookup.value = read(entry);
    lookup.gap = gap_in(errors);
  } catch (const Error&) {
    if (errors.inside == nullptr) throw;
    return failed<T>(inside_failure(errors));
  }
  return lookup;
}

// The same for one of many: what `read` throws is that entry's failure, and bad data is worth another query.
template <typename T, typename Read>
[[nodiscard]] Lookup<T> read_one_of_many(const JsonValue& entry, const EntryErrorSet& errors, const Read& read) {
  try {
    return read_entry<T>(entry, errors, read);
  } catch (const Error& error) {
    return failed<T>({error.code(), error.what(), std::nullopt}, error.code() == ErrorCode::kBadData);
  }
}

// `data.nodes` of a query by ids, each entry of type `type`. Throws Error(kBadData) if the list does not answer the ids
// one by one. An id of the old format may be answered with one of the new.
template <typename T, typename Ids, typename Read>
[[nodiscard]] std::vector<Lookup<T>> read_nodes(std::string_view body, const Ids& ids, std::string_view type,
                                                const Read& read);

// Throws Error(kBadData) unless the entry, where there is one, answers this id.
void require_answer_to(const JsonValue& entry, std::string_view asked_id);
// Throws Error(kNotFound) if the entry is something else than asked for.
void require_type(const JsonValue& entry, std::string_view type);
// The list of `data.nodes`, as long as asked for; empty if it is null as a whole.
[[nodiscard]] std::vector<JsonValue> node_list(const GraphqlAnswer& answer, std::size_t asked);

template <typename T, typename Ids, typename Read>
std::vector<Lookup<T>> read_nodes(std::string_view body, const Ids& ids, std::string_view type, const Read& read) {
  const GraphqlAnswer answer(body);
  const EntryErrors errors(answer, {"nodes"});
  const std::vector<JsonValue> nodes = node_list(answer, ids.size());
  std::vector<Lookup<T>> found;
  found.reserve(ids.size());
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const JsonValue node = nodes.empty() ? JsonValue(std::nullopt, "nodes") : nodes[i];
    require_answer_to(node, ids[i]);
    found.push_back(read_one_of_many<T>(node, errors.of(std::to_string(i)), [&](const JsonValue& entry) {
      require_type(entry, type);
      return read(entry);
    }));
  }
  return found;
}

// The entries of `data.node`, a repository, that a query names c0, c1, ... (where `letter` is c) for these keys. `read`
// takes the entry, its errors and its key, and throws nothing. Throws Error(kBadData) for what is no such answer.
template <typename T, typename Keys, typename Read>
[[nodiscard]] std::vector<Lookup<T>> read_aliases(std::string_view body, char letter, const Keys& keys,
                                                  const Read& read) {
  const GraphqlAnswer answer(body);
  const JsonValue repository = answer.data()["node"];
  if (!repository.is_null() && repository["__typename"].handle() != "Repository") {
    return {keys.size(), failed<T>({ErrorCode::kNotFound, "the node id is no repository's", std::nullopt}, false)};
  }
  if (repository.is_null()) {
    const auto failure = entry_failure(repository, EntryErrors(answer, {}).of("node"));
    return {keys.size(), failed<T>(*failure)};
  }
  const EntryErrors errors(answer, {"node"});
  std::vector<Lookup<T>> found;
  found.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const std::string alias = letter + std::to_string(i);
    found.push_back(read(repository[alias], errors.of(alias), keys[i]));
  }
  return found;
}

// `data.node` of a query for one repository. Throws Error(kBadData).
template <typename T, typename Read>
[[nodiscard]] Lookup<T> read_node(std::string_view body, const Read& read) {
  const GraphqlAnswer answer(body);
  const EntryErrors errors(answer, {});
  const JsonValue node = answer.data()["node"];
  if (!node.is_null() && node["__typename"].handle() != "Repository") {
    return failed<T>({ErrorCode::kNotFound, "the node id is no repository's", std::nullopt}, false);
  }
  return read_entry<T>(node, errors.of("node"), read);
}

}  // namespace cpsg::github::wire
