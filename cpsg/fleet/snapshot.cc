#include "cpsg/fleet/snapshot.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "cpsg/base/ascii.h"

namespace cpsg::fleet {
namespace {

// Up to so many are put in their places one by one; more are sorted in.
constexpr std::size_t kPlacedOneByOne = 100;

std::size_t hash_of(std::string_view id) { return std::hash<std::string_view>{}(id); }

bool comes_before(const Entry& a, const Entry& b) {
  return less_by_name(a.card->text(Card::kFullName), b.card->text(Card::kFullName));
}

void place(std::vector<Entry>& entries, std::vector<Entry> added) {
  if (added.size() > kPlacedOneByOne) {
    std::move(added.begin(), added.end(), std::back_inserter(entries));
    std::sort(entries.begin(), entries.end(), comes_before);
    return;
  }
  for (Entry& each : added) {
    const auto at = std::upper_bound(entries.begin(), entries.end(), each, comes_before);
    entries.insert(at, std::move(each));
  }
}

// Entries to come in the place of others, by id. An entry that has found its place has no card here any more.
using Changed = std::unordered_map<std::string, Entry>;

// Those of `from` that are not removed, each that is changed in its place, if it keeps its name. Cards of entries that
// are not concerned are not looked at: that would cost more than all else here.
std::vector<Entry> replaced(const std::vector<Entry>& from, const std::unordered_set<std::string_view>& removed,
                            Changed& changed) {
  std::unordered_set<std::size_t> concerned;
  for (const std::string_view id : removed) concerned.insert(hash_of(id));
  for (const auto& [id, entry] : changed) concerned.insert(entry.id_hash);
  std::vector<Entry> entries;
  entries.reserve(from.size() + changed.size());
  for (const Entry& each : from) {
    if (!concerned.contains(each.id_hash)) {
      entries.push_back(each);
      continue;
    }
    const std::string_view id = each.card->text(Card::kId);
    if (removed.contains(id)) continue;
    const auto found = changed.find(std::string(id));
    if (found == changed.end()) {
      entries.push_back(each);  // another one with that hash
    } else if (found->second.card) {
      Entry& other = found->second;
      if (other.position == 0) other.position = each.position;
      const bool same_name = other.card->text(Card::kFullName) == each.card->text(Card::kFullName);
      if (same_name) entries.push_back(std::exchange(other, {}));
    }  // else a name that the project had while all were read, and gave up since
  }
  return entries;
}

// The ids of those that were shown to everybody.
std::unordered_set<std::string> public_among(const std::vector<Entry>& entries,
                                             const std::unordered_set<std::string_view>& ids) {
  std::unordered_set<std::string> found;
  if (ids.empty()) return found;
  for (const Entry& each : entries) {
    if (each.is_public && ids.contains(each.card->text(Card::kId))) found.emplace(each.card->text(Card::kId));
  }
  return found;
}

using ShownAsPublic = std::unordered_map<std::string, bool>;

// Whether the project is shown after all, to those who would be told that it is not.
bool is_shown(const Removal& removal, const ShownAsPublic& shown_as_public) {
  const auto shown = shown_as_public.find(removal.id);
  return shown != shown_as_public.end() && (!removal.hidden || shown->second);
}

// Without those of projects that are shown again, or that are told of anew.
std::vector<Removal> changed_removals(const std::vector<Removal>& from, std::vector<Removal> added,
                                      const ShownAsPublic& shown_as_public) {
  std::erase_if(added, [&](const Removal& each) { return is_shown(each, shown_as_public); });
  std::vector<Removal> removals;
  for (const Removal& each : from) {
    if (is_shown(each, shown_as_public)) continue;
    const auto again = std::find_if(added.begin(), added.end(), [&](const Removal& r) { return r.id == each.id; });
    if (again == added.end()) {
      removals.push_back(each);
    } else {
      // Who saw it while it was public has to be told of its end, though it was hidden between.
      again->was_public |= each.was_public;
      if (again->position == each.position) again->seen_at = each.seen_at;
    }
  }
  std::move(added.begin(), added.end(), std::back_inserter(removals));
  return removals;
}

void forget_removals(Snapshot& snapshot, UnixTime forget_before, std::size_t removals_max) {
  std::vector<Removal>& removals = snapshot.removals;
  std::size_t forgotten = removals.size() > removals_max ? removals.size() - removals_max : 0;
  for (std::size_t i = forgotten; i < removals.size(); ++i) {
    if (removals[i].seen_at < forget_before) forgotten = i + 1;
  }
  if (forgotten == 0) return;
  snapshot.told_after = std::max(snapshot.told_after, removals[forgotten - 1].position);
  removals.erase(removals.begin(), removals.begin() + static_cast<std::ptrdiff_t>(forgotten));
}

}  // namespace

Entry make_entry(Card card, std::uint64_t position) {
  Entry entry;
  entry.position = position;
  entry.id_hash = hash_of(card.text(Card::kId));
  entry.syncing_until = card.syncing_until;
  entry.is_public = card.is_public();
  entry.synced = card.last_synced_at.has_value();
  entry.waiting = card.stored == model::SyncState::kPending;
  entry.card = std::make_shared<const Card>(std::move(card));
  return entry;
}

Snapshot changed_snapshot(const Snapshot& from, const Changes& changes, std::vector<Card> cards, UnixTime forget_before,
                          std::size_t removals_max) {
  Changed changed;
  ShownAsPublic shown_as_public;
  for (Card& card : cards) {
    const std::string id(card.text(Card::kId));
    const auto position = changes.positions.find(id);
    shown_as_public.emplace(id, card.is_public());
    changed.insert_or_assign(id,
                             make_entry(std::move(card), position == changes.positions.end() ? 0 : position->second));
  }
  std::unordered_set<std::string_view> removed;
  for (const Removal& each : changes.removals) {
    if (!each.hidden) removed.insert(each.id);
  }
  // The store knows whether a project was public when it was removed. It may have been hidden just before.
  std::vector<Removal> removals = changes.removals;
  const std::unordered_set<std::string> shown_before = public_among(from.entries, removed);
  for (Removal& each : removals) each.was_public = each.was_public || shown_before.contains(each.id);
  Snapshot snapshot{.entries = replaced(from.entries, removed, changed),
                    .removals = changed_removals(from.removals, std::move(removals), shown_as_public),
                    .position = std::max(from.position, changes.last),
                    .told_after = from.told_after,
                    .day = from.day};
  std::vector<Entry> added;
  for (auto& [id, entry] : changed) {
    if (entry.card) added.push_back(std::move(entry));
  }
  place(snapshot.entries, std::move(added));
  forget_removals(snapshot, forget_before, removals_max);
  return snapshot;
}

void keep_positions(Snapshot& read, const Snapshot& known) {
  std::unordered_map<std::string_view, std::uint64_t> positions;
  for (const Entry& each : known.entries) positions.emplace(each.card->text(Card::kId), each.position);
  ShownAsPublic shown_as_public;
  for (Entry& each : read.entries) {
    shown_as_public.emplace(each.card->text(Card::kId), each.is_public);
    const auto found = positions.find(each.card->text(Card::kId));
    if (found != positions.end()) each.position = std::max(each.position, found->second);
  }
  std::erase_if(read.removals, [&](const Removal& each) { return each.position <= known.told_after; });
  read.removals = changed_removals(known.removals, std::move(read.removals), shown_as_public);
  read.told_after = known.told_after;
}

void drop_shown_removals(Snapshot& snapshot) {
  ShownAsPublic shown_as_public;
  for (const Entry& each : snapshot.entries) shown_as_public.emplace(each.card->text(Card::kId), each.is_public);
  std::erase_if(snapshot.removals, [&](const Removal& each) { return is_shown(each, shown_as_public); });
}

bool less_by_name(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return static_cast<unsigned char>(ascii_lower(x)) < static_cast<unsigned char>(ascii_lower(y));
  });
}

Moment moment_of(const Snapshot& snapshot, UnixTime now, bool public_only) {
  Moment moment{.position = public_only ? 0 : snapshot.position, .day = day_of(now)};
  const std::int64_t now_s = now.time_since_epoch().count();
  for (const Entry& entry : snapshot.entries) {
    if (public_only && !entry.is_public) continue;
    moment.position = std::max(moment.position, entry.position);
    const bool ended = entry.syncing_until.has_value() && *entry.syncing_until <= now_s;
    if (!ended) continue;
    moment.lease_end = std::max(moment.lease_end, *entry.syncing_until);
    ++moment.ended_leases;
  }
  for (const Removal& removal : snapshot.removals) {
    if (removal.was_public) moment.position = std::max(moment.position, removal.position);
  }
  return moment;
}

bool can_tell_changes(const Snapshot& snapshot, const Moment& seen, Day today) {
  return seen.day == today && snapshot.told_after <= seen.position && seen.position <= snapshot.position;
}

}  // namespace cpsg::fleet
