#include "cpsg/github/client/batch_size.h"

#include <algorithm>

namespace cpsg::github::client {
namespace {

constexpr double kMsEachUnlearned = 70;     // of a repository with its languages and counts, as others measured it
constexpr double kWeightOfTheLatest = 0.3;  // in the moving average
constexpr std::chrono::milliseconds kLeastExpected{50};

}  // namespace

BatchSize::BatchSize(BatchBounds bounds)
    : bounds_(bounds), size_(std::clamp(bounds.start, bounds.least, bounds.most)) {}

void BatchSize::answered(std::size_t asked, std::chrono::milliseconds server_time) {
  if (asked == 0) return;
  const double ms_each = static_cast<double>(server_time.count()) / static_cast<double>(asked);
  ms_each_ = ms_each_ > 0 ? ms_each_ + kWeightOfTheLatest * (ms_each - ms_each_) : ms_each;
  if (server_time > kBatchTooSlow) {
    (void)failed(asked);
    return;
  }
  if (server_time > kBatchQuick) {
    quick_in_a_row_ = 0;
    return;
  }
  if (asked < size_) return;  // says nothing of larger ones
  if (++quick_in_a_row_ < kBatchQuickInARow) return;
  quick_in_a_row_ = 0;
  size_ = std::min(bounds_.most, size_ + std::max<std::size_t>(1, size_ / 4));
}

bool BatchSize::failed(std::size_t asked) {
  quick_in_a_row_ = 0;
  if (asked <= bounds_.least) return false;
  // By what was asked, not by the present size: of several that were under way together, all fail.
  size_ = std::min(size_, std::max(bounds_.least, asked / 2));
  return true;
}

void BatchSize::restore() { size_ = std::max(size_, std::clamp(bounds_.start, bounds_.least, bounds_.most)); }

std::chrono::milliseconds BatchSize::expected(std::size_t asked) const {
  const double each = ms_each_ > 0 ? ms_each_ : kMsEachUnlearned;
  const auto all = static_cast<std::chrono::milliseconds::rep>(each * static_cast<double>(asked));
  return std::max(kLeastExpected, std::chrono::milliseconds(all));
}

}  // namespace cpsg::github::client
