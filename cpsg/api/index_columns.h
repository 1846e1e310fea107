// The columns of the index: a list for each member, with a value for each project.
//
//   IndexColumns columns(column_bits({"id", "stars"}), Window::kMonth, now, snapshot.entries.size());
//   for (const fleet::Entry& entry : snapshot.entries) columns.add(*entry.card);
//   columns.append_to(body);  // {"id":["p1","p2"],"stars":[3,null]}
//
// A card is looked at once for all columns, and its values are written as JSON at once: ten thousand projects take a
// few milliseconds. Not for several threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/fleet/card.h"
#include "cpsg/shape/describer.h"

namespace cpsg::api {

inline constexpr std::array<std::string_view, 28> kIndexColumnNames = {
    "id",          "full_name",  "description", "language",   "topics",         "license",      "state",
    "code",        "archived",   "fork",        "visibility", "stars",          "stars_d",      "forks",
    "open_issues", "commits",    "commits_w",   "spark",      "people",         "people_w",     "pulls_open",
    "merged_w",    "lead_p50_s", "branches",    "pushed_at",  "last_synced_at", "next_sync_at", "last_commit_on"};

// Which columns these are, a bit for each place in kIndexColumnNames. `names` are some of these; empty: all.
[[nodiscard]] std::uint32_t column_bits(const std::vector<std::string>& names);

class IndexColumns {
 public:
  // `wanted` as column_bits() says.
  IndexColumns(std::uint32_t wanted, fleet::Window window, UnixTime now, std::size_t rows_expected);

  void add(const fleet::Card& card);
  void append_to(std::string& out) const;
  [[nodiscard]] std::size_t size_bytes() const;

 private:
  const fleet::Window window_;
  const UnixTime now_;
  std::vector<std::size_t> wanted_;  // places in the table of columns
  std::vector<std::string> lists_;   // of each of them, without brackets
};

// What each of them is, as members of the object `columns`.
[[nodiscard]] std::vector<shape::MemberDescription> index_column_descriptions();

}  // namespace cpsg::api
