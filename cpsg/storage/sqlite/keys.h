// Row keys: a project's number and a number within the project in one integer (schema_versions.h says why).
#pragma once

#include <cstdint>

namespace cpsg::storage::sqlite {

using ProjectNo = std::int64_t;

[[nodiscard]] constexpr std::int64_t row_key(ProjectNo project_no, std::uint32_t number) {
  return (project_no << 32) | static_cast<std::int64_t>(number);
}
// The key after a project's last.
[[nodiscard]] constexpr std::int64_t end_key(ProjectNo project_no) { return (project_no + 1) << 32; }
[[nodiscard]] constexpr std::uint32_t number_of(std::int64_t key) { return static_cast<std::uint32_t>(key); }

}  // namespace cpsg::storage::sqlite
