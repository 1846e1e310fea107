// For the files that describe shapes: one description of a shape, `describe(Writer&, const View&)`, written in each of
// its forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/model/git_time.h"
#include "cpsg/model/statistics.h"
#include "cpsg/shape/csv_record.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::shape {

// ---- members that may be absent ----

template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<std::string>& value) {
  value ? out.text(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<std::int64_t>& value) {
  value ? out.number(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<double>& value) {
  value ? out.fraction(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<bool>& value) {
  value ? out.boolean(name, *value) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<model::GitTime>& value) {
  value ? out.text(name, format_git_time(*value)) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<UnixTime>& value) {
  // A commit's time may be of the year 9999 in its own zone and beyond it in UTC.
  const bool writable = value && value->time_since_epoch().count() <= model::kMaxEpochS;
  writable ? out.text(name, model::format_utc(*value)) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const model::PullCounts& counts) {
  out.begin(name);
  member(out, "open", counts.open);
  member(out, "closed", counts.closed);
  member(out, "merged", counts.merged);
  member(out, "total", counts.total());
  out.end();
}

// ---- forms ----

template <typename Writer, typename View>
void write(std::string& out, const View& view) {
  Writer writer(out);
  describe(writer, view);
  writer.finish();
}

template <typename View>
std::string header_of(const View& view) {
  std::string out;
  write<CsvHeader>(out, view);
  return out;
}

}  // namespace cpsg::shape
