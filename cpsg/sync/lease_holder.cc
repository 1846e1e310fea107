#include "cpsg/sync/lease_holder.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

#include <fmt/format.h>

namespace cpsg::sync {
namespace {

constexpr int kStartTimeField = 22;  // of /proc/PID/stat, counted from one (proc(5))
constexpr std::size_t kBootIdChars = 8;

// Clock ticks between boot and the process's start; nothing if there is no such process, or only its exit status that
// nobody has asked for yet.
std::optional<std::string> start_time(long pid) {
  std::ifstream file(fmt::format("/proc/{}/stat", pid));
  std::string line;
  if (!std::getline(file, line)) return std::nullopt;
  // The second field is the program's name in brackets, which may hold anything: count from its end.
  std::size_t position = line.rfind(')');
  if (position == std::string::npos) return std::nullopt;
  const std::string_view state = std::string_view(line).substr(position + 1, 2);
  if (state == " Z" || state == " X") return std::nullopt;
  for (int field = 2; field < kStartTimeField; ++field) {
    position = line.find(' ', position + 1);
    if (position == std::string::npos) return std::nullopt;
  }
  const std::size_t end = line.find(' ', position + 1);
  return line.substr(position + 1, end - position - 1);
}

std::string boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string id;
  file >> id;
  return id.substr(0, kBootIdChars);
}

std::string process_namespace() {
  std::error_code error;
  std::string link = std::filesystem::read_symlink("/proc/self/ns/pid", error).string();  // pid:[4026531836]
  std::erase_if(link, [](char c) { return c < '0' || c > '9'; });
  return link;
}

std::string host_name() {
  char name[256] = {};
  return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "unknown-host";
}

std::string describe(long pid, std::string_view started) {
  return fmt::format("process {} on {} ({}.{}.{})", pid, host_name(), boot_id(), process_namespace(), started);
}

}  // namespace

std::string current_holder() {
  const long pid = getpid();
  return describe(pid, start_time(pid).value_or("0"));
}

bool holder_has_ended(std::string_view holder) {
  constexpr std::string_view kPrefix = "process ";
  if (!holder.starts_with(kPrefix)) return false;
  long pid = 0;
  const char* begin = holder.data() + kPrefix.size();
  if (std::from_chars(begin, holder.data() + holder.size(), pid).ec != std::errc{}) return false;
  const std::size_t dot = holder.rfind('.');
  if (dot == std::string_view::npos || !holder.ends_with(')')) return false;
  const std::string_view started = holder.substr(dot + 1, holder.size() - dot - 2);
  if (holder != describe(pid, started)) return false;  // another machine, boot or namespace
  return start_time(pid) != started;
}

}  // namespace cpsg::sync
