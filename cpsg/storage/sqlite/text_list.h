// A list of texts as one text, each written as its length in bytes, a colon and itself: any bytes come back unchanged.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg::storage::sqlite {

[[nodiscard]] std::string join_texts(std::span<const std::string> texts);
// Throws Error(kStoreCorrupt) for what join_texts() did not write.
[[nodiscard]] std::vector<std::string> split_texts(std::string_view joined);

}  // namespace cpsg::storage::sqlite
