#include "cpsg/github/wire/graphql_answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/refusal_words.h"
#include "cpsg/github/wire/readers.h"

namespace cpsg::github::wire {
namespace {

constexpr std::size_t kErrorsMax = 100'000;  // a query for much may lose every field of it
constexpr std::size_t kPathMax = 64;
constexpr std::string_view kSsoWords =
    "the organisation wants the token to be authorised for its single sign-on: do so where the token is listed in "
    "GitHub's settings (Configure SSO)";

bool mentions(std::string_view lower_case_text, std::string_view phrase) {
  return lower_case_text.find(phrase) != std::string_view::npos;
}

// "Something went wrong while executing your query. This may be the result of a timeout, or it could be a GitHub bug.",
// "Timeout on validation of query", "We couldn't respond to your request in time", "timedout", and the like.
bool means_too_much(std::string_view words) {
  constexpr std::array kPhrases = {
      "something went wrong while executing your query. this may be the result of a timeout",
      "timeout on validation",
      "respond to your request in time",
      "timedout",
      "timed out",
      "resource limits for this query exceeded"};
  return std::any_of(kPhrases.begin(), kPhrases.end(), [&](const char* phrase) { return mentions(words, phrase); });
}

bool means_secondary_limit(std::string_view text) { return read_refusal_words(text) == RefusalWords::kSlowDown; }

RemoteErrorKind kind_of_refusal(std::string_view message) {
  switch (read_refusal_words(message)) {
    case RefusalWords::kSlowDown:
      return RemoteErrorKind::kSecondaryLimit;
    case RefusalWords::kSingleSignOn:
      return RemoteErrorKind::kSsoRequired;
    case RefusalWords::kAddressList:
    case RefusalWords::kOwnerPolicy:
      return RemoteErrorKind::kOwnerRefuses;
    case RefusalWords::kBlocked:  // REST says for which reason
    case RefusalWords::kNone:
    case RefusalWords::kPermission:
    case RefusalWords::kClientRefused:
      break;
  }
  return RemoteErrorKind::kForbidden;
}

// The field that a query was refused for: "Field 'isDraft' doesn't exist on type 'PullRequest'", or "Field 'x' doesn't
// accept argument 'y'"; other servers write it as graphql-js does. Empty if it was refused for something else.
std::string unknown_field(std::string_view message) {
  using namespace std::string_view_literals;
  constexpr std::array kForms = {std::pair{"Field '"sv, "' doesn't "sv}, std::pair{"Cannot query field \""sv, "\" "sv},
                                 std::pair{"Unknown argument \""sv, ""sv}};
  for (const auto& [begin, end] : kForms) {
    if (!message.starts_with(begin)) continue;
    std::string_view name = message.substr(begin.size());
    if (end.empty()) {  // Unknown argument "y" on field "T.x".
      const auto dot = name.find('.');
      if (dot == name.npos) return {};
      name.remove_prefix(dot + 1);
    }
    const auto length = name.find(end.empty() ? "\"" : end);
    return length == name.npos ? std::string() : std::string(name.substr(0, length));
  }
  return {};
}

struct FieldWords {
  std::string_view field;  // of the schema
  std::string_view words;
};
constexpr std::array kFieldWords = {
    FieldWords{"pullRequests", "pull requests"}, FieldWords{"issues", "issues"},
    FieldWords{"releases", "contents"},          FieldWords{"refs", "contents"},
    FieldWords{"defaultBranchRef", "contents"},  FieldWords{"object", "contents"},
};

// The field of the schema that the queries ask for under this name.
std::string field_of(std::string_view response_key) {
  if (response_key.ends_with("Pulls") || response_key == "newestPull") return "pullRequests";
  if (response_key.ends_with("Issues")) return "issues";
  if (response_key == "tags" || response_key == "branches") return "refs";
  return std::string(response_key);
}

bool is_of_pulls_that_are_off(const RemoteError& error, std::string_view field) {
  if (field != "pullRequests") return false;
  return error.kind == RemoteErrorKind::kNotFound || mentions(ascii_lower(error.message), "disabled");
}

// Words count only where no type does: they may repeat what was asked for.
RemoteErrorKind kind_of(std::string_view type, std::string_view message) {
  const std::string words = ascii_lower(message);
  if (type == "NOT_FOUND") return RemoteErrorKind::kNotFound;
  if (type == "FORBIDDEN" || type == "INSUFFICIENT_SCOPES") return kind_of_refusal(message);
  if (type == "RATE_LIMITED" || type == "RATE_LIMIT") return RemoteErrorKind::kRateLimited;
  if (type == "RESOURCE_LIMITS_EXCEEDED" || type == "TIMEOUT" || type == "TIMEDOUT" ||
      type == "MAX_NODE_LIMIT_EXCEEDED" || (type.empty() && means_too_much(words))) {
    return RemoteErrorKind::kResourceLimit;
  }
  if (type == "INVALID_CURSOR_ARGUMENTS") return RemoteErrorKind::kUnknownCursor;
  if (type.empty() && !unknown_field(message).empty()) return RemoteErrorKind::kUnknownField;
  return means_secondary_limit(message) ? RemoteErrorKind::kSecondaryLimit : RemoteErrorKind::kOther;
}

std::vector<std::string> read_path(const JsonValue& path) {
  std::vector<std::string> steps;
  if (!path.is_array()) return steps;
  for (const JsonValue& step : path.elements(kPathMax)) {
    steps.push_back(step.is_text() ? step.text(limits::kShortTextMaxBytes) : std::to_string(step.count()));
  }
  return steps;
}

// The first of each sort is kept.
void note(const RemoteError*& slot, const RemoteError& error) {
  if (slot == nullptr) slot = &error;
}

// Errors of a query that is wrong have a type of their own, or say where in its text they are.
bool blames_query(const JsonValue& answer) {
  for (const JsonValue& error : answer["errors"].elements(kErrorsMax)) {
    if (!error["type"].is_null() || !error["locations"].is_null() || !error["extensions"]["code"].is_null())
      return true;
  }
  return false;
}

QueryFailure whole_failure_of(const JsonValue& answer) {
  const std::vector<RemoteError> errors = read_errors(answer);
  const auto any = [&](RemoteErrorKind kind) {
    return std::any_of(errors.begin(), errors.end(), [&](const RemoteError& error) { return error.kind == kind; });
  };
  if (any(RemoteErrorKind::kRateLimited)) return QueryFailure::kPrimaryLimit;
  if (!answer["data"].is_null()) return QueryFailure::kNone;
  const auto message = answer["message"];
  if (any(RemoteErrorKind::kSecondaryLimit) ||
      (message.is_text() && means_secondary_limit(message.text(limits::kShortTextMaxBytes)))) {
    return QueryFailure::kSecondaryLimit;
  }
  if (any(RemoteErrorKind::kUnknownField)) return QueryFailure::kUnknownField;
  // A failure that is none of the query's own: GitHub gave up, in whatever words ("Something went wrong while executing
  // your query. Please include ..."). It may succeed for less.
  const bool gave_up = errors.empty() ? message.is_text() : any(RemoteErrorKind::kOther) && !blames_query(answer);
  return any(RemoteErrorKind::kResourceLimit) || gave_up ? QueryFailure::kTooMuch : QueryFailure::kNone;
}

}  // namespace

std::string clean_words(std::string_view words) {
  std::string clean;
  for (const char c : words) {
    if (clean.size() == limits::kRemoteMessageMaxBytes) break;
    clean += c > ' ' && c <= '~' ? c : ' ';
  }
  // A word with an @ in it, whatever it is.
  for (auto sign = clean.find('@'); sign != std::string::npos; sign = clean.find('@', sign)) {
    const auto before = clean.rfind(' ', sign);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    const auto end = std::min(clean.find(' ', sign), clean.size());
    clean.replace(begin, end - begin, "...");
    sign = begin;
  }
  return clean;
}

Failure RemoteError::failure() const {
  switch (kind) {
    case RemoteErrorKind::kNotFound:
      return {ErrorCode::kNotFound, "GitHub has no such thing, or the token may not see it", std::nullopt};
    case RemoteErrorKind::kForbidden:
      return {ErrorCode::kForbidden, fmt::format("GitHub refuses: {}", message), std::nullopt};
    case RemoteErrorKind::kSsoRequired:
      return {ErrorCode::kSsoRequired, std::string(kSsoWords), std::nullopt};
    case RemoteErrorKind::kOwnerRefuses:
      return {
          ErrorCode::kForbidden,
          fmt::format("the owner does not admit the token from here: {}; ask the owner, or use another token", message),
          std::nullopt};
    case RemoteErrorKind::kRateLimited:
      return {ErrorCode::kRateLimited, "the account's GraphQL budget is used up", std::nullopt};
    case RemoteErrorKind::kSecondaryLimit:
      return {ErrorCode::kRateLimited, "GitHub asks to slow down (secondary rate limit)", std::nullopt};
    case RemoteErrorKind::kResourceLimit:
      return {ErrorCode::kRemoteError, "GitHub ran out of time or resources for the query", std::nullopt};
    case RemoteErrorKind::kUnknownCursor:
      return {ErrorCode::kBadData, "GitHub does not know the cursor that the page is to go on from", std::nullopt};
    case RemoteErrorKind::kUnknownField:
      return {ErrorCode::kUnsupportedRemote,
              fmt::format("the server is too old: {}; GitHub Enterprise Server 3.9 is the oldest supported", message),
              std::nullopt};
    case RemoteErrorKind::kOther:
      break;
  }
  return {ErrorCode::kRemoteError, fmt::format("GitHub failed: {}", message), std::nullopt};
}

std::vector<RemoteError> read_errors(const JsonValue& answer) {
  std::vector<RemoteError> errors;
  for (const JsonValue& error : answer["errors"].elements(kErrorsMax)) {
    const std::string type = error["type"].optional_text(limits::kShortTextMaxBytes).value_or("");
    const std::string message = error["message"].optional_text(limits::kShortTextMaxBytes).value_or("");
    errors.push_back({kind_of(type, message), clean_words(message), read_path(error["path"]), {}});
    RemoteError& read = errors.back();
    const JsonValue saml = error["extensions"]["saml_failure"];
    if (read.kind == RemoteErrorKind::kForbidden && saml.is_true()) read.kind = RemoteErrorKind::kSsoRequired;
    if (read.kind == RemoteErrorKind::kUnknownField) read.field = unknown_field(message);
  }
  return errors;
}

GraphqlAnswer::GraphqlAnswer(std::string_view body) : document_(body) {
  const JsonValue root = document_.root();
  if (!root.is_object()) root.refuse("no object");
  errors_ = read_errors(root);
  if (data().is_object()) return;
  if (!data().is_null()) data().refuse("no object");
  if (errors_.empty()) data().refuse("missing");
  const Failure failure = errors_.front().failure();
  throw Error(failure.code, failure.message);
}

EntryErrors::EntryErrors(const GraphqlAnswer& answer, const std::vector<std::string>& parent) {
  for (const RemoteError& error : answer.errors()) {
    const std::size_t common = std::min(error.path.size(), parent.size());
    if (!std::equal(parent.begin(), parent.begin() + static_cast<std::ptrdiff_t>(common), error.path.begin())) continue;
    const bool whole = error.path.size() <= parent.size();
    EntryErrorSet& errors = whole ? whole_ : by_key_[error.path[parent.size()]];
    if (error.kind == RemoteErrorKind::kResourceLimit) note(errors.resource_limit, error);
    const bool inside = error.path.size() > parent.size() + 1;
    if (inside && errors.inside == nullptr) errors.inside_field = field_of(error.path[parent.size() + 1]);
    note(inside ? errors.inside : errors.itself, error);
  }
}

EntryErrorSet EntryErrors::of(const std::string& key) const {
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) return whole_;
  EntryErrorSet errors = found->second;
  if (errors.resource_limit == nullptr) errors.resource_limit = whole_.resource_limit;
  if (errors.itself == nullptr && errors.inside == nullptr) errors.itself = whole_.itself;
  return errors;
}

