// For tests: the text of one shape.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/rows.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::shape {

[[nodiscard]] inline UnixTime at(std::int64_t epoch_s) { return UnixTime(std::chrono::seconds(epoch_s)); }

template <typename View>
[[nodiscard]] std::string json(const View& view) {
  std::string out;
  append_json(out, view);
  return out;
}

template <typename View>
[[nodiscard]] std::string csv(const View& view, const ShapeDescription& shape) {
  std::string out;
  append_csv_record(out, RowForm(shape), json(view));
  return out;
}
[[nodiscard]] inline std::string csv_header_of(const ShapeDescription& shape) { return csv_header(RowForm(shape)); }

}  // namespace cpsg::shape
