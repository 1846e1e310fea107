// For tests: the port of saved lists, passing its calls on and counting them by method.
//
//   CallCounter calls;
//   CountingSavedLists lists(store, calls);
//
// Calls may come from several threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/storage/saved_lists.h"
#include "cpsg/storage/testing/call_counter.h"

namespace cpsg::storage {

class CountingSavedLists final : public Counting<SavedLists> {
 public:
  using Counting::Counting;

  std::vector<model::SavedList> lists(std::string_view after, std::size_t limit) override {
    return counted("lists").lists(after, limit);
  }
  std::optional<model::SavedList> list(std::string_view name) override { return counted("list").list(name); }
  Put put_list(const model::SavedList& list, UnixTime now, const Check& check = {}) override {
    return counted("put_list").put_list(list, now, check);
  }
  bool remove_list(std::string_view name, const Check& check = {}) override {
    return counted("remove_list").remove_list(name, check);
  }
};

}  // namespace cpsg::storage
