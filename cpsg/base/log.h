// Messages for the operator: one line each, on stderr, never with a secret or an e-mail address in it.
//
//   log::info("{}: {} new commits", name, count);
//   log::set_level(log::Level::kDebug);  // once, at start
//
// Thread-safe. Lines go through spdlog; results of commands go to stdout and never through here.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace cpsg::log {

enum class Level { kDebug, kInfo, kWarning, kError };

// Process-wide; call once at start. Debug lines are dropped unless `level` is kDebug.
void set_level(Level level);
void write(Level level, std::string_view line);

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
