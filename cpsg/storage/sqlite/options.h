// How a database is opened.
#pragma once

#include <chrono>
#include <cstddef>

namespace cpsg::storage::sqlite {

struct SqliteOptions {
  std::chrono::milliseconds busy_timeout{10'000};  // for another process's transaction
  std::size_t readers_max = 4;                     // that read at the same time; more wait for one of them
};

}  // namespace cpsg::storage::sqlite
