#include "cpsg/model/references.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"

namespace cpsg::model {
namespace {

// What an ordinary list, a file of npm's and a file of Go's have in common is too little to read them alike.
enum class Form { kList, kJson, kGoModule };

constexpr std::string_view kBetweenWords = " \t\r\f\v,;\"'`<>()[]{}|=";
constexpr std::array<std::string_view, 5> kSchemes = {"://", "git@", "github.com/", "github.com:", "github:"};

bool holds(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return ascii_lower(a) == ascii_lower(b); }) != text.end();
}

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kBetweenWords);
    if (begin == std::string_view::npos) return words;
    line.remove_prefix(begin);
    const std::size_t length = std::min(line.find_first_of(kBetweenWords), line.size());
    words.push_back(line.substr(0, length));
    line.remove_prefix(length);
  }
}

bool names_a_place(std::string_view word) {
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) { return holds(word, scheme); });
}

// Of package.json, URLs of other things are told apart from those of repositories.
bool is_of_git(std::string_view word) { return holds(word, "github") || holds(word, "git@") || holds(word, ".git"); }

bool is_name_char(char c) { return is_ascii_alphanumeric(c) || c == '.' || c == '_' || c == '-'; }

// `owner/name` and nothing else.
bool is_full_name(std::string_view word) {
  const std::size_t slash = word.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == word.size()) return false;
  const std::string_view owner = word.substr(0, slash);
  std::string_view name = word.substr(slash + 1);
  if (name.ends_with('/')) name.remove_suffix(1);
  return !name.empty() && std::all_of(owner.begin(), owner.end(), is_name_char) &&
         std::all_of(name.begin(), name.end(), is_name_char);
}

// A word as parse_target() takes it: `github:a/b#v1` is npm's form, `git+https` too; full stops end sentences.
std::string cleaned(std::string_view word) {
  while (word.ends_with('.') || word.ends_with(':') || word.ends_with('!')) word.remove_suffix(1);
  constexpr std::string_view kNpm = "github:";
  if (word.size() > kNpm.size() && equal_ignoring_case(word.substr(0, kNpm.size()), kNpm)) {
    word.remove_prefix(kNpm.size());
    return std::string(word.substr(0, word.find('#')));
  }
  // A branch or version behind the repository's URL; pages keep theirs, which parse_target() cuts off.
  const std::size_t dot_git = word.find(".git#");
  return std::string(dot_git == std::string_view::npos ? word : word.substr(0, dot_git + 4));
}

std::string_view without_comment(std::string_view line) {
  const std::string_view trimmed = trim(line);
  if (trimmed.starts_with('#') || trimmed.starts_with("//")) return {};
  for (const std::string_view mark : {std::string_view(" #"), std::string_view("\t#"), std::string_view(" // ")}) {
    line = line.substr(0, line.find(mark));
  }
  return trim(line);
}

// The value of `"key": "value"`; nothing for a line that is none.
struct JsonLine {
  std::string_view key;
  std::string_view value;
};
std::optional<JsonLine> json_line(std::string_view line) {
  const std::size_t begin = line.find('"');
  const std::size_t end = begin == std::string_view::npos ? begin : line.find('"', begin + 1);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view rest = trim(line.substr(end + 1));
  if (!rest.starts_with(':')) return std::nullopt;
  const std::vector<std::string_view> words = words_of(rest.substr(1));
  return JsonLine{line.substr(begin + 1, end - begin - 1), words.empty() ? std::string_view() : words.front()};
}

Form form_of(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return Form::kList;
  if (text[begin] == '{') return Form::kJson;
  Form form = Form::kList;
  for_each_part(text, '\n', [&](std::string_view line) {
    if (trim(line).starts_with("module ")) form = Form::kGoModule;
  });
  return form;
}

class Finder {
 public:
  Finder(Form form, std::size_t most) : form_(form), most_(most) {}

  void take_line(std::string_view line) {
    ++line_;
    line = without_comment(line);
    if (line.empty() || found_.size() >= most_) return;
    const std::size_t before = found_.size();
    if (form_ == Form::kJson) take_json(line);
    for (const std::string_view word : words_of(line)) {
      if (form_ != Form::kJson && names_a_place(word)) add(cleaned(word));
    }
    if (form_ != Form::kList || found_.size() > before) return;
    take_names(line);
    const bool is_header = line_ == 1 && line.find(',') != std::string_view::npos;
    if (found_.size() == before && !is_header) add(std::string(line));
  }
  [[nodiscard]] std::vector<Reference> found() && { return std::move(found_); }

 private:
  void take_json(std::string_view line) {
    const auto pair = json_line(line);
    for (const std::string_view word : words_of(line)) {
      const bool is_key = pair && word.data() == pair->key.data();
      if (!is_key && names_a_place(word) && is_of_git(word)) add(cleaned(word));
    }
    if (!pair || names_a_place(pair->value)) return;
    const std::string_view value = pair->value.substr(0, pair->value.find('#'));
    const bool has_version = value.size() < pair->value.size();
    if (is_full_name(value) && (pair->key == "repository" || has_version)) add(std::string(value));
  }
  // The first word of the line, or the first field of a CSV record, that is a name.
  void take_names(std::string_view line) {
    const bool is_record = line.find_first_of(",;\t") != std::string_view::npos;
    for (const std::string_view word : words_of(line)) {
      if (is_full_name(word)) return add(cleaned(word));
      if (!is_record) return;
    }
  }
  void add(std::string text) {
    if (found_.size() < most_ && !text.empty()) found_.push_back({line_, std::move(text)});
  }

  const Form form_;
  const std::size_t most_;
  std::size_t line_ = 0;
  std::vector<Reference> found_;
};

}  // namespace

std::vector<Reference> find_references(std::string_view text, std::size_t most) {
  Finder finder(form_of(text), most);
  for_each_part(text, '\n', [&](std::string_view line) { finder.take_line(line); });
  return std::move(finder).found();
}

}  // namespace cpsg::model
