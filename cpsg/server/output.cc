#include "cpsg/server/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace cpsg::server {
namespace {

constexpr std::string_view kStandardOutput = "to standard output";

[[noreturn]] void throw_unwritten(std::string_view name) {
  const int error = errno;
  const std::string message = fmt::format("cannot write {}: {}", name, std::strerror(error));
  if (error == EPIPE) throw BrokenPipe(ErrorCode::kOutputFailed, message);
  throw Error(ErrorCode::kOutputFailed, message);
}

std::size_t terminal_columns() {
  constexpr std::size_t kDefaultColumns = 80;
  winsize size{};
  if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kDefaultColumns;
  return size.ws_col;
}

}  // namespace

void write_all(std::FILE* file, std::string_view bytes, std::string_view name) {
  if (std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size()) throw_unwritten(name);
}

void write_result(std::string_view text) { write_all(stdout, text, kStandardOutput); }

void flush_results() {
  if (std::fflush(stdout) != 0) throw_unwritten(kStandardOutput);
}

std::string printable(std::string_view text) {
  constexpr auto kFirstOfC1 = 0x80;
  constexpr auto kLastOfC1 = 0x9F;
  std::string shown;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    const bool is_c1 = byte == 0xC2 && next >= kFirstOfC1 && next <= kLastOfC1;  // in UTF-8
    const bool is_control = byte < 0x20 || byte == 0x7F || is_c1;
    shown += is_control ? '?' : text[i];
    if (is_c1) ++i;
  }
  return shown;
}

void write_message(std::string_view text) noexcept {
  [[maybe_unused]] const std::size_t written = std::fwrite(text.data(), 1, text.size(), stderr);
}

Streams standard_streams() {
  Streams streams;
  streams.result = [](std::string_view text) {
    write_result(text);
    flush_results();
  };
  streams.message = write_message;
  if (isatty(STDERR_FILENO) == 1) streams.terminal_columns = terminal_columns;
  return streams;
}

}  // namespace cpsg::server
