#include "cpsg/history/contributor_list.h"

#include <algorithm>
#include <utility>

#include "cpsg/base/lower_case.h"

namespace cpsg::history {
namespace {

std::optional<std::int64_t> seconds_of(const std::optional<UnixTime>& time) {
  return time ? std::optional<std::int64_t>(time->time_since_epoch().count()) : std::nullopt;
}

// What people are ordered by, where that is no name.
std::optional<std::int64_t> number_of(const storage::StagedContributor& counts, std::int64_t commits_in_range,
                                      ContributorOrder order) {
  switch (order) {
    case ContributorOrder::kCommits:
      return counts.commits;
    case ContributorOrder::kCommitsAll:
      return counts.commits_all;
    case ContributorOrder::kFirst:
      return seconds_of(counts.first_commit_at);
    case ContributorOrder::kLast:
      return seconds_of(counts.last_commit_at);
    case ContributorOrder::kCommitsInRange:
      return commits_in_range;
    case ContributorOrder::kName:
      break;
  }
  return std::nullopt;
}

bool has_text(const std::optional<std::string>& value, const std::string& text) {
  return value && lower_case(*value).find(text) != std::string::npos;
}

}  // namespace

ContributorList::ContributorList(storage::HistoryReader& history, ChosenCommits chosen,
                                 const ContributorListQuery& query)
    : history_(history), chosen_(std::move(chosen)), counts_range_(query.counts_range), descending_(query.descending) {
  const CommitTable& table = *chosen_.table;
  std::vector<std::int64_t> in_range;
  // Without a range it says who has commits that count at all.
  if (counts_range_ || !query.range.with_bots) in_range = commits_by_contributor(table, chosen_.choice, query.range);
  entries_.reserve(table.contributors().size());
  for (std::uint32_t i = 0; i < table.contributors().size(); ++i) {
    const CommitTable::Contributor& each = table.contributors()[i];
    if (!in_range.empty() && in_range[i] == 0) continue;
    const std::int64_t commits_in_range = in_range.empty() ? 0 : in_range[i];
    const std::optional<std::int64_t> number = number_of(each.counts, commits_in_range, query.order);
    entries_.push_back({.position = {.is_known = number.has_value(), .number = number.value_or(0), .key = each.key},
                        .contributor = i,
                        .commits_in_range = commits_in_range});
  }
  const bool by_name = query.order == ContributorOrder::kName;
  if (by_name || !query.text.empty()) keep_those_named(lower_case(query.text), by_name);
  std::sort(entries_.begin(), entries_.end(),
            [this](const Entry& a, const Entry& b) { return comes_before(a.position, b.position); });
}

void ContributorList::keep_those_named(const std::string& text, bool by_name) {
  std::vector<std::uint32_t> numbers;
  numbers.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    numbers.push_back(chosen_.table->contributors()[entry.contributor].counts.person);
  }
  const std::vector<model::Person> people = history_.people(chosen_.view, numbers);
  std::vector<Entry> kept;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    const model::Person& person = people[i];
    if (!text.empty() && !has_text(person.name, text) && !has_text(person.login, text)) continue;
    Entry& entry = kept.emplace_back(std::move(entries_[i]));
    if (!by_name) continue;
    entry.position.is_known = person.name.has_value();
    entry.position.name = lower_case(person.name.value_or(""));
  }
  entries_ = std::move(kept);
}

bool ContributorList::comes_before(const ContributorPosition& a, const ContributorPosition& b) const {
  if (a.is_known != b.is_known) return a.is_known;
  if (a.number != b.number) return (a.number < b.number) != descending_;
  if (a.name != b.name) return (a.name < b.name) != descending_;
  return a.key < b.key;
}

std::size_t ContributorList::first_behind(const ContributorPosition& position) const {
  const auto behind = std::upper_bound(
      entries_.begin(), entries_.end(), position,
      [this](const ContributorPosition& wanted, const Entry& entry) { return comes_before(wanted, entry.position); });
  return static_cast<std::size_t>(behind - entries_.begin());
}

std::vector<model::Contributor> ContributorList::read(std::size_t i, std::size_t most) const {
  const std::size_t end = i + std::min(most, entries_.size() - i);
  std::vector<std::uint32_t> numbers;
  for (std::size_t at = i; at < end; ++at) {
    numbers.push_back(chosen_.table->contributors()[entries_[at].contributor].counts.person);
  }
  std::vector<model::Person> people = history_.people(chosen_.view, numbers);
  std::vector<model::Contributor> page;
  for (std::size_t at = i; at < end; ++at) {
    const storage::StagedContributor& counts = chosen_.table->contributors()[entries_[at].contributor].counts;
    page.push_back({.person = std::move(people[at - i]),
                    .commits = counts.commits,
                    .commits_all = counts.commits_all,
                    .first_commit_at = counts.first_commit_at,
                    .last_commit_at = counts.last_commit_at,
                    .commits_in_range = counts_range_ ? std::optional(entries_[at].commits_in_range) : std::nullopt});
  }
  return page;
}

}  // namespace cpsg::history
