#include "cpsg/github/wire/fields.h"

#include <algorithm>
#include <tuple>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/model/target.h"

namespace cpsg::github::wire {

RepositoryName read_full_name(const JsonValue& full_name) {
  const std::string text = full_name.handle();
  try {
    model::Target target = model::parse_full_name(text);
    return {std::move(target.owner), std::move(target.name)};
  } catch (const Error&) {
    full_name.refuse("no owner/name");
  }
}

std::int64_t read_github_id(const JsonValue& id) {
  const std::int64_t number = id.count();
  if (number == 0) id.refuse("zero");
  return number;
}

std::optional<std::string> read_filled_text(const JsonValue& text, std::size_t max_bytes) {
  auto found = text.optional_text(max_bytes);
  if (found && found->empty()) found.reset();
  return found;
}

std::optional<std::string> read_lower_case(const JsonValue& text) {
  const auto found = text.optional_text(limits::kShortTextMaxBytes);
  return found ? std::optional(ascii_lower(*found)) : std::nullopt;
}

std::optional<std::string> read_login(const JsonValue& account) {
  return account["login"].optional_text(limits::kShortTextMaxBytes);
}

void sort_languages(std::vector<model::LanguageSize>& languages) {
  std::sort(languages.begin(), languages.end(), [](const model::LanguageSize& a, const model::LanguageSize& b) {
    return std::tie(b.size_bytes, a.name) < std::tie(a.size_bytes, b.name);
  });
}

}  // namespace cpsg::github::wire
