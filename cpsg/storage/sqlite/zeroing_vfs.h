// The layer below SQLite that writes files, with one addition: what a page of the database does not use is zero.
//
//   sqlite3_open_v2(name, &db, flags, zeroing_vfs_name());
//
// With secure_delete, SQLite overwrites what is deleted where it lies. But when it balances a tree, it moves rows to
// other pages and leaves their old bytes in the unused middle of a page that stays in use, and nothing overwrites those
// later. So they are zeroed here, whenever a page is copied from the log into the database. SQLite never reads them.
// The log may hold them until it is truncated.
//
// May be called from any thread. Returns null if SQLite has no layer of its own for this system.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace cpsg::storage::sqlite {

[[nodiscard]] const char* zeroing_vfs_name();

// The unused bytes of a page at this place of the database, from first to behind last; an empty range for a page that
// is no node of a tree, or may be none.
[[nodiscard]] std::pair<std::size_t, std::size_t> unused_bytes(std::span<const std::uint8_t> page,
                                                               std::uint64_t offset);

}  // namespace cpsg::storage::sqlite
