// Readers of REST responses. Lists hold less than GraphQL does; what they do not hold stays null.
#include <algorithm>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/base/ascii.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/utf8.h"
#include "cpsg/github/wire/fields.h"
#include "cpsg/github/wire/graphql_answer.h"
#include "cpsg/github/wire/rest.h"

namespace cpsg::github::wire {
namespace {

constexpr std::size_t kLanguagesMax = 1'000;
constexpr std::size_t kTopicsMax = 1'000;

std::vector<std::string> read_names(const JsonValue& list, std::size_t most, std::string_view key) {
  std::vector<std::string> names;
  for (const JsonValue& entry : list.elements(most)) {
    names.push_back((key.empty() ? entry : entry[key]).text(limits::kShortTextMaxBytes));
  }
  std::sort(names.begin(), names.end());
  return names;
}

model::ProbeMark read_mark(const JsonValue& repository) {
  model::ProbeMark mark;
  mark.pushed_at = repository["pushed_at"].optional_time();
  mark.updated_at = repository["updated_at"].optional_time();
  mark.default_branch = repository["default_branch"].optional_text(limits::kRefNameMaxBytes);
  mark.stars = repository["stargazers_count"].count();
  mark.forks = repository["forks_count"].count();
  mark.archived = repository["archived"].boolean();
  return mark;
}

// Its count of open issues has the pull requests in it, and does not say whether it is empty.
model::Statistics read_statistics(const JsonValue& repository, const model::ProbeMark& mark) {
  model::Statistics statistics;
  statistics.description = read_filled_text(repository["description"], limits::kDescriptionMaxBytes);
  statistics.homepage = read_filled_text(repository["homepage"], limits::kShortTextMaxBytes);
  statistics.topics = read_names(repository["topics"], kTopicsMax, "");
  statistics.license = read_filled_text(repository["license"]["spdx_id"], limits::kShortTextMaxBytes);
  statistics.visibility = read_lower_case(repository["visibility"]);
  statistics.archived = mark.archived;
  statistics.fork = repository["fork"].boolean();
  statistics.default_branch = mark.default_branch;
  statistics.language = repository["language"].optional_text(limits::kShortTextMaxBytes);
  statistics.stars = mark.stars;
  statistics.forks = mark.forks;
  statistics.watchers = repository["subscribers_count"].optional_count();
  statistics.size_kb = repository["size"].optional_count();
  statistics.created_at = repository["created_at"].optional_time();
  statistics.updated_at = mark.updated_at;
  statistics.pushed_at = mark.pushed_at;
  return statistics;
}

model::PullState read_state(const JsonValue& pull) {
  if (!pull["merged_at"].is_null()) return model::PullState::kMerged;
  const std::string state = pull["state"].text(limits::kShortTextMaxBytes);
  if (state == "open") return model::PullState::kOpen;
  if (state == "closed") return model::PullState::kClosed;
  pull["state"].refuse("no state of a pull request");
}

model::PullRequest read_pull(const JsonValue& pull) {
  Actor author = read_actor(pull["user"]);
  const JsonValue base = pull["base"];
  const JsonValue head = pull["head"];
  model::PullRequest found;
  found.number = read_github_id(pull["number"]);
  found.title = pull["title"].text(limits::kTitleMaxBytes);
  found.state = read_state(pull);
  found.draft = pull["draft"].optional_boolean().value_or(false);
  found.bot = author.bot;
  found.author = std::move(author.login);
  found.base_ref = base["ref"].text(limits::kRefNameMaxBytes);
  found.base_oid = base["sha"].optional_oid();
  found.head_ref = head["ref"].text(limits::kRefNameMaxBytes);
  found.head_oid = head["sha"].optional_oid();
  found.head_repo = head["repo"]["full_name"].optional_text(limits::kShortTextMaxBytes);
  found.created_at = pull["created_at"].time();
  found.updated_at = pull["updated_at"].time();
  found.closed_at = pull["closed_at"].optional_time();
  found.merged_at = pull["merged_at"].optional_time();
  found.labels = read_names(pull["labels"], kPageMost, "name");
  return found;
}

// One `<target>; name="value"; ...` of a Link header, taken from its front.
struct Link {
  std::string_view target;
  std::string_view parameters;
};
std::optional<Link> take_link(std::string_view& header) {
  const auto open = header.find('<');
  const auto close = open == header.npos ? header.npos : header.find('>', open);
  if (close == header.npos) return std::nullopt;
  bool quoted = false;
  auto end = close + 1;
  for (; end < header.size() && (quoted || header[end] != ','); ++end) quoted ^= header[end] == '"';
  const Link link{header.substr(open + 1, close - open - 1), header.substr(close + 1, end - close - 1)};
  header.remove_prefix(end);
  return link;
}

// Whether `rel`, which may name several relations, names this one.
bool has_relation(std::string_view parameters, std::string_view relation) {
  const std::string text = ascii_lower(parameters);
  auto at = text.find("rel=");
  if (at == text.npos) return false;
  at += 4;
  const bool quoted = at < text.size() && text[at] == '"';
  if (quoted) ++at;
  const auto end = text.find_first_of(quoted ? "\"" : "; \t", at);
  const std::string relations = " " + text.substr(at, end == text.npos ? end : end - at) + " ";
  return relations.find(' ' + std::string(relation) + ' ') != relations.npos;
}

std::string link_to(std::string_view relation, std::string_view link_header) {
  while (const auto link = take_link(link_header)) {
    if (!has_relation(link->parameters, relation)) continue;
    // Cutting it would end the list too early.
    if (link->target.size() > limits::kShortTextMaxBytes) {
      throw Error(ErrorCode::kBadData, "GitHub's link to another page is too long");
    }
    return std::string(link->target);
  }
  return {};
}

std::string read_words(const JsonValue& text) {
  return text.is_text() ? clean_words(text.text(limits::kRemoteMessageMaxBytes)) : "";
}

}  // namespace

Repository read_rest_repository(std::string_view body) {
  const JsonDocument document(body);
  const JsonValue repository = document.root();
  Repository found;
  found.github_id = read_github_id(repository["id"]);
  found.node_id = repository["node_id"].handle();
  found.name = read_full_name(repository["full_name"]);
  found.mark = read_mark(repository);
  found.statistics = read_statistics(repository, found.mark);
  return found;
}

std::vector<model::LanguageSize> read_rest_languages(std::string_view body) {
  const JsonDocument document(body);
  if (!document.root().is_object()) document.root().refuse("no object");
  std::vector<model::LanguageSize> languages;
  for (const auto& [name, size] : document.root().members(kLanguagesMax)) {
    languages.push_back({std::string(cut_utf8(name, limits::kShortTextMaxBytes)), size.count()});
  }
  sort_languages(languages);
  return languages;
}

std::vector<model::PullRequest> read_rest_pulls(std::string_view body) {
  const JsonDocument document(body);
  if (!document.root().is_array()) document.root().refuse("no list");
  std::vector<model::PullRequest> pulls;
  for (const JsonValue& pull : document.root().elements(kPageMost)) pulls.push_back(read_pull(pull));
  return pulls;
}

RestRefusal read_rest_refusal(std::string_view body) noexcept {
  try {
    const JsonDocument document(body);
    const JsonValue root = document.root();
    if (!root.is_object()) return {};
    const JsonValue block = root["block"];
    return {read_words(root["message"]), block.is_object() ? read_words(block["reason"]) : ""};
  } catch (const std::exception&) {
    return {};
  }
}

std::string next_link(std::string_view link_header) { return link_to("next", link_header); }
std::string last_link(std::string_view link_header) { return link_to("last", link_header); }

}  // namespace cpsg::github::wire
