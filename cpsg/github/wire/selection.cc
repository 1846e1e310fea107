#include "cpsg/github/wire/selection.h"

#include <algorithm>
#include <array>

#include "cpsg/base/json_text.h"
#include "cpsg/github/wire/json_reader.h"

namespace cpsg::github::wire {
namespace {

using namespace std::string_view_literals;

constexpr std::array kNeeded = {
    "__typename"sv,    "id"sv,          "node"sv,      "nodes"sv,      "repository"sv, "databaseId"sv,
    "nameWithOwner"sv, "number"sv,      "title"sv,     "state"sv,      "createdAt"sv,  "updatedAt"sv,
    "pageInfo"sv,      "hasNextPage"sv, "endCursor"sv, "totalCount"sv, "oid"sv,        "login"sv,
    "edges"sv,         "name"sv,        "size"sv,      "viewer"sv,
};

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Pruner {
 public:
  Pruner(std::string_view text, const FieldNames& fields) : text_(text), fields_(fields) {}

  std::string run() {
    std::string out;
    while (at_ < text_.size()) {
      if (text_[at_] == '(') {
        out += take_arguments();
      } else if (text_[at_] == '{') {
        const Selection selection = take_selection();
        out += selection.kept ? selection.text : "{ __typename }";
      } else {
        out += text_[at_++];
      }
    }
    return out;
  }

 private:
  struct Selection {
    std::string text;
    bool kept = false;  // something is selected still
  };

  [[nodiscard]] bool at(char c) const { return at_ < text_.size() && text_[at_] == c; }

  std::string_view take_blanks() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && (text_[at_] <= ' ' || text_[at_] == ',')) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  std::string_view take_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // From `(` to the `)` that belongs to it; strings may hold both.
  std::string_view take_arguments() {
    const std::size_t begin = at_;
    std::size_t depth = 0;
    for (bool quoted = false; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') quoted = !quoted;
      if (quoted) continue;
      if (text_[at_] == '(') ++depth;
      if (text_[at_] == ')' && --depth == 0) {
        ++at_;
        break;
      }
    }
    return text_.substr(begin, at_ - begin);
  }

  Selection take_selection() {
    Selection selection{"{", false};
    ++at_;
    while (at_ < text_.size()) {
      const std::string_view blanks = take_blanks();
      if (at('}')) {
        ++at_;
        selection.text.append(blanks) += '}';
        return selection;
      }
      const Selection entry = take_entry();
      if (!entry.kept) continue;
      selection.kept = true;
      selection.text.append(blanks).append(entry.text);
    }
    return selection;
  }

  // One field, or one spread of a fragment.
  Selection take_entry() {
    const std::size_t begin = at_;
    const bool spread = at('.');
    while (at('.')) ++at_;
    if (spread) take_blanks();
    std::string_view name = take_name();
    if (spread && name == "on") {
      take_blanks();
      take_name();
    } else if (at(':')) {
      ++at_;
      take_blanks();
      name = take_name();
    } else if (name.empty()) {
      ++at_;  // none of our texts has anything else
    }
    const std::size_t before_arguments = at_;
    take_blanks();
    if (at('(')) {
      take_arguments();
    } else {
      at_ = before_arguments;
    }
    Selection entry{std::string(text_.substr(begin, at_ - begin)), spread || !is_left_out(name)};
    const std::size_t before_selection = at_;
    const std::string blanks(take_blanks());
    if (!at('{')) {
      at_ = before_selection;
      return entry;
    }
    const Selection inner = take_selection();
    entry.text += blanks + inner.text;
    entry.kept = entry.kept && inner.kept;
    return entry;
  }

  [[nodiscard]] bool is_left_out(std::string_view name) const {
    return fields_.contains(name) && !is_needed_field(name);
  }

  std::string_view text_;
  const FieldNames& fields_;
  std::size_t at_ = 0;
};

}  // namespace

bool is_needed_field(std::string_view field) noexcept {
  return std::find(kNeeded.begin(), kNeeded.end(), field) != kNeeded.end();
}

std::string without_fields(std::string_view query, const FieldNames& fields) { return Pruner(query, fields).run(); }

std::string request_without(std::string_view body, const FieldNames& fields) {
  if (fields.empty()) return std::string(body);
  constexpr std::string_view kQuery = ",\"query\":";
  constexpr std::string_view kVariables = ",\"variables\":{";
  const auto begin = body.find(kQuery) + kQuery.size();
  const auto end = body.find(kVariables, begin);
  const JsonDocument document(body);
  std::string request(body.substr(0, begin));
  append_json_string(request, without_fields(document.root()["query"].text(body.size()), fields));
  return request.append(body.substr(end));
}

}  // namespace cpsg::github::wire
