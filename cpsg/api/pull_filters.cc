#include "cpsg/api/pull_filters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <utility>

#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

using storage::PullSort;
using storage::PullTime;

constexpr std::array<std::pair<std::string_view, PullSort>, 6> kSorts = {{{"number", PullSort::kNumber},
                                                                          {"created", PullSort::kCreated},
                                                                          {"updated", PullSort::kUpdated},
                                                                          {"merged", PullSort::kMerged},
                                                                          {"lead", PullSort::kLead},
                                                                          {"size", PullSort::kSize}}};
constexpr std::array<std::pair<std::string_view, PullTime>, 3> kTimes = {
    {{"created", PullTime::kCreated}, {"updated", PullTime::kUpdated}, {"merged", PullTime::kMerged}}};

// Of a name that the table of routes allows.
template <typename Names>
auto value_of(const Names& names, std::string_view name) {
  const auto* const found = std::ranges::find(names, name, [](const auto& each) { return each.first; });
  assert(found != names.end());
  return found->second;
}

std::vector<std::string> words(std::string_view text) {
  std::size_t count = 0;
  for_each_part(text, ' ', [&](std::string_view word) { count += word.empty() ? 0 : 1; });
  if (count == 0 || count > storage::kPullWordsMax) {
    throw invalid("q", fmt::format("q must have from 1 to {} words", storage::kPullWordsMax));
  }
  return storage::pull_words(text);
}

storage::PullFilter pull_filter(const Query& query) {
  storage::PullFilter filter;
  if (const auto state = query.text("state")) filter.state = model::pull_state_from_name(*state);  // nothing for `all`
  filter.author = query.text("author");
  filter.label = query.text("label");
  filter.base = query.text("base");
  filter.draft = flag(query, "draft");
  filter.bot = flag(query, "bot");
  if (const auto review = query.text("review")) filter.reviewed = *review == "some";
  if (const auto decision = query.text("decision")) filter.decision = *decision == "none" ? "" : *decision;
  if (const auto text = query.text("q")) filter.words = words(*text);
  if (const auto by = query.text("by")) filter.by = value_of(kTimes, *by);
  const TimeZone zone = query.zone("tz").value_or(TimeZone());
  filter.since = query.since(zone);
  filter.until = query.until(zone);
  return filter;
}

}  // namespace

std::optional<bool> flag(const Query& query, std::string_view name) {
  return query.text(name) ? std::optional(query.boolean(name)) : std::nullopt;
}

storage::PullQuery pull_query(const Query& query) {
  storage::PullQuery result{.filter = pull_filter(query)};
  if (const auto sort = query.text("sort")) result.sort = value_of(kSorts, *sort);
  result.descending = query.text("order") == "desc";
  if (const auto cursor = query.text("cursor")) result.after = decode_pull_cursor(order_of(result), *cursor);
  return result;
}

PullOrder order_of(const storage::PullQuery& query) { return {query.sort, query.descending}; }

}  // namespace cpsg::api
