// The `d` of a path along points in pixels, as short as tenths of a pixel allow.
//
//   LinePath path;
//   path.to(10, 50);
//   path.to(14, 47.3);
//   path.lift();       // the next point begins anew
//   path.text();       // "M10 50l4-2.7"
#pragma once

#include <cstdint>
#include <string>

namespace cpsg::picture {

class LinePath {
 public:
  void to(double x_px, double y_px);
  void lift();
  [[nodiscard]] bool empty() const { return text_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  void append(std::int64_t tenths, bool first);

  std::string text_;
  std::int64_t x_ = 0;  // in tenths, of the last point
  std::int64_t y_ = 0;
  int points_ = 0;  // since the pen was put down
};

}  // namespace cpsg::picture
