#include "cpsg/git/pack/signature.h"

#include <algorithm>
#include <cstdint>

#include "cpsg/base/trim.h"
#include "cpsg/git/pack/text_encoding.h"

namespace cpsg::git::pack {
namespace {

using model::Altered;

// Takes the digits that `text` starts with.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::ranges::find_if_not(text, [](char c) { return c >= '0' && c <= '9'; });
  const std::string_view digits(text.begin(), end);
  text.remove_prefix(digits.size());
  return digits;
}

// The number that digits write; of one above `most`, as many digits as make it so.
std::int64_t number_up_to(std::int64_t most, std::string_view digits) {
  std::int64_t value = 0;
  for (const char digit : digits) {
    value = value * 10 + (digit - '0');
    if (value > most) break;
  }
  return value;
}

// Minutes east of UTC from a sign and `HHMM`, which git reads as one number; zero and kZone where no clock is so.
std::int16_t parse_zone(char sign, std::string_view digits, Altered& altered) {
  constexpr std::int64_t kNumberMax = 9999;
  constexpr std::int64_t kMinutesADay = 24 * 60;
  const std::int64_t number = number_up_to(kNumberMax, digits);
  const std::int64_t minutes = number / 100 * 60 + number % 100;
  if (minutes >= kMinutesADay) {
    altered = altered | Altered::kZone;
    return 0;
  }
  return static_cast<std::int16_t>(sign == '-' ? -minutes : minutes);
}

// What follows the address: seconds since 1970 and a zone. Git takes a date without a zone for none.
std::optional<model::GitTime> parse_date(std::string_view text, Altered& altered) {
  const auto none = [&altered] {
    altered = altered | Altered::kDate;
    return std::nullopt;
  };
  text = trim_start(text);
  const std::string_view seconds = take_digits(text);
  text = trim_start(text);
  if (seconds.empty() || text.empty() || (text[0] != '+' && text[0] != '-')) return none();
  const char sign = text[0];
  text.remove_prefix(1);
  const std::string_view zone = take_digits(text);
  if (zone.empty()) return none();

  Altered zone_altered = Altered::kNothing;
  model::GitTime time;
  time.epoch_s = number_up_to(model::kMaxEpochS, seconds);
  time.offset_minutes = parse_zone(sign, zone, zone_altered);
  constexpr std::int64_t kSecondsAMinute = 60;
  const std::int64_t local_s = time.epoch_s + time.offset_minutes * kSecondsAMinute;
  if (time.epoch_s > model::kMaxEpochS || local_s > model::kMaxEpochS) return none();
  altered = altered | zone_altered;
  return time;
}

}  // namespace

Altered parse_signature(std::string_view line, Signature& signature) {
  signature.name.clear();
  signature.email.clear();
  signature.time.reset();
  const std::size_t open = line.find('<');
  const std::size_t close = open == std::string_view::npos ? open : line.find('>', open + 1);
  if (close == std::string_view::npos) return Altered::kDate;

  Altered altered = Altered::kNothing;
  const bool name_repaired = assign_utf8(signature.name, trim(line.substr(0, open)));
  const bool email_repaired = assign_utf8(signature.email, trim(line.substr(open + 1, close - open - 1)));
  if (name_repaired || email_repaired) altered = altered | Altered::kEncoding;
  // A broken address may hold further brackets; the date is behind the last of them.
  signature.time = parse_date(line.substr(line.rfind('>') + 1), altered);
  return altered;
}

}  // namespace cpsg::git::pack
