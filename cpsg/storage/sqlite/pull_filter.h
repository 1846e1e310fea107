// Whether the pull request in a row passes a filter, decided on the row's columns, so that only what passes is read
// whole.
//
//   const PullFilterCheck check(filter);
//   while (query.step()) if (check.passes(query)) pulls.push_back(read_pull(query));
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/pull_query.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

class PullFilterCheck {
 public:
  // The filter must outlive the check.
  explicit PullFilterCheck(const PullFilter& filter);

  // Whether everything passes.
  [[nodiscard]] bool is_empty() const;
  // Of the columns that pull_columns() names.
  [[nodiscard]] bool passes(const Query& row) const;

 private:
  [[nodiscard]] bool passes_flags(const Query& row) const;
  [[nodiscard]] bool passes_texts(const Query& row) const;
  [[nodiscard]] bool passes_period(const Query& row) const;
  [[nodiscard]] bool has_words(const Query& row) const;

  const PullFilter& filter_;
};

}  // namespace cpsg::storage::sqlite
