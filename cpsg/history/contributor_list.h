// The people of a project in any order, with their commits of some time or branch, found by parts of their names.
//
//   const ContributorList list(history, chosen, {.order = ContributorOrder::kName});
//   for (const model::Contributor& one : list.read(list.first_behind(position), 100)) ...
//
// A list is of one generation. People who are equal in what it is ordered by stand in the order of their keys, so that
// a position means the same in later generations. The order never changes once it is made; read() may be called from
// several threads. Errors: those of the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/history/contributor_activity.h"
#include "cpsg/history/project_activity.h"

namespace cpsg::history {

enum class ContributorOrder : std::uint8_t { kCommits, kCommitsAll, kName, kFirst, kLast, kCommitsInRange };

struct ContributorListQuery {
  ActivityQuery range;        // of it, the time and whether bots count
  bool counts_range = false;  // people have commits_in_range, and those without any are left out
  std::string text;           // what their name or login has in it, in any case; empty: anything
  ContributorOrder order = ContributorOrder::kCommitsAll;
  bool descending = true;
};

// Where somebody stands. Those of whom it is not known come last in either direction.
struct ContributorPosition {
  bool is_known = true;
  std::int64_t number = 0;  // of commits, or the seconds of a time
  std::string name;         // in lower case, where the order is that of names
  std::uint64_t key = 0;    // CommitTable::Contributor::key

  friend bool operator==(const ContributorPosition&, const ContributorPosition&) = default;
};

class ContributorList {
 public:
  // The store must outlive the list.
  ContributorList(storage::HistoryReader& history, ChosenCommits chosen, const ContributorListQuery& query);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const ContributorPosition& position(std::size_t i) const { return entries_[i].position; }
  [[nodiscard]] std::size_t first_behind(const ContributorPosition& position) const;
  // At most `most` people from the i-th on, by one read of the store.
  [[nodiscard]] std::vector<model::Contributor> read(std::size_t i, std::size_t most) const;

 private:
  struct Entry {
    ContributorPosition position;
    std::uint32_t contributor = 0;
    std::int64_t commits_in_range = 0;
  };

  [[nodiscard]] bool comes_before(const ContributorPosition& a, const ContributorPosition& b) const;
  void keep_those_named(const std::string& text, bool by_name);

  storage::HistoryReader& history_;
  const ChosenCommits chosen_;
  const bool counts_range_;
  const bool descending_;
  std::vector<Entry> entries_;
};

}  // namespace cpsg::history
