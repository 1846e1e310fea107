#include "cpsg/github/wire/fields.h"

#include <algorithm>
#include <tuple>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/model/target.h"

namespace cpsg::github::wire {
namespace {

constexpr std::string_view kBotEnding = "[bot]";
constexpr std::string_view kCopilotOfRest = "Copilot";
constexpr std::string_view kCopilot = "copilot-swe-agent";  // GraphQL's, and that of its commits

}  // namespace

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

std::optional<std::string> read_login(const JsonValue& account) { return read_actor(account).login; }

Actor read_actor(const JsonValue& account) {
  Actor actor{account["login"].optional_text(limits::kShortTextMaxBytes), false};
  const JsonValue type = account["__typename"].is_missing() ? account["type"] : account["__typename"];
  actor.bot = type.optional_text(limits::kShortTextMaxBytes) == "Bot";
  if (!actor.login) return actor;
  if (actor.login->size() > kBotEnding.size() && actor.login->ends_with(kBotEnding)) {
    actor.login->resize(actor.login->size() - kBotEnding.size());
    actor.bot = true;
  }
  if (actor.bot && equal_ignoring_case(*actor.login, kCopilotOfRest)) actor.login = kCopilot;
  return actor;
}

std::optional<std::int64_t> read_asked_count(const JsonValue& count) {
  return count.is_missing() ? std::nullopt : std::optional(count.count());
}

std::optional<bool> read_asked_flag(const JsonValue& flag) {
  return flag.is_missing() ? std::nullopt : std::optional(flag.boolean());
}

std::optional<std::string> read_asked_text(const JsonValue& text, std::size_t max_bytes) {
  return text.is_missing() ? std::nullopt : std::optional(text.text(max_bytes));
}

void sort_languages(std::vector<model::LanguageSize>& languages) {
  std::sort(languages.begin(), languages.end(), [](const model::LanguageSize& a, const model::LanguageSize& b) {
    return std::tie(b.size_bytes, a.name) < std::tie(a.size_bytes, b.name);
  });
}

}  // namespace cpsg::github::wire
