#include "cpsg/model/civil_text.h"

#include <chrono>
#include <cstdlib>
#include <cstring>

namespace cpsg::model {
namespace {

void put_digits(char* out, unsigned value, int digits) {
  for (int i = digits - 1; i >= 0; --i, value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void write_civil(UnixTime local, char* out) {
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss<std::chrono::seconds> clock(local - day);
  std::memcpy(out, "0000-00-00T00:00:00", kCivilSize);
  put_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  put_digits(out + 5, static_cast<unsigned>(date.month()), 2);
  put_digits(out + 8, static_cast<unsigned>(date.day()), 2);
  put_digits(out + 11, static_cast<unsigned>(clock.hours().count()), 2);
  put_digits(out + 14, static_cast<unsigned>(clock.minutes().count()), 2);
  put_digits(out + 17, static_cast<unsigned>(clock.seconds().count()), 2);
}

void write_offset(int minutes, char* out) {
  const auto size = static_cast<unsigned>(std::abs(minutes));
  out[0] = minutes < 0 ? '-' : '+';
  put_digits(out + 1, size / 60, 2);
  out[3] = ':';
  put_digits(out + 4, size % 60, 2);
}

}  // namespace cpsg::model
