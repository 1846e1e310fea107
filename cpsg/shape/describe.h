// For the files of this folder that describe shapes.
//
//   template <typename Writer>
//   void describe(Writer& out, const model::Contributor& contributor) {
//     member(out, "name", contributor.person.name, "as on the newest commit; null where it may not be stored");
//     out.number("commits", contributor.commits, "on the default branch");
//   }
//
// One description, describe(Writer&, const View&), serves every form: JsonObject and Describer are writers, and rows.h
// makes the other forms of what they write. What a member means stands beside it: its unit, and when it is null.
// So it names the same members in the same order whatever their values: each value that may be absent goes through
// member(), whose overloads know its type, and no member depends on a condition. Describer, which needs no
// values, is given a view without any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/model/git_time.h"
#include "cpsg/model/oid.h"
#include "cpsg/model/statistics.h"
#include "cpsg/model/time_text.h"
#include "cpsg/shape/describer.h"
#include "cpsg/shape/json_object.h"

namespace cpsg::shape {

// ---- members that may be absent ----

// Calls put(value) where there is one. A writer of descriptions always gets some value, to learn the member's type.
template <typename Writer, typename Value, typename Put>
void put_or_null(Writer& out, std::string_view name, const std::optional<Value>& value, const Put& put) {
  if constexpr (std::is_same_v<Writer, Describer>) {
    out.or_null();
    put(Value());
  } else {
    value ? put(*value) : out.null(name);
  }
}

template <typename Writer, typename Value, typename Put>
void put_or_null(Writer& out, std::string_view name, const Value* value, const Put& put) {
  if constexpr (std::is_same_v<Writer, Describer>) {
    out.or_null();
    put(Value());
  } else {
    value != nullptr ? put(*value) : out.null(name);
  }
}

// What a text of that kind is, whatever is said of it beside.
[[nodiscard]] inline Meaning with_form(Meaning meaning, TextForm form) {
  meaning.form = form;
  return meaning;
}
// All codes of errors, with what they mean.
[[nodiscard]] std::vector<ValueMeaning> error_codes();

template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<std::string>& value, const Meaning& meaning) {
  put_or_null(out, name, value, [&](const std::string& text) { out.text(name, text, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<std::int64_t>& value, const Meaning& meaning) {
  put_or_null(out, name, value, [&](std::int64_t number) { out.number(name, number, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<double>& value, const Meaning& meaning) {
  put_or_null(out, name, value, [&](double number) { out.fraction(name, number, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<bool>& value, const Meaning& meaning) {
  put_or_null(out, name, value, [&](bool truth) { out.boolean(name, truth, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<model::GitTime>& value, const Meaning& meaning) {
  put_or_null(out, name, value, [&](const model::GitTime& time) {
    out.text(name, model::time_text(time), with_form(meaning, TextForm::kTime));
  });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<UnixTime>& value, const Meaning& meaning) {
  // A time of the year 9999 in its own zone may be beyond that year in UTC. Such a time is written as absent.
  const bool writable = value && value->time_since_epoch().count() <= model::kMaxEpochS;
  put_or_null(out, name, writable ? value : std::nullopt,
              [&](UnixTime time) { out.text(name, model::time_text(time), with_form(meaning, TextForm::kTime)); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<model::Oid>& value, const Meaning& meaning) {
  put_or_null(out, name, value,
              [&](const model::Oid& oid) { out.text(name, oid.hex(), with_form(meaning, TextForm::kOid)); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::optional<ErrorCode>& value, Meaning meaning) {
  meaning.values = &error_codes;
  put_or_null(out, name, value, [&](ErrorCode code) { out.text(name, traits(code).name, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::vector<std::string>* values, const Meaning& meaning) {
  put_or_null(out, name, values, [&](const auto& list) { out.list(name, list, meaning); });
}
template <typename Writer>
void member(Writer& out, std::string_view name, const std::vector<model::LanguageSize>* values,
            const Meaning& meaning) {
  put_or_null(out, name, values, [&](const auto& list) { out.sizes(name, list, meaning); });
}

// ---- members of several shapes ----

template <typename Writer>
void member(Writer& out, std::string_view name, UnixTime value, const Meaning& meaning) {
  if constexpr (std::is_same_v<Writer, Describer>) {
    out.text(name, "", with_form(meaning, TextForm::kTime));
  } else {
    member(out, name, std::optional(value), meaning);
  }
}
template <typename Writer>
void member(Writer& out, std::string_view name, const model::PullCounts& counts, const Meaning& meaning) {
  out.begin(name, meaning);
  member(out, "open", counts.open, "those that are open; null until GitHub told");
  member(out, "closed", counts.closed, "those closed without being merged; null until GitHub told");
  member(out, "merged", counts.merged, "those merged; null until GitHub told");
  member(out, "total", counts.total(), "the three together; null while one of them is");
  out.end();
}
// An object that is described by describe(); a null pointer is null.
template <typename Writer, typename View>
void object(Writer& out, std::string_view name, const View* view, const Meaning& meaning) {
  put_or_null(out, name, view, [&](const View& each) {
    out.begin(name, meaning);
    describe(out, each);
    out.end();
  });
}

// ---- forms ----

// Appends the view in the form of the writer.
template <typename Writer, typename View>
void write(std::string& out, const View& view) {
  Writer writer(out);
  describe(writer, view);
  writer.finish();
}

}  // namespace cpsg::shape
