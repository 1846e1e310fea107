// Which things a query for several asks for together, handed out batch by batch to the threads that send the queries.
//
//   BatchQueue queue(names.size(), [&](std::size_t i) { return std::string_view(names[i].owner); }, accounts);
//   for (BatchQueue::Batch batch = queue.next(50); !batch.indexes.empty(); batch = queue.next(50)) ...
//
// Things whose owner has an installation of its own make batches of their own, which that installation is used for
// first; all others make batches together. Safe to call from several threads at once.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/accounts/account.h"

namespace cpsg::github::client {

class BatchQueue {
 public:
  using Indexes = std::vector<std::size_t>;
  struct Batch {
    std::string owner{};  // who has an installation; empty: none of them
    Indexes indexes{};
  };
  using OwnerOf = std::function<std::string_view(std::size_t index)>;  // empty: not known

  // For the things 0 ... count - 1.
  BatchQueue(std::size_t count, const OwnerOf& owner_of, std::span<const accounts::Account> accounts);

  // How many batches of that size there are at the beginning.
  [[nodiscard]] std::size_t count_batches(std::size_t size) const;
  // At most `size` things that nobody has been given. Nothing when all are given out.
  [[nodiscard]] Batch next(std::size_t size);
  // Nothing more is given out.
  void clear();

 private:
  struct Group {
    std::string owner;
    Indexes indexes{};
    std::size_t given = 0;
  };

  mutable std::mutex mutex_;
  std::vector<Group> groups_;
};

}  // namespace cpsg::github::client