std::string_view permission_words(std::string_view field) noexcept {
  const auto found = std::find_if(kFieldWords.begin(), kFieldWords.end(),
                                  [&](const FieldWords& entry) { return entry.field == field; });
  return found == kFieldWords.end() ? field : found->words;
}

namespace {

Failure lacking_permission(std::string_view field) {
  return {ErrorCode::kForbidden,
          fmt::format("the token lacks read access to {}; give it that permission, or use another token",
                      permission_words(field)),
          std::nullopt};
}

// Of an entry that is null; `field` is the part of it that the error is about, or empty.
EntryFailure failure_for(const RemoteError& error, const std::string& field) {
  EntryFailure found{error.failure(), error.kind == RemoteErrorKind::kOther, false};
  if (is_of_pulls_that_are_off(error, field)) {
    found.refused_field = field;
    found.retry_smaller = false;
  } else if (error.kind == RemoteErrorKind::kForbidden && !field.empty()) {
    found.failure = lacking_permission(field);
    found.wall = Wall::kPermission;
    found.refused_field = field;
  } else if (error.kind == RemoteErrorKind::kSsoRequired || error.kind == RemoteErrorKind::kOwnerRefuses) {
    found.wall = Wall::kOwner;
  } else if (error.kind == RemoteErrorKind::kForbidden &&
             read_refusal_words(error.message) == RefusalWords::kPermission) {
    found.wall = Wall::kPermission;
  }
  return found;
}

}  // namespace

