#include "cpsg/model/git_time.h"

#include <cassert>
#include <chrono>

#include "cpsg/model/civil_text.h"

namespace cpsg::model {
namespace {

using std::chrono::seconds;

constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr UnixTime kFirstTime{seconds{-62'135'596'800}};  // 0001-01-01T00:00:00Z
constexpr UnixTime kLastTime{seconds{kMaxEpochS}};

// `2026-11-24T13:36:31` and room for `more` characters behind it, of a time that is shifted to its zone already.
std::string civil_text(UnixTime local, std::size_t more) {
  assert(local >= kFirstTime && local <= kLastTime);
  std::string text(kCivilSize + more, 'Z');
  write_civil(local, text.data());
  return text;
}

// Reads text from its front; every step that does not fit makes all later ones fail.
class TimeScanner {
 public:
  explicit TimeScanner(std::string_view text) : rest_(text) {}

  // Exactly `digits` decimal digits with a value in [low, high].
  int number(std::size_t digits, int low, int high) {
    if (rest_.size() < digits) return fail();
    int value = 0;
    for (const char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return fail();
      value = value * 10 + (c - '0');
    }
    if (value < low || value > high) return fail();
    rest_.remove_prefix(digits);
    return value;
  }
  // One of the characters of `any`, or 0.
  char one_of(std::string_view any) {
    if (rest_.empty() || any.find(rest_.front()) == std::string_view::npos) return static_cast<char>(fail());
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  // A fraction of a second, if there is one; it is dropped.
  void fraction() {
    if (rest_.empty() || rest_.front() != '.') return;
    rest_.remove_prefix(1);
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0) fail();
    rest_.remove_prefix(digits);
  }
  [[nodiscard]] bool at_end() const { return !failed_ && rest_.empty(); }

 private:
  int fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }

  std::string_view rest_;
  bool failed_ = false;
};

// `Z`, or hours and minutes east of UTC.
seconds scan_offset(TimeScanner& scanner) {
  const char sign = scanner.one_of("Zz+-");
  if (sign != '+' && sign != '-') return seconds{0};
  const int hours = scanner.number(2, 0, 23);
  scanner.one_of(":");
  const int minutes = scanner.number(2, 0, 59);
  const seconds offset{(hours * 60 + minutes) * 60};
  return sign == '+' ? offset : -offset;
}

}  // namespace

std::string format_git_time(const GitTime& time) {
  const seconds local{time.epoch_s + std::int64_t{time.offset_minutes} * 60};
  std::string text = civil_text(UnixTime{local}, kOffsetSize);
  write_offset(time.offset_minutes, text.data() + kCivilSize);
  return text;
}

std::string format_utc(UnixTime time) { return civil_text(time, 1); }

std::optional<UnixTime> parse_time(std::string_view text) {
  TimeScanner scanner(text);
  const int year = scanner.number(4, 1, 9999);
  scanner.one_of("-");
  const int month = scanner.number(2, 1, 12);
  scanner.one_of("-");
  const int day = scanner.number(2, 1, 31);
  const std::chrono::year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!date.ok()) return std::nullopt;
  UnixTime time = std::chrono::sys_days(date);
  if (scanner.at_end()) return time;

  scanner.one_of("Tt");
  const int hour = scanner.number(2, 0, 23);
  scanner.one_of(":");
  const int minute = scanner.number(2, 0, 59);
  scanner.one_of(":");
  const int second = scanner.number(2, 0, 60);
  scanner.fraction();
  time += seconds{(hour * 60 + minute) * 60 + second} - scan_offset(scanner);
  if (!scanner.at_end()) return std::nullopt;
  // A leap second ends a UTC day; Unix time counts it as the first second of the next.
  if (second == 60 && time.time_since_epoch().count() % kSecondsPerDay != 0) return std::nullopt;
  if (time < kFirstTime || time > kLastTime) return std::nullopt;
  return time;
}

}  // namespace cpsg::model
