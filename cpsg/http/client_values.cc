#include "cpsg/http/client_values.h"

#include <curl/curl.h>

#include <algorithm>

namespace cpsg::http {

std::optional<std::string> ResponseHead::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return std::nullopt;
}

std::optional<std::chrono::seconds> ResponseHead::retry_after(UnixTime now) const {
  constexpr std::int64_t kDayS = 86'400;
  const std::optional<std::string> text = header("retry-after");
  if (!text || text->empty()) return std::nullopt;
  std::int64_t seconds = 0;
  if (text->find_first_not_of("0123456789") == std::string::npos) {
    constexpr std::size_t kDigitsOfADay = 5;
    const std::string digits = text->substr(std::min(text->find_first_not_of('0'), text->size()));
    seconds = digits.empty() ? 0 : digits.size() > kDigitsOfADay ? kDayS : std::stoll(digits);
  } else {
    const time_t at = curl_getdate(text->c_str(), nullptr);
    if (at == -1) return std::nullopt;
    seconds = at - now.time_since_epoch().count();
  }
  return std::chrono::seconds(std::clamp<std::int64_t>(seconds, 0, kDayS));
}

}  // namespace cpsg::http
