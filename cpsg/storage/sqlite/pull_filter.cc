#include "cpsg/storage/sqlite/pull_filter.h"

#include <algorithm>
#include <cassert>
#include <charconv>

#include "cpsg/base/ascii.h"
#include "cpsg/base/lower_case.h"
#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/keys.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

// Where pull_columns() has a column; the key is the first.
int place_of(std::string_view name) {
  const auto names = column_names<model::PullRequest>();
  const auto found = std::ranges::find(names, name);
  assert(found != names.end());
  return 1 + static_cast<int>(found - names.begin());
}

struct Places {
  int title = place_of("title");
  int state = place_of("state");
  int draft = place_of("draft");
  int author = place_of("author");
  int bot = place_of("bot");
  int base = place_of("base_ref");
  int created_at = place_of("created_at");
  int updated_at = place_of("updated_at");
  int merged_at = place_of("merged_at");
  int decision = place_of("review_decision");
  int labels = place_of("labels");
  int first_review_at = place_of("first_review_at");
};
const Places& places() {
  static const Places places;
  return places;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// `word` is in lower case.
bool contains(std::string_view text, std::string_view word) {
  if (!is_ascii(word)) return lower_case(text).find(word) != std::string::npos;
  const auto found = std::search(text.begin(), text.end(), word.begin(), word.end(),
                                 [](char a, char b) { return ascii_lower(a) == b; });
  return found != text.end();
}

bool has_label(std::string_view stored, std::string_view label) {
  const std::vector<std::string> labels = split_texts(stored);
  return std::ranges::any_of(labels, [&](const std::string& each) { return equal_ignoring_case(each, label); });
}

}  // namespace

PullFilterCheck::PullFilterCheck(const PullFilter& filter) : filter_(filter) {}

bool PullFilterCheck::is_empty() const {
  return !filter_.state && !filter_.author && !filter_.label && !filter_.base && !filter_.draft && !filter_.bot &&
         !filter_.reviewed && !filter_.decision && filter_.words.empty() && !filter_.since && !filter_.until;
}

bool PullFilterCheck::passes(const Query& row) const {
  return passes_flags(row) && passes_period(row) && passes_texts(row) && has_words(row);
}

bool PullFilterCheck::passes_flags(const Query& row) const {
  const Places& at = places();
  if (filter_.state && row.text(at.state) != model::name(*filter_.state)) return false;
  if (filter_.draft && (row.integer(at.draft) != 0) != *filter_.draft) return false;
  if (filter_.bot && (row.integer(at.bot) != 0) != *filter_.bot) return false;
  return !filter_.reviewed || row.is_null(at.first_review_at) != *filter_.reviewed;
}

bool PullFilterCheck::passes_period(const Query& row) const {
  if (!filter_.since && !filter_.until) return true;
  const Places& at = places();
  const int column = filter_.by == PullTime::kCreated   ? at.created_at
                     : filter_.by == PullTime::kUpdated ? at.updated_at
                                                        : at.merged_at;
  const auto time = row.time_or_null(column);
  return time && (!filter_.since || *time >= *filter_.since) && (!filter_.until || *time < *filter_.until);
}

bool PullFilterCheck::passes_texts(const Query& row) const {
  const Places& at = places();
  if (filter_.base && row.text(at.base) != *filter_.base) return false;
  if (filter_.author && (row.is_null(at.author) || !equal_ignoring_case(row.text(at.author), *filter_.author))) {
    return false;
  }
  if (filter_.decision && row.text(at.decision) != *filter_.decision) return false;  // empty for null
  return !filter_.label || has_label(row.text(at.labels), *filter_.label);
}

bool PullFilterCheck::has_words(const Query& row) const {
  if (filter_.words.empty()) return true;
  const Places& at = places();
  const std::string number = std::to_string(number_of(row.integer(0)));
  return std::ranges::all_of(filter_.words, [&](const std::string& word) {
    return contains(row.text(at.title), word) || contains(row.text(at.author), word) || word == number;
  });
}

}  // namespace cpsg::storage::sqlite
