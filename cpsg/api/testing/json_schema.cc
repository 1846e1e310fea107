#include "cpsg/api/testing/json_schema.h"

#include <boost/json.hpp>
#include <map>
#include <mutex>
#include <regex>

namespace cpsg::api {

const boost::json::value& resolve(const boost::json::value& document, const boost::json::value& schema) {
  const auto* const reference = schema.get_object().if_contains("$ref");
  if (reference == nullptr) return schema;
  return document.at_pointer(std::string(reference->get_string()).substr(1));
}

namespace {

bool is_of_type(const boost::json::value& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "string") return value.is_string();
  if (type == "integer") return value.is_int64() || value.is_uint64();
  if (type == "number") return value.is_number();
  if (type == "boolean") return value.is_bool();
  if (type == "object") return value.is_object();
  return type == "array" && value.is_array();
}

bool has_type(const boost::json::value& value, const boost::json::value& types) {
  if (types.is_string()) return is_of_type(value, types.get_string());
  for (const boost::json::value& each : types.get_array()) {
    if (is_of_type(value, each.get_string())) return true;
  }
  return false;
}

// One thread at a time: regular expressions share tables of the locale that are filled when they are used first, which
// ThreadSanitizer takes for a race.
bool matches(const std::string& text, const std::string& pattern) {
  static std::mutex mutex;
  static std::map<std::string, std::regex> compiled;
  const std::lock_guard lock(mutex);
  return std::regex_search(text, compiled.try_emplace(pattern, pattern).first->second);
}

bool has_form(const std::string& text, std::string_view format) {
  if (format == "int64") return true;
  if (format == "date") return matches(text, R"(^\d{4}-\d\d-\d\d$)");
  return matches(text, R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$)");
}

// Whether the schema is that of an object of which some members may be left out.
bool is_part(const boost::json::value& schema) {
  const auto* const reference = schema.get_object().if_contains("$ref");
  return reference != nullptr && reference->get_string().ends_with("_part");
}

}  // namespace

std::string schema_fault(const boost::json::value& document, const boost::json::value& reference,
                         const boost::json::value& value, bool whole) {
  const boost::json::object& schema = resolve(document, reference).get_object();
  for (const auto& [word, rule] : schema) {
    if (word == "description" || value.is_null()) continue;
    if (word == "type") {
      if (!has_type(value, rule)) return ": type";
    } else if (word == "format") {
      if (value.is_string() && !has_form(std::string(value.get_string()), rule.get_string())) return ": format";
    } else if (word == "pattern") {
      if (!matches(std::string(value.get_string()), std::string(rule.get_string()))) return ": pattern";
    } else if (word == "enum") {
      bool found = false;
      for (const boost::json::value& each : rule.get_array()) found = found || each == value;
      if (!found) return ": enum";
    } else if (word == "items") {
      for (const boost::json::value& each : value.get_array()) {
        if (const std::string fault = schema_fault(document, rule, each, whole); !fault.empty()) return "[]" + fault;
      }
    } else if (word == "properties") {
      for (const auto& [name, member] : value.get_object()) {
        const auto* const known = rule.get_object().if_contains(name);
        if (known == nullptr) return "." + std::string(name) + ": not in the document";
        const std::string fault = schema_fault(document, *known, member, whole);
        if (!fault.empty()) return "." + std::string(name) + fault;
      }
    } else if (word == "required") {
      for (const boost::json::value& name : rule.get_array()) {
        if (value.get_object().if_contains(name.get_string()) == nullptr) {
          return "." + std::string(name.get_string()) + ": missing";
        }
      }
    } else if (word == "anyOf") {
      std::string first_fault;
      bool is_one = false;
      for (const boost::json::value& each : rule.get_array()) {
        if (whole && is_part(each)) continue;
        const std::string fault = schema_fault(document, each, value, whole);
        is_one = is_one || fault.empty();
        if (first_fault.empty()) first_fault = fault;
      }
      if (!is_one) return first_fault;
    } else if (word == "allOf") {
      for (const boost::json::value& each : rule.get_array()) {
        if (const std::string fault = schema_fault(document, each, value, whole); !fault.empty()) return fault;
      }
    } else if (word == "additionalProperties") {
      if (rule.is_bool()) continue;  // false everywhere, which "properties" above holds
      for (const auto& [name, member] : value.get_object()) {
        const std::string fault = schema_fault(document, rule, member, whole);
        if (!fault.empty()) return "." + std::string(name) + fault;
      }
    } else {
      return ": the word " + std::string(word) + " is unknown here";
    }
  }
  const auto* const types = schema.if_contains("type");
  return value.is_null() && types != nullptr && !has_type(value, *types) ? ": null" : "";
}

}  // namespace cpsg::api
