#include "cpsg/storage/sqlite/text_list.h"

#include <charconv>

#include "cpsg/base/error.h"

namespace cpsg::storage::sqlite {

std::string join_texts(std::span<const std::string> texts) {
  std::string joined;
  for (const std::string& text : texts) {
    joined += std::to_string(text.size());
    joined += ':';
    joined += text;
  }
  return joined;
}

std::vector<std::string> split_texts(std::string_view joined) {
  std::vector<std::string> texts;
  while (!joined.empty()) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(joined.data(), joined.data() + joined.size(), size);
    joined.remove_prefix(static_cast<std::size_t>(end - joined.data()));
    if (error != std::errc() || joined.empty() || joined.front() != ':' || size > joined.size() - 1) {
      throw Error(ErrorCode::kStoreCorrupt, "a stored list of texts is broken");
    }
    texts.emplace_back(joined.substr(1, size));
    joined.remove_prefix(1 + size);
  }
  return texts;
}

}  // namespace cpsg::storage::sqlite
