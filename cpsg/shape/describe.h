// For the files of this folder that describe shapes.
//
//   template <typename Writer>
//   void describe(Writer& out, const model::Contributor& contributor) {
//     member(out, "name", contributor.person.name);  // null where it may not be stored
//     member(out, "email", contributor.person.email);  // null where there is none
//   }
//
// One description, describe(Writer&, const View&), serves every form: JsonObject, CsvRecord and CsvHeader are writers.
// So it names the same members in the same order whatever their values: each value that may be absent goes through
// member(), whose overloads know its type, and no member depends on a condition. A writer that needs no values, as
// CsvHeader, is given a view without any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/oid.h"
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
  // A time of the year 9999 in its own zone may be beyond that year in UTC. Such a time is written as absent.
  const bool writable = value && value->time_since_epoch().count() <= model::kMaxEpochS;
  writable ? out.text(name, model::format_utc(*value)) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<model::Oid>& value) {
  value ? out.text(name, value->hex()) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<ErrorCode>& value) {
  value ? out.text(name, traits(*value).name) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::vector<std::string>* values) {
  values != nullptr ? out.list(name, *values) : out.null(name);
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::vector<model::LanguageSize>* values) {
  values != nullptr ? out.sizes(name, *values) : out.null(name);
}

// ---- members of several shapes ----

template <typename Writer>
void member(Writer& out, std::string_view name, UnixTime value) {
  member(out, name, std::optional(value));
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

// Appends the view in the form of the writer.
template <typename Writer, typename View>
void write(std::string& out, const View& view) {
  Writer writer(out);
  describe(writer, view);
  writer.finish();
}

// The CSV header of views like this one, whose values do not matter.
template <typename View>
std::string header_of(const View& view) {
  std::string out;
  write<CsvHeader>(out, view);
  return out;
}

}  // namespace cpsg::shape
