#include "cpsg/model/references.h"

#include <algorithm>
#include <array>
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

// What was found so far.
class Found {
 public:
  explicit Found(std::size_t most) : most_(most) {}

  void add(std::size_t line, std::string text) {
    if (!is_full() && !text.empty()) references_.push_back({line, std::move(text)});
  }
  [[nodiscard]] bool is_full() const { return references_.size() >= most_; }
  [[nodiscard]] std::size_t size() const { return references_.size(); }
  [[nodiscard]] std::vector<Reference> take() && { return std::move(references_); }

 private:
  const std::size_t most_;
  std::vector<Reference> references_;
};

// ---- lists and go.mod ----

// Whether the line calls GitHub's own command, as in `gh repo clone owner/name`.
bool is_command_of_github(const std::vector<std::string_view>& words) {
  const std::size_t first = !words.empty() && words.front() == "$" ? 1 : 0;
  return words.size() > first && words[first] == "gh";
}

// The first word of the line that is a name, where one is looked for: at its start, in any field of a CSV record, and
// behind a command.
void take_name(std::string_view line, std::size_t number, Found& found) {
  const std::vector<std::string_view> words = words_of(line);
  const bool anywhere = line.find_first_of(",;\t") != std::string_view::npos || is_command_of_github(words);
  for (const std::string_view word : words) {
    if (is_full_name(word)) return found.add(number, cleaned(word));
    if (!anywhere) return;
  }
}

void take_line(Form form, std::string_view line, std::size_t number, Found& found) {
  line = without_comment(line);
  if (line.empty() || found.is_full()) return;
  const std::size_t before = found.size();
  for (const std::string_view word : words_of(line)) {
    if (names_a_place(word)) found.add(number, cleaned(word));
  }
  if (form == Form::kGoModule || found.size() > before) return;
  take_name(line, number, found);
  const bool is_header = number == 1 && line.find(',') != std::string_view::npos;
  if (found.size() == before && !is_header) found.add(number, std::string(line));
}

// ---- package.json ----

bool holds_dependencies(std::string_view key) {
  return key.ends_with("ependencies") || key == "overrides" || key == "resolutions";
}

// Reads strings with the keys above them. It takes what is no JSON as well, such as a part of a file.
class JsonFinder {
 public:
  JsonFinder(std::string_view text, Found& found) : text_(text), found_(found) {}

  void run() {
    while (at_ < text_.size() && !found_.is_full()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        take_string(c);
        continue;
      }
      ++at_;
      if (c == '\n') ++line_;
      if (c == '{' || c == '[') enter();
      if (c == '}' || c == ']') leave();
      if (c == ',') key_.clear();
      if (c == '/' && text_.substr(at_, 1) == "/") at_ = std::min(text_.find('\n', at_), text_.size());
    }
  }

 private:
  void enter() {
    are_dependencies_.push_back(holds_dependencies(key_));
    if (are_dependencies_.back()) ++dependencies_;
    key_.clear();
  }
  void leave() {
    key_.clear();
    if (are_dependencies_.empty()) return;
    if (are_dependencies_.back()) --dependencies_;
    are_dependencies_.pop_back();
  }

  void take_string(char quote) {
    const std::string value = read_string(quote);
    const std::size_t next = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size());
    if (next < text_.size() && text_[next] == ':') {
      key_ = value;
    } else {
      take_value(value);
    }
  }

  // One that is not closed ends with its line. `\/` is how some write a slash.
  std::string read_string(char quote) {
    std::string value;
    for (++at_; at_ < text_.size() && text_[at_] != '\n'; ++at_) {
      if (text_[at_] == quote) {
        ++at_;
        break;
      }
      const bool is_escape = text_[at_] == '\\' && at_ + 1 < text_.size() && text_[at_ + 1] != '\n';
      if (is_escape) ++at_;
      value += text_[at_];
    }
    return value;
  }

  void take_value(std::string_view value) {
    const std::size_t before = found_.size();
    for (const std::string_view word : words_of(value)) {
      if (names_a_place(word) && is_of_git(word)) found_.add(line_, cleaned(word));
    }
    if (found_.size() > before || value.starts_with('.')) return;
    const std::string_view name = value.substr(0, value.find('#'));
    const bool has_version = name.size() < value.size();
    if (is_full_name(name) && (has_version || dependencies_ > 0 || key_ == "repository")) {
      found_.add(line_, std::string(name));
    }
  }

  const std::string_view text_;
  Found& found_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::string key_;                     // of the value that comes next
  std::vector<bool> are_dependencies_;  // of each object and list around it
  std::size_t dependencies_ = 0;        // how many of these are
};

}  // namespace

std::vector<Reference> find_references(std::string_view text, std::size_t most) {
  Found found(most);
  const Form form = form_of(text);
  if (form == Form::kJson) {
    JsonFinder(text, found).run();
    return std::move(found).take();
  }
  std::size_t number = 0;
  for_each_part(text, '\n', [&](std::string_view line) { take_line(form, line, ++number, found); });
  return std::move(found).take();
}

}  // namespace cpsg::model
