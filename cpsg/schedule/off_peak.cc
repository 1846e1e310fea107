#include "cpsg/schedule/off_peak.h"

#include <fmt/format.h>

#include <optional>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"

namespace cpsg::schedule {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

constexpr std::size_t kTimeLength = 5;  // of "22:00"

std::optional<int> two_digits(std::string_view text) {
  if (!is_ascii_digit(text[0]) || !is_ascii_digit(text[1])) return std::nullopt;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

// Of the day; 24:00 is its end.
std::optional<minutes> parse_time(std::string_view text) {
  if (text.size() != kTimeLength || text[2] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2));
  const auto minute = two_digits(text.substr(3, 2));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const minutes time = hours(*hour) + minutes(*minute);
  if (time > days(1)) return std::nullopt;
  return time;
}

std::string time_text(minutes time) { return fmt::format("{:02}:{:02}", time.count() / 60, time.count() % 60); }

}  // namespace

OffPeak OffPeak::parse(std::string_view text) {
  if (text.empty()) return {};
  std::optional<minutes> begin;
  std::optional<minutes> end;
  if (text.size() == 2 * kTimeLength + 1 && text[kTimeLength] == '-') {
    begin = parse_time(text.substr(0, kTimeLength));
    end = parse_time(text.substr(kTimeLength + 1));
  }
  if (!begin || !end || *begin == *end || *begin == days(1)) {
    throw Error(ErrorCode::kConfigInvalid, "must be two times of UTC as in 22:00-06:00, or empty for always");
  }
  OffPeak window;
  window.begin_ = *begin;
  window.end_ = *end;
  return window;
}

bool OffPeak::contains(UnixTime now) const {
  if (begin_ == end_) return true;
  const auto time = now - std::chrono::floor<days>(now);
  return begin_ < end_ ? begin_ <= time && time < end_ : begin_ <= time || time < end_;
}

std::optional<UnixTime> OffPeak::changes_at(UnixTime now) const {
  if (begin_ == end_) return std::nullopt;
  const UnixTime today = std::chrono::floor<days>(now);
  const minutes next = contains(now) ? end_ : begin_;
  const UnixTime change = today + next;
  return change > now ? change : change + days(1);
}

std::string OffPeak::text() const { return begin_ == end_ ? "" : time_text(begin_) + "-" + time_text(end_); }

}  // namespace cpsg::schedule
