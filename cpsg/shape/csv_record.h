// Writes CSV as RFC 4180 has it: one record from the same calls that make one JSON object, or the header of such
// records.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/model/statistics.h"

namespace cpsg::shape {

// Nested members become fields of their own, lists are joined by spaces, sizes are `name:bytes`, null is empty. Text is
// UTF-8.
class CsvRecord {
 public:
  explicit CsvRecord(std::string& out) : out_(out) {}
  void finish() { out_ += "\r\n"; }

  void begin(std::string_view /*name*/) {}
  void end() {}
  void null(std::string_view /*name*/) { separate(); }
  void text(std::string_view name, std::string_view value);
  void number(std::string_view name, std::int64_t value);
  void fraction(std::string_view name, double value);
  void boolean(std::string_view name, bool value);
  void list(std::string_view name, const std::vector<std::string>& values);
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& values);

 private:
  void separate() {
    if (!first_) out_ += ',';
    first_ = false;
  }

  std::string& out_;
  bool first_ = true;
};

// The names of those fields: `author_name` for the member `name` of `author`.
class CsvHeader {
 public:
  explicit CsvHeader(std::string& out) : out_(out) {}
  void finish() { out_ += "\r\n"; }

  void begin(std::string_view name) {
    outer_.push_back(prefix_.size());
    prefix_.append(name).append("_");
  }
  void end() {
    prefix_.resize(outer_.back());
    outer_.pop_back();
  }
  void null(std::string_view name) { write(name); }
  void text(std::string_view name, std::string_view /*value*/) { write(name); }
  void number(std::string_view name, std::int64_t /*value*/) { write(name); }
  void fraction(std::string_view name, double /*value*/) { write(name); }
  void boolean(std::string_view name, bool /*value*/) { write(name); }
  void list(std::string_view name, const std::vector<std::string>& /*values*/) { write(name); }
  void sizes(std::string_view name, const std::vector<model::LanguageSize>& /*values*/) { write(name); }

 private:
  void write(std::string_view name);

  std::string& out_;
  std::string prefix_;
  std::vector<std::size_t> outer_;  // sizes that the prefix had
  bool first_ = true;
};

}  // namespace cpsg::shape
