// What a command says: its results to standard output, all else to standard error.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string_view>
#include <utility>

namespace cpsg::server {

// To `file`, which `name` calls in messages. Throws Error(kStoreFull | kStoreIo).
void write_all(std::FILE* file, std::string_view bytes, std::string_view name);

// A result that cannot be written is a failure: both throw as write_all(). What is buffered is written by
// flush_results() at the latest, which every command ends with.
void write_result(std::string_view text);
void flush_results();

// A message that nobody can read is none: a closed or full standard error is passed over.
void write_message(std::string_view text) noexcept;

template <typename... Args>
void print_result(fmt::format_string<Args...> format, Args&&... args) {
  write_result(fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void print_message(fmt::format_string<Args...> format, Args&&... args) {
  write_message(fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace cpsg::server
