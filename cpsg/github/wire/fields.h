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
// Largest first, then by name.
void sort_languages(std::vector<model::LanguageSize>& languages);

}  // namespace cpsg::github::wire
