#include "cpsg/http/descriptors.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

namespace cpsg::http {
namespace {

constexpr std::size_t kKeptFreeMax = 128;
constexpr std::size_t kRefusedMax = 64;
constexpr std::size_t kUnlimited = 1'000'000;

}  // namespace

std::size_t descriptors_max() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > kUnlimited) return kUnlimited;
  return limit.rlim_cur;
}

void raise_descriptors_max() noexcept {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

ConnectionBounds connection_bounds(std::size_t wanted, std::size_t descriptors) noexcept {
  const std::size_t sockets = descriptors - std::min(kKeptFreeMax, descriptors / 2);
  const std::size_t refused = std::min(kRefusedMax, sockets / 4);
  return {.served = std::min(wanted, sockets - refused), .refused = refused};
}

void SpareDescriptor::open() noexcept {
  if (fd_ < 0) fd_ = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool SpareDescriptor::close() noexcept { return fd_ >= 0 && ::close(std::exchange(fd_, -1)) == 0; }

}  // namespace cpsg::http
