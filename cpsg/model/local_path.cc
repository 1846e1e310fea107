#include "cpsg/model/local_path.h"

#include <utility>

#include "cpsg/base/percent_coding.h"

namespace cpsg::model {
namespace {

constexpr std::string_view kScheme = "file://";
constexpr std::string_view kLocalHost = "localhost";
constexpr std::string_view kInPlace = "the repository";

void replace_all(std::string& text, std::string_view old) {
  if (old.size() < 2) return;  // a lone slash stands in many words
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + kInPlace.size())) {
    text.replace(at, old.size(), kInPlace);
  }
}

}  // namespace

std::string without_local_path(std::string text, std::string_view source_url) {
  if (!source_url.starts_with(kScheme)) return text;
  replace_all(text, source_url);
  std::string_view path = source_url.substr(kScheme.size());
  if (path.starts_with(kLocalHost)) path.remove_prefix(kLocalHost.size());
  replace_all(text, percent_decode_leniently(path));
  replace_all(text, path);
  return text;
}

std::string shown_message(std::optional<ErrorCode> code, std::string message, std::string_view source_url) {
  const bool is_own = code && (concerns_store(*code) || *code == ErrorCode::kInternal);
  if (is_own && message.find('/') != std::string::npos) return std::string(traits(*code).title);
  return without_local_path(std::move(message), source_url);
}

}  // namespace cpsg::model