std::optional<Failure> gap_in(const EntryErrorSet& errors) {
  if (errors.inside == nullptr || errors.inside->failure().code != ErrorCode::kForbidden) return std::nullopt;
  return lacking_permission(errors.inside_field);
}

std::optional<EntryFailure> entry_failure(const JsonValue& entry, const EntryErrorSet& errors) {
  if (errors.resource_limit != nullptr) return EntryFailure{errors.resource_limit->failure(), true, true};
  if (!entry.is_null()) return std::nullopt;
  const RemoteError* reason = errors.reason();
  if (reason != nullptr) return failure_for(*reason, reason == errors.itself ? "" : errors.inside_field);
  return EntryFailure{{ErrorCode::kRemoteError, "GitHub left it out without a reason", std::nullopt}, true, false};
}

EntryFailure inside_failure(const EntryErrorSet& errors) { return failure_for(*errors.inside, errors.inside_field); }

std::vector<JsonValue> node_list(const GraphqlAnswer& answer, std::size_t asked) {
  const JsonValue nodes = answer.data()["nodes"];
  std::vector<JsonValue> found = nodes.elements(asked);
  if (!nodes.is_null() && found.size() != asked) nodes.refuse("shorter than was asked for");
  return found;
}

void require_answer_to(const JsonValue& entry, std::string_view asked_id) {
  if (entry.is_null()) return;
  // Ids of the old format are plain base64, those of the new one have their type's letters before an underscore.
  const bool old_format = asked_id.find('_') == std::string_view::npos;
  const JsonValue id = entry["id"];
  if (id.handle() != asked_id && !old_format) id.refuse("not the one that was asked for");
}

void require_type(const JsonValue& entry, std::string_view type) {
  if (entry["__typename"].handle() == type) return;
  throw Error(ErrorCode::kNotFound, fmt::format("the node id is no {}'s", ascii_lower(type)));
}

QueryFailure query_failure(std::string_view body) noexcept {
  // Most answers are spared a second reading.
  const bool suspect = body.find("\"errors\"") != body.npos || body.find("\"message\"") != body.npos;
  if (!suspect) return QueryFailure::kNone;
  try {
    const JsonDocument document(body);
    return document.root().is_object() ? whole_failure_of(document.root()) : QueryFailure::kNone;
  } catch (const std::exception&) {
    return QueryFailure::kNone;  // whoever reads the answer will say what is wrong with it
  }
}

std::vector<std::string> unknown_fields(std::string_view body) noexcept {
  std::vector<std::string> fields;
  try {
    const JsonDocument document(body);
    for (const RemoteError& error : read_errors(document.root())) {
      if (!error.field.empty()) fields.push_back(error.field);
    }
  } catch (const std::exception&) {
    fields.clear();
  }
  return fields;
}

}  // namespace cpsg::github::wire
