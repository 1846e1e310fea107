// The value of the Date header, written anew once a second and not once an answer.
//
//   DateText date;
//   date.at(now);  // "Sun, 06 Nov 1994 08:49:37 GMT"
#pragma once

#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/http/response_head.h"

namespace cpsg::http {

// Not thread-safe.
class DateText {
 public:
  // Valid until the next call.
  [[nodiscard]] std::string_view at(UnixTime now) {
    if (text_.empty() || now != time_) text_ = format_http_date(now);
    time_ = now;
    return text_;
  }

 private:
  UnixTime time_{};
  std::string text_;
};

}  // namespace cpsg::http
