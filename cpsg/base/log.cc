#include "cpsg/base/log.h"

#include <poll.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <iterator>
#include <string>

#include "cpsg/base/json_text.h"

namespace cpsg::log {
namespace {

constexpr const char* kTextPattern = "%Y-%m-%dT%H:%M:%S.%eZ %l %v";
constexpr const char* kJsonPattern = R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})";

std::atomic<Format> format_in_use = Format::kText;

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> instance = [] {
    auto made = std::make_shared<spdlog::logger>("cpsg", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern(kTextPattern, spdlog::pattern_time_type::utc);
    made->flush_on(spdlog::level::trace);
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarning:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::info;
}

void append_text_value(std::string& out, std::string_view value) {
  const bool plain = !value.empty() && std::all_of(value.begin(), value.end(),
                                                   [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != '='; });
  plain ? void(out += value) : append_json_string(out, value);
}

void append_value(std::string& out, const Field& field, bool json) {
  if (const auto* text = std::get_if<std::string_view>(&field.value)) {
    json ? append_json_string(out, *text) : append_text_value(out, *text);
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    fmt::format_to(std::back_inserter(out), "{}", *number);
  } else {
    fmt::format_to(std::back_inserter(out), "{:.3f}", std::get<double>(field.value));
  }
}

// What stands in the place of %v.
std::string body_of(std::string_view words, std::span<const Field> fields) {
  const bool json = format_in_use == Format::kJson;
  std::string out;
  if (json) {
    out += "\"message\":";
    append_json_string(out, words);
  } else {
    out += words;
  }
  for (const Field& field : fields) {
    out += json ? ",\"" : " ";
    out += field.name;
    out += json ? "\":" : "=";
    append_value(out, field, json);
  }
  return out;
}

// A pipe that is ready takes PIPE_BUF bytes at once, which is more than a line has.
bool stderr_is_ready() {
  pollfd entry{STDERR_FILENO, POLLOUT, 0};
  return ::poll(&entry, 1, 0) == 1 && (entry.revents & POLLOUT) != 0;
}

}  // namespace

void set_level(Level level) { logger().set_level(to_spdlog(level)); }

void set_format(Format format) {
  format_in_use = format;
  const char* const pattern = format == Format::kJson ? kJsonPattern : kTextPattern;
  logger().set_pattern(pattern, spdlog::pattern_time_type::utc);
}

bool is_written(Level level) noexcept { return logger().should_log(to_spdlog(level)); }

void write(Level level, std::string_view line) {
  if (is_written(level)) logger().log(to_spdlog(level), "{}", body_of(line, {}));
}

bool try_write(Level level, std::string_view words, std::span<const Field> fields) {
  if (!is_written(level)) return true;
  if (!stderr_is_ready()) return false;
  logger().log(to_spdlog(level), "{}", body_of(words, fields));
  return true;
}

}  // namespace cpsg::log
