#include "cpsg/model/period.h"

#include <chrono>

#include "cpsg/model/git_time.h"

namespace cpsg::model {

std::optional<LocalTime> midnight_of(std::string_view text) {
  constexpr std::size_t kDateBytes = std::string_view("2026-01-31").size();
  if (text.size() != kDateBytes) return std::nullopt;
  const auto midnight = parse_time(text);
  return midnight ? std::optional(LocalTime(midnight->time_since_epoch())) : std::nullopt;
}

std::optional<UnixTime> period_begin(std::string_view text, const TimeZone& zone) {
  const auto midnight = midnight_of(text);
  return midnight ? zone.first_at(*midnight) : parse_time(text);
}

std::optional<UnixTime> period_end(std::string_view text, const TimeZone& zone) {
  const auto midnight = midnight_of(text);
  return midnight ? zone.first_at(*midnight + std::chrono::days(1)) : parse_time(text);
}

}  // namespace cpsg::model
