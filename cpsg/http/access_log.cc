#include "cpsg/http/access_log.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "cpsg/base/log.h"
#include "cpsg/base/mask_addresses.h"

namespace cpsg::http {
namespace {

constexpr std::size_t kPathMaxBytes = 512;
constexpr std::size_t kMethodMaxBytes = 32;

std::string path_of(std::string_view target) {
  const std::string_view path = target.substr(0, target.find_first_of("?#"));
  return path.empty() ? "-" : mask_addresses(path.substr(0, kPathMaxBytes), "[address]");
}

}  // namespace

void log_access(const AccessRecord& record) {
  if (!log::is_written(log::Level::kInfo)) return;
  static std::atomic<std::int64_t> left_out = 0;
  const std::string path = path_of(record.target);
  const std::string_view method = record.method.empty() ? "-" : record.method.substr(0, kMethodMaxBytes);
  const std::int64_t missing = left_out.exchange(0);
  const double duration_ms = static_cast<double>(record.duration.count()) / 1'000.0;
  const std::array fields = {
      log::Field{"method", method},
      log::Field{"path", std::string_view(path)},
      log::Field{"status", std::int64_t{record.status}},
      log::Field{"bytes", static_cast<std::int64_t>(record.body_bytes)},
      log::Field{"duration_ms", duration_ms},
      log::Field{"client", std::string_view(record.client.address)},
      log::Field{"scheme", std::string_view(record.client.scheme)},
      log::Field{"request_id", record.request_id},
      log::Field{"lines_left_out", missing},
  };
  const std::size_t shown = missing > 0 ? fields.size() : fields.size() - 1;
  if (!log::try_write(log::Level::kInfo, "request", std::span(fields).first(shown))) left_out += missing + 1;
}

}  // namespace cpsg::http
