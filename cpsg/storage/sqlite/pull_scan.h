// Rows of a project's pull requests in the order of a query, from the place behind which it goes on. Each is reached by
// an index; what of the filter no index answers is left to the caller.
//
//   PullScan scan(connection, project_no, query);
//   const PullFilterCheck check(scan.rest());
//   while (const Query* row = scan.next()) if (check.passes(*row)) use(read_pull(*row), scan.place());
//
// How it goes: the indexes are by state and by value, so that rows of all states are merged from one query for each. A
// value that many rows share would be passed over row by row if it were compared together with the key; so the rows
// that are left of the last value come first, by key, then those of other values, then those without one.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cpsg/storage/pull_query.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/keys.h"

namespace cpsg::storage::sqlite {

class PullScan {
 public:
  // The query must outlive the scan.
  PullScan(Connection& connection, ProjectNo project_no, const PullQuery& query);

  // What is left of the query's filter.
  [[nodiscard]] const PullFilter& rest() const { return rest_; }
  // The next row, with the columns that pull_columns() names; null at the end. Valid until the next call.
  [[nodiscard]] const Query* next();
  // Of the row that next() gave.
  [[nodiscard]] const PullCursor& place() const { return *places_[*given_]; }
  // How many rows next() would give. Counted on the index.
  [[nodiscard]] std::int64_t count();

 private:
  // Rows that follow each other in an index: of one value, by key, or of a range of values, by value and key.
  struct Stretch {
    bool is_range = false;
    std::optional<std::int64_t> value;  // of one value: null for rows without one; passed over in a list by number
    std::int64_t first = 0;             // of a range: its bounds, which belong to it
    std::int64_t last = 0;              // of one value: the keys before and after its own
  };

  void plan();
  void plan_values();
  void add_range(std::optional<std::int64_t> after);
  [[nodiscard]] Stretch one_value(const std::optional<std::int64_t>& value, std::optional<std::int64_t> after) const;
  [[nodiscard]] std::string statement(const Stretch& stretch, std::string_view what, std::string_view state) const;
  void bind(Query& query, const Stretch& stretch) const;
  [[nodiscard]] std::vector<std::string_view> states() const;
  void open(const Stretch& stretch);
  void step(std::size_t i);
  [[nodiscard]] bool is_before(std::size_t a, std::size_t b) const;

  Connection& connection_;
  const ProjectNo project_no_;
  const PullQuery& query_;
  PullFilter rest_;
  bool by_author_ = false;
  std::vector<Stretch> stretches_;
  std::size_t next_stretch_ = 0;
  std::array<std::optional<Query>, 3> rows_;         // of the present stretch, one for each state
  std::array<std::optional<PullCursor>, 3> places_;  // of the rows on which they stand; nothing: at the end
  std::optional<std::size_t> given_;                 // the one whose row was given last
};

}  // namespace cpsg::storage::sqlite
