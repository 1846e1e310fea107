// A Bitmap that several values share: copying one costs nothing, whatever its size. It never changes; another set is
// given by assigning it.
//
//   SharedBitmap live{std::move(bitmap)};
//   const SharedBitmap same = live;  // the same bits, not a copy of them
//   live = by_author;                // `same` is as it was
//
// A value, safe to read from several threads. It is read as the Bitmap that it holds.
#pragma once

#include <cstddef>
#include <memory>
#include <utility>

#include "cpsg/model/bitmap.h"

namespace cpsg::model {

class SharedBitmap {
 public:
  SharedBitmap() = default;
  explicit SharedBitmap(Bitmap bitmap) : bitmap_(std::make_shared<const Bitmap>(std::move(bitmap))) {}
  SharedBitmap& operator=(Bitmap bitmap) {
    bitmap_ = std::make_shared<const Bitmap>(std::move(bitmap));
    return *this;
  }

  [[nodiscard]] const Bitmap& get() const noexcept { return *bitmap_; }
  operator const Bitmap&() const noexcept { return *bitmap_; }  // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::size_t size() const { return bitmap_->size(); }
  [[nodiscard]] bool test(std::size_t i) const { return bitmap_->test(i); }
  [[nodiscard]] std::size_t count() const { return bitmap_->count(); }
  template <typename Each>
  void for_each(const Each& each) const {
    bitmap_->for_each(each);
  }

  friend bool operator==(const SharedBitmap& a, const SharedBitmap& b) { return a.get() == b.get(); }

 private:
  static const std::shared_ptr<const Bitmap>& empty() {
    static const auto none = std::make_shared<const Bitmap>();
    return none;
  }

  std::shared_ptr<const Bitmap> bitmap_ = empty();
};

}  // namespace cpsg::model
