// Writes CSV of RFC 4180: CsvRecord one record, from the same calls as JsonObject writes one object, and CsvHeader the
// names of such a record's fields.
//
//   CsvRecord record(out);
//   record.text("name", "a,b");
//   record.finish();  // "a,b" and CRLF
//
// Members of nested objects are fields of their own. Lists are joined by spaces, sizes are `name:bytes`, null is empty.
// What members mean is ignored (see meaning.h). Text is UTF-8: other bytes are replaced by U+FFFD. The string must
// outlive the writer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/statistics.h"
#include "cpsg/shape/meaning.h"

namespace cpsg::shape {

class CsvRecord {
 public:
  explicit CsvRecord(std::string& out) : out_(out) {}
  void finish() { out_ += "\r\n"; }

  void begin(std::string_view /*name*/, const Meaning& /*meaning*/ = {}) {}
  void end() {}
  void null(std::string_view /*name*/) { separate(); }
  void text(std::string_view name, std::string_view value, const Meaning& meaning = {});
  void number(std::string_view name, std::int64_t value, const Meaning& meaning = {});
  void fraction(std::string_view name, double value, const Meaning& meaning = {});
  void boolean(std::string_view name, bool value, const Meaning& meaning = {});
  void list(std::string_view name, const std::vector<std::string>& values, const Meaning& meaning = {});
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& values, const Meaning& meaning = {});

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

// Writes names and ignores values: `author_name` for the member `name` of the object `author`.
class CsvHeader {
 public:
  explicit CsvHeader(std::string& out) : out_(out) {}
  void finish() { out_ += "\r\n"; }

  void begin(std::string_view name, const Meaning& /*meaning*/ = {}) {
    outer_.push_back(prefix_.size());
    prefix_.append(name).append("_");
  }
  void end() {
    prefix_.resize(outer_.back());
    outer_.pop_back();
  }
  void null(std::string_view name) { write(name); }
  void text(std::string_view name, std::string_view /*value*/, const Meaning& /*meaning*/ = {}) { write(name); }
  void number(std::string_view name, std::int64_t /*value*/, const Meaning& /*meaning*/ = {}) { write(name); }
  void fraction(std::string_view name, double /*value*/, const Meaning& /*meaning*/ = {}) { write(name); }
  void boolean(std::string_view name, bool /*value*/, const Meaning& /*meaning*/ = {}) { write(name); }
  void list(std::string_view name, const std::vector<std::string>& /*values*/, const Meaning& /*meaning*/ = {}) {
    write(name);
  }
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& /*values*/,
             const Meaning& /*meaning*/ = {}) {
    write(name);
  }

 private:
  void write(std::string_view name);

  std::string& out_;
  std::string prefix_;
  std::vector<std::size_t> outer_;  // lengths of the prefix outside the objects that are open
  bool first_ = true;
};

}  // namespace cpsg::shape
