// Branches as clients see them: with the name of the tip's author, one by name, and in pages with or without those that
// were deleted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/branch.h"
#include "cpsg/storage/stores.h"

namespace cpsg::api {

// Reads tips of one generation of a project.
class TipAuthors {
 public:
  TipAuthors(const storage::Stores& stores, std::string_view project_id)
      : stores_(stores), view_(stores.history.commit_view(project_id)) {}

  // Nothing where the tip is not among the commits that were read.
  [[nodiscard]] std::optional<std::string> of(const model::Branch& branch);

 private:
  const storage::Stores stores_;
  storage::CommitView view_;
};

// Up to `limit` branches after `after`, by name.
[[nodiscard]] std::vector<model::Branch> branch_page(const storage::Stores& stores, std::string_view project_id,
                                                     std::string after, std::size_t limit, bool with_deleted);

// The live branch of exactly that name.
[[nodiscard]] std::optional<model::Branch> find_branch(const storage::Stores& stores, std::string_view project_id,
                                                       std::string_view name);

}  // namespace cpsg::api
