// A GraphQL answer: its data, and its errors sorted by what they are about.
//
// GitHub answers a query for many things with one `data` and one list of `errors`, each with a path to what it spoilt.
// An error of one thing leaves the others alone; one that is about a thing's inside leaves it as long as the rest of it
// can be read, unless time or resources ran out: then nothing can be trusted to be complete.
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
  kRateLimited,
  kSecondaryLimit,
  kResourceLimit,  // of time or resources
  kUnknownCursor,  // a page cannot go on where it was told to
  kOther,
};

struct RemoteError {
  RemoteErrorKind kind = RemoteErrorKind::kOther;
  std::string message;            // one line of printable ASCII
  std::vector<std::string> path;  // indexes in decimal

  [[nodiscard]] Failure failure() const;
};

// Printable ASCII of limits::kRemoteMessageMaxBytes at most, without what might be an e-mail address.
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

// The errors that one entry has; null where there are none of the sort. They belong to the answer.
struct EntryErrorSet {
  const RemoteError* resource_limit = nullptr;
  const RemoteError* itself = nullptr;  // it, or what it is part of
  const RemoteError* inside = nullptr;

  // Why it is null.
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
};
[[nodiscard]] std::optional<EntryFailure> entry_failure(const JsonValue& entry, const EntryErrorSet& errors);

// An entry by `read`, which may throw; what it throws is thrown unless GitHub itself blames the entry's inside.
template <typename T, typename Read>
[[nodiscard]] Lookup<T> read_entry(const JsonValue& entry, const EntryErrorSet& errors, const Read& read) {
  if (auto reason = entry_failure(entry, errors)) {
    return failed<T>(std::move(reason->failure), reason->retry_smaller, reason->resource_limited);
  }
  Lookup<T> lookup;
  try {
    lookup.value = read(entry);
  } catch (const Error&) {
    if (errors.inside == nullptr) throw;
    return failed<T>(errors.inside->failure(), false);
  }
  return lookup;
}

// The same for one of many: what `read` throws is that entry's failure; bad data may come better the next time.
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
