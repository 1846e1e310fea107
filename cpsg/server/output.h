// Where the text of a command goes: results to standard output, all else to standard error.
//
//   print_result("{}\n", project.full_name());
//   print_message("cpsg: warning: {}\n", warning);
//
// Each call writes its text whole, from any thread.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::server {

// Whoever read the results has gone away, as `head` does when it has enough. The program then ends without a word.
class BrokenPipe : public Error {
 public:
  using Error::Error;
};

// To `file`, which `name` calls in messages. Throws Error(kOutputFailed), and BrokenPipe.
void write_all(std::FILE* file, std::string_view bytes, std::string_view name);

// A result that cannot be written is a failure: both throw as write_all(). Results are buffered; a failure may show
// only in flush_results(), which is called at the end of every command.
void write_result(std::string_view text);
void flush_results();

// A message that cannot be written is dropped: a closed or full standard error ends no command.
void write_message(std::string_view text) noexcept;

// Text of others for a terminal: control characters, which a terminal would obey, as `?`.
[[nodiscard]] std::string printable(std::string_view text);

template <typename... Args>
void print_result(fmt::format_string<Args...> format, Args&&... args) {
  write_result(fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void print_message(fmt::format_string<Args...> format, Args&&... args) {
  write_message(fmt::format(format, std::forward<Args>(args)...));
}

// The same as values, for parts that are tested by what they write.
using WriteText = std::function<void(std::string_view)>;
struct Streams {
  WriteText result;   // writes through, without a buffer; may throw
  WriteText message;  // does not throw
  // Columns of the terminal that messages go to; empty if they go to a file or a pipe.
  std::function<std::size_t()> terminal_columns;
};
[[nodiscard]] Streams standard_streams();

}  // namespace cpsg::server
