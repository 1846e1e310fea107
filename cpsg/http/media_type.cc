#include "cpsg/http/media_type.h"

#include "cpsg/base/ascii.h"
#include "cpsg/base/trim.h"
#include "cpsg/http/parameters.h"

namespace cpsg::http {
namespace {

// What stands behind type and subtype: `;` as often as one likes, each with a parameter or none.
bool are_parameters(std::string_view text) {
  while (!text.empty()) {
    text = trim_start(text, kBlanks);
    if (!text.starts_with(';')) return false;
    text = trim_start(text.substr(1), kBlanks);
    if (text.empty() || text.starts_with(';')) continue;
    if (!take_token(text) || !text.starts_with('=')) return false;
    text.remove_prefix(1);
    if (!take_token_or_quoted(text)) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> media_type_of(std::string_view text) {
  text = trim(text, kBlanks);
  std::string_view rest = text;
  if (!take_token(rest) || !rest.starts_with('/')) return std::nullopt;
  rest.remove_prefix(1);
  if (!take_token(rest) || !are_parameters(rest)) return std::nullopt;
  return ascii_lower(text.substr(0, text.size() - rest.size()));
}

}  // namespace cpsg::http
