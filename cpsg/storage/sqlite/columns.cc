#include "cpsg/storage/sqlite/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/text_list.h"

namespace cpsg::storage::sqlite {
namespace {

[[noreturn]] void throw_unreadable(std::string_view column) {
  throw Error(ErrorCode::kStoreCorrupt, fmt::format("a stored {} is none that is known", column));
}

std::string join_languages(const std::vector<model::LanguageSize>& languages) {
  std::vector<std::string> texts;
  for (const auto& [name, size_bytes] : languages) {
    texts.push_back(name);
    texts.push_back(std::to_string(size_bytes));
  }
  return join_texts(texts);
}

}  // namespace

void ColumnReader::read_value(std::string_view name, model::Oid& value) {
  const auto bytes = query_.blob(column_);
  if (bytes.size() != value.bytes.size()) {
    throw Error(ErrorCode::kStoreCorrupt, fmt::format("a stored {} is no object id", name));
  }
  std::ranges::copy(bytes, value.bytes.begin());
}

void ColumnReader::read_value(std::string_view, std::vector<std::string>& value) {
  value = split_texts(query_.text(column_));
}

// The list is name, size, name, size, ...
void ColumnReader::read_value(std::string_view, std::vector<model::LanguageSize>& value) {
  std::vector<std::string> texts = split_texts(query_.text(column_));
  value.clear();
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    std::int64_t size_bytes = 0;
    const std::string& digits = texts[i + 1];
    if (std::from_chars(digits.data(), digits.data() + digits.size(), size_bytes).ec != std::errc()) {
      throw Error(ErrorCode::kStoreCorrupt, "the stored size of a language is broken");
    }
    value.push_back({.name = std::move(texts[i]), .size_bytes = size_bytes});
  }
}

void ColumnReader::read_value(std::string_view name, model::PullState& value) {
  const auto state = model::pull_state_from_name(query_.text(column_));
  if (!state) throw_unreadable(name);
  value = *state;
}

void ColumnReader::read_value(std::string_view name, model::SyncState& value) {
  const auto state = model::sync_state_from_name(query_.text(column_));
  if (!state) throw_unreadable(name);
  value = *state;
}

void ColumnReader::read_value(std::string_view name, ErrorCode& value) {
  const auto code = error_code_from_name(query_.text(column_));
  if (!code) throw_unreadable(name);
  value = *code;
}

void ColumnBinder::bind_value(const std::vector<std::string>& value) {
  query_.bind_copy_at(parameter_, join_texts(value));
}

void ColumnBinder::bind_value(const std::vector<model::LanguageSize>& value) {
  query_.bind_copy_at(parameter_, join_languages(value));
}

}  // namespace cpsg::storage::sqlite
