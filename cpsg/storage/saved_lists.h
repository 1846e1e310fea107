// The port that holds lists which people saved under names (model/saved_list.h).
//
//   lists.put_list({.name = "mine", .projects = {"cli/cli"}}, now);
//   const std::optional<model::SavedList> mine = lists.list("mine");
//
// A name is 1 to model::kSavedListNameMaxBytes bytes; lists are ordered by the bytes of their names, and names that
// differ in a byte are two lists. What a list holds is stored as given: names of projects are not looked up here.
//
// Threads: all methods may be called from several threads and processes at once. They block, and hold no transaction
// once they have returned. Errors: the kStore... codes.
//
// "Documents" says how a document store answers: collection and index, then the number of round trips.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/model/saved_list.h"

namespace cpsg::storage {

inline constexpr std::size_t kSavedListsMax = 1'000;
inline constexpr std::size_t kSavedListsMaxBytes = 64 * limits::kMiB;  // of all names of projects together

class SavedLists {
 public:
  enum class Put : std::uint8_t { kCreated, kChanged, kUnchanged };
  // Looks at what is stored (nothing: there is none) within the step that changes it, and must not use the store: what
  // it throws is thrown, and nothing is changed.
  using Check = std::function<void(const std::optional<model::SavedList>& stored)>;

  virtual ~SavedLists() = default;

  // The `limit` lists after the name `after`, which need not exist; without their projects.
  // Documents: lists by _id, without one field; 1.
  [[nodiscard]] virtual std::vector<model::SavedList> lists(std::string_view after, std::size_t limit) = 0;
  // The list of exactly that name.
  // Documents: lists by _id; 1.
  [[nodiscard]] virtual std::optional<model::SavedList> list(std::string_view name) = 0;
  // Stores the list in place of the one of its name; `updated_at` becomes `now`, unless the content is the same.
  // Error(kConflict) where it would be one more than kSavedListsMax, or more bytes than kSavedListsMaxBytes.
  // Documents: lists by _id and their count and bytes, then an update that names what was read; 3, again where
  // something came between.
  virtual Put put_list(const model::SavedList& list, UnixTime now, const Check& check = {}) = 0;
  // Deletes it. False where there is none.
  // Documents: one deletion of lists by _id; 1. With `check` one read before, which the deletion names; 2.
  virtual bool remove_list(std::string_view name, const Check& check = {}) = 0;
};

}  // namespace cpsg::storage
