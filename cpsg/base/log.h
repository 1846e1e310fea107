// Messages for the operator: one line each, on stderr, never with a secret or an e-mail address in it.
//
//   log::info("{}: {} new commits", name, count);
//   log::set_level(log::Level::kDebug);  // once, at start
//
// As text a line is `TIME LEVEL words`; as JSON it is one object `{"time":...,"level":...,"message":...}`.
//
// Thread-safe. Lines go through spdlog; results of commands go to stdout and never through here.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace cpsg::log {

enum class Level { kDebug, kInfo, kWarning, kError };

enum class Format { kText, kJson };

// Process-wide; call once at start. Debug lines are dropped unless `level` is kDebug. The format is text until it is
// set.
void set_level(Level level);
void set_format(Format format);
[[nodiscard]] bool is_written(Level level) noexcept;  // whether lines of that level are written at all
void write(Level level, std::string_view line);

// One thing that a line tells beside its words: `name=value` as text, a member of the object as JSON.
struct Field {
  std::string_view name;
  std::variant<std::string_view, std::int64_t, double> value;
};

// A line with fields, which is left out where writing it would wait: for threads that must not stand still because
// nobody reads stderr. False if it was left out.
bool try_write(Level level, std::string_view words, std::span<const Field> fields);

template <typename... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kDebug, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kInfo, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kWarning, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::kError, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace cpsg::log
