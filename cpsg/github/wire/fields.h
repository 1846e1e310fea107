// Readers of the fields that GraphQL and REST spell in the same way.
//
//   const RepositoryName name = read_full_name(repository["full_name"]);
//
// Pure functions. They throw Error(kBadData) with the field's name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cpsg/github/wire/answers.h"
#include "cpsg/github/wire/json_reader.h"
#include "cpsg/model/statistics.h"

namespace cpsg::github::wire {

inline constexpr std::size_t kPageMost = 100;  // GitHub's pages have no more

// `owner/name`.
[[nodiscard]] RepositoryName read_full_name(const JsonValue& full_name);
// GitHub's number, which is never zero.
[[nodiscard]] std::int64_t read_github_id(const JsonValue& id);
// Nothing for null, and for an empty text too.
[[nodiscard]] std::optional<std::string> read_filled_text(const JsonValue& text, std::size_t max_bytes);
[[nodiscard]] std::optional<std::string> read_lower_case(const JsonValue& text);
[[nodiscard]] std::optional<std::string> read_login(const JsonValue& account);
// Of a user or a bot, under one login whichever API names it: REST ends the login of a bot in "[bot]", and has a name
// of its own for Copilot.
struct Actor {
  std::optional<std::string> login;
  bool bot = false;
};
[[nodiscard]] Actor read_actor(const JsonValue& account);

// What was not asked for, because the server lacks the field or the token may not read it, is missing from the answer.
// These read it as nothing, zero or false; a null where the schema has none is refused as ever.
[[nodiscard]] std::optional<std::int64_t> read_asked_count(const JsonValue& count);
[[nodiscard]] std::optional<bool> read_asked_flag(const JsonValue& flag);
[[nodiscard]] std::optional<std::string> read_asked_text(const JsonValue& text, std::size_t max_bytes);
// Largest first, then by name.
void sort_languages(std::vector<model::LanguageSize>& languages);

}  // namespace cpsg::github::wire
