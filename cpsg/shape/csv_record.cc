#include "cpsg/shape/csv_record.h"

#include <fmt/format.h>

#include <iterator>

#include "cpsg/base/utf8.h"

namespace cpsg::shape {

void CsvRecord::text(std::string_view /*name*/, std::string_view value, const Meaning& /*meaning*/) {
  separate();
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) {
    append_repaired_utf8(out_, value);
    return;
  }
  std::string quoted = "\"";
  for (const char c : value) {
    quoted += c;
    if (c == '"') quoted += c;
  }
  quoted += '"';
  append_repaired_utf8(out_, quoted);
}

void CsvRecord::number(std::string_view /*name*/, std::int64_t value, const Meaning& /*meaning*/) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void CsvRecord::fraction(std::string_view /*name*/, double value, const Meaning& /*meaning*/) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
}

void CsvRecord::boolean(std::string_view /*name*/, bool value, const Meaning& /*meaning*/) {
  separate();
  out_ += value ? "true" : "false";
}

void CsvRecord::list(std::string_view name, const std::vector<std::string>& values, const Meaning& /*meaning*/) {
  std::string joined;
  for (const std::string& value : values) {
    if (!joined.empty()) joined += ' ';
    joined += value;
  }
  text(name, joined);
}

void CsvRecord::sizes(std::string_view name, const std::vector<model::LanguageSize>& values,
                      const Meaning& /*meaning*/) {
  std::vector<std::string> texts;
  texts.reserve(values.size());
  for (const model::LanguageSize& each : values) texts.push_back(fmt::format("{}:{}", each.name, each.size_bytes));
  list(name, texts);
}

void CsvHeader::write(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  out_ += prefix_;
  out_ += name;
}

}  // namespace cpsg::shape
