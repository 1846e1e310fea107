// How a database is opened.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace cpsg::storage::sqlite {

enum class Access : std::uint8_t {
  kWrite,  // the database is created if there is none
  kRead,  // nothing is created or changed, but for an older schema, which is brought up to date where it can be written
};

struct SqliteOptions {
  Access access = Access::kWrite;
  std::chrono::milliseconds busy_timeout{10'000};  // for another process's transaction
  std::size_t readers_max = 4;                     // that read at the same time; more wait for one of them
};

}  // namespace cpsg::storage::sqlite
