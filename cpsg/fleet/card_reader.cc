#include "cpsg/fleet/card_reader.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <unordered_map>

namespace cpsg::fleet {
namespace {

constexpr std::size_t kChangesPerRead = 1'000;
constexpr std::size_t kProjectsPerRead = 400;
constexpr std::size_t kRowsPerRead = 100;

// Calls read(ids) for so many of them a time.
template <typename Read>
void for_each_block(std::span<const std::string> ids, std::size_t block, const Read& read) {
  while (!ids.empty()) {
    const std::size_t size = std::min(block, ids.size());
    read(ids.first(size));
    ids = ids.subspan(size);
  }
}

// The cards of `from` that have these ids.
std::unordered_map<std::string_view, const Card*> known_cards(const std::vector<std::string>& ids,
                                                              const Snapshot& from) {
  std::unordered_map<std::size_t, std::string_view> by_hash;
  for (const std::string& id : ids) by_hash.emplace(std::hash<std::string_view>{}(id), id);
  std::unordered_map<std::string_view, const Card*> known;
  for (const Entry& entry : from.entries) {
    const auto found = by_hash.find(entry.id_hash);
    if (found != by_hash.end() && entry.card->text(Card::kId) == found->second) {
      known.emplace(found->second, entry.card.get());
    }
  }
  return known;
}

}  // namespace

std::optional<Changes> CardReader::changes_after(std::uint64_t position, UnixTime now) const {
  Changes changes{.positions = {}, .removals = {}, .last = position};
  std::size_t found = kChangesPerRead;
  while (found == kChangesPerRead) {
    const auto block = stores_.change_log.changes_after(changes.last, kChangesPerRead);
    if (!block) return std::nullopt;
    for (const storage::Change& change : *block) {
      changes.last = change.position;
      if (change.of != storage::ChangeOf::kProject) continue;
      // It may have been listed before in this loop, at an earlier position.
      if (change.removed || !change.was_public) changes.positions.erase(change.id);
      if (change.removed || change.was_public) {
        changes.removals.push_back({.id = change.id,
                                    .position = change.position,
                                    .was_public = change.was_public,
                                    .hidden = !change.removed,
                                    .seen_at = now});
      } else {
        changes.positions.emplace(change.id, change.position);
      }
    }
    found = block->size();
  }
  return changes;
}

std::vector<Card> CardReader::cards_of(const std::vector<storage::FleetRow>& rows, Day today) const {
  std::vector<std::string> ids;
  ids.reserve(rows.size());
  for (const storage::FleetRow& row : rows) ids.push_back(row.project.id);
  const auto merged = stores_.pulls.merged_since(ids, UnixTime(first_card_day(today)));
  std::vector<Card> cards;
  cards.reserve(rows.size());
  for (const storage::FleetRow& row : rows) {
    const auto of_row = merged.find(row.project.id);
    cards.push_back(
        make_card(row, of_row == merged.end() ? std::span<const storage::MergedPull>() : of_row->second, today));
  }
  return cards;
}

std::vector<Card> CardReader::read(const std::vector<std::string>& ids, const Snapshot& from, UnixTime now) const {
  const Day today = day_of(now);
  const auto known = known_cards(ids, from);
  std::vector<Card> cards;
  std::vector<std::string> maybe_as_before;
  std::vector<std::string> anew;
  for (const std::string& id : ids) (known.contains(id) ? maybe_as_before : anew).push_back(id);
  for_each_block(maybe_as_before, kProjectsPerRead, [&](std::span<const std::string> block) {
    for (const model::Project& project : stores_.projects.projects(block)) {
      const Card& card = *known.at(project.id);
      if (only_status_differs(card, project)) {
        cards.push_back(with_status(card, project));
      } else {
        anew.push_back(project.id);
      }
    }
  });
  for_each_block(anew, kRowsPerRead, [&](std::span<const std::string> block) {
    std::vector<Card> read = cards_of(stores_.fleet.fleet_rows(block, first_card_day(today)), today);
    std::move(read.begin(), read.end(), std::back_inserter(cards));
  });
  return cards;
}

Snapshot CardReader::read_all(UnixTime now) const {
  const Day today = day_of(now);
  Snapshot snapshot{.entries = {}, .removals = {}, .position = stores_.change_log.change_position(), .day = today};
  snapshot.told_after = snapshot.position - std::min(snapshot.position, storage::kRemovalsKept);
  std::optional<Changes> changes = changes_after(snapshot.told_after, now);
  if (!changes) {
    snapshot.told_after = snapshot.position;
    changes.emplace();
  }
  snapshot.position = std::max(snapshot.position, changes->last);
  snapshot.removals = std::move(changes->removals);
  std::string after;
  for (std::size_t found = kRowsPerRead; found == kRowsPerRead;) {
    const auto rows = stores_.fleet.fleet_page(after, kRowsPerRead, first_card_day(today));
    found = rows.size();
    if (found > 0) after = rows.back().project.full_name();
    for (Card& card : cards_of(rows, today)) {
      const auto position = changes->positions.find(std::string(card.text(Card::kId)));
      const bool told = position != changes->positions.end();
      snapshot.entries.push_back(make_entry(std::move(card), told ? position->second : 0));
    }
  }
  drop_shown_removals(snapshot);
  return snapshot;
}

}  // namespace cpsg::fleet
