#include "cpsg/picture/line_path.h"

#include <cmath>

#include "cpsg/picture/svg.h"

namespace cpsg::picture {

void LinePath::append(std::int64_t tenths, bool first) {
  const std::string number = coordinate(static_cast<double>(tenths) / 10);
  if (!first && number.front() != '-') text_ += ' ';
  text_ += number;
}

void LinePath::to(double x_px, double y_px) {
  const std::int64_t x = std::llround(x_px * 10);
  const std::int64_t y = std::llround(y_px * 10);
  if (points_ == 0) {
    text_ += 'M';
    append(x, true);
    append(y, false);
  } else {
    if (points_ == 1) text_ += 'l';
    append(x - x_, points_ == 1);
    append(y - y_, false);
  }
  x_ = x;
  y_ = y;
  ++points_;
}

// A point by itself is drawn as a line of no length, which round ends make a dot.
void LinePath::lift() {
  if (points_ == 1) text_ += "h0";
  points_ = 0;
}

std::string LinePath::text() const { return points_ == 1 ? text_ + "h0" : text_; }

}  // namespace cpsg::picture
