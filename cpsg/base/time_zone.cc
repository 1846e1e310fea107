#include "cpsg/base/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <mutex>
#include <utility>

#include "cpsg/base/ascii.h"
#include "cpsg/base/error.h"

namespace cpsg {
namespace {

using std::chrono::seconds;

// Beyond every time that is asked about, with room for offsets.
constexpr UnixTime kBegin{seconds{-1'000'000'000'000}};
constexpr UnixTime kEnd{seconds{1'000'000'000'000}};
// No clock was ever further from UTC.
constexpr seconds kOffsetMax = std::chrono::hours(26);
// Changes before that are of no use to anybody: git knows no time before 1970.
constexpr UnixTime kFirstKnown{std::chrono::sys_days(std::chrono::year(1900) / 1 / 1)};
constexpr std::size_t kNameMaxBytes = 64;

// What the names of zones are made of. Whatever else is sent never reaches the database.
bool may_be_name(std::string_view text) {
  const auto is_allowed = [](char c) {
    return is_ascii_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '/' || c == '_' || c == '-' ||
           c == '+';
  };
  return !text.empty() && text.size() <= kNameMaxBytes && std::all_of(text.begin(), text.end(), is_allowed);
}

// Files beside the zones, and zones that count leap seconds.
bool is_zone_of_people(std::string_view name) {
  return !name.starts_with("right/") && !name.starts_with("posix/") && name != "posixrules" && name != "localtime" &&
         name != "Factory";
}

const date::tzdb& database() {
  try {
    return date::get_tzdb();
  } catch (const std::exception& error) {
    throw Error(ErrorCode::kInternal,
                fmt::format("the system's zone database (Debian's package tzdata) cannot be read: {}", error.what()));
  }
}

// By its name as it is spelled, or as the second name of another one.
const date::time_zone* find_zone(std::string_view name) {
  if (!may_be_name(name) || !is_zone_of_people(name)) return nullptr;
  const std::vector<date::time_zone>& zones = database().zones;
  const auto found = std::lower_bound(zones.begin(), zones.end(), name, [](const date::time_zone& zone, auto wanted) {
    return std::string_view(zone.name()) < wanted;
  });
  return found != zones.end() && found->name() == name ? &*found : nullptr;
}

UnixTime unix_time(date::sys_seconds time) { return UnixTime(time.time_since_epoch()); }

}  // namespace

std::shared_ptr<const TimeZone::Data> TimeZone::data_of_offset(std::string name, seconds offset) {
  return std::make_shared<const Data>(Data{std::move(name), {{kBegin, kEnd, offset}}});
}

std::shared_ptr<const TimeZone::Data> TimeZone::read_data(const std::string& name) {
  const date::time_zone* const zone = find_zone(name);
  if (zone == nullptr) return nullptr;
  auto data = std::make_shared<Data>();
  data->name = name;
  std::vector<Span>& spans = data->spans;
  for (UnixTime at = kFirstKnown; at < kEnd;) {
    const date::sys_info info = zone->get_info(date::sys_seconds(at.time_since_epoch()));
    const UnixTime end = std::min(unix_time(info.end), kEnd);
    if (end <= at) break;
    if (!spans.empty() && spans.back().offset == info.offset) {
      spans.back().end = end;
    } else {
      spans.push_back({at, end, info.offset});
    }
    at = end;
  }
  if (spans.empty()) return nullptr;
  spans.front().begin = kBegin;
  spans.back().end = kEnd;
  return data;
}

TimeZone::TimeZone() {
  static const std::shared_ptr<const Data> utc = data_of_offset("UTC", seconds(0));
  data_ = utc;
}

TimeZone TimeZone::fixed(std::int16_t offset_minutes) {
  if (offset_minutes == 0) return TimeZone();
  constexpr int kMinutesPerHour = 60;
  const int minutes = std::abs(int{offset_minutes});
  std::string name = fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', minutes / kMinutesPerHour,
                                 minutes % kMinutesPerHour);
  return TimeZone(data_of_offset(std::move(name), std::chrono::minutes(offset_minutes)));
}

std::optional<TimeZone> TimeZone::find(std::string_view text) {
  if (const auto minutes = offset_from_text(text)) return fixed(*minutes);
  if (!may_be_name(text)) return std::nullopt;
  // Names that are no zone's are not kept, so there are never more entries than zones.
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Data>, std::less<>> known;
  const std::lock_guard lock(mutex);
  if (const auto found = known.find(text); found != known.end()) return TimeZone(found->second);
  const std::string name(text);
  std::shared_ptr<const Data> data = read_data(name);
  if (data == nullptr) return std::nullopt;
  known.emplace(name, data);
  return TimeZone(std::move(data));
}

const TimeZone::Span& TimeZone::span_at(UnixTime time) const {
  const std::vector<Span>& spans = data_->spans;
  const auto next = std::upper_bound(spans.begin(), spans.end(), time,
                                     [](UnixTime wanted, const Span& span) { return wanted < span.begin; });
  return next == spans.begin() ? spans.front() : *(next - 1);
}

UnixTime TimeZone::first_at(LocalTime local) const {
  const UnixTime as_utc(local.time_since_epoch());
  assert(as_utc > kBegin + kOffsetMax && as_utc < kEnd - kOffsetMax);
  const Span* span = &span_at(as_utc - kOffsetMax);
  while (as_utc - span->offset >= span->end) ++span;  // the last one ends beyond all times
  return std::max(span->begin, as_utc - span->offset);
}

std::optional<std::int16_t> offset_from_text(std::string_view text) {
  if (text == "UTC" || text == "Z") return std::int16_t{0};
  const bool shaped = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  if (!shaped) return std::nullopt;
  const auto number = [&](std::size_t at) -> int {
    const auto digit = [&](std::size_t i) { return is_ascii_digit(text[i]) ? text[i] - '0' : 100; };
    return digit(at) * 10 + digit(at + 1);
  };
  const int hour = number(1);
  const int minute = number(4);
  if (hour > 23 || minute > 59) return std::nullopt;
  const int minutes = hour * 60 + minute;
  return static_cast<std::int16_t>(text[0] == '-' ? -minutes : minutes);
}

std::optional<std::string> similar_zone_name(std::string_view text) {
  if (!may_be_name(text)) return std::nullopt;
  std::optional<std::string> with_that_end;
  for (const date::time_zone& zone : database().zones) {
    const std::string_view name = zone.name();
    if (!is_zone_of_people(name)) continue;
    if (equal_ignoring_case(name, text)) return std::string(name);
    const bool ends_so = name.size() > text.size() && name[name.size() - text.size() - 1] == '/' &&
                         equal_ignoring_case(name.substr(name.size() - text.size()), text);
    if (ends_so && !with_that_end) with_that_end = std::string(name);
  }
  return with_that_end;
}

}  // namespace cpsg
