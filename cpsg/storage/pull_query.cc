#include "cpsg/storage/pull_query.h"

#include "cpsg/base/lower_case.h"
#include "cpsg/base/split.h"

namespace cpsg::storage {

std::vector<std::string> pull_words(std::string_view text) {
  std::vector<std::string> words;
  for_each_part(text, ' ', [&](std::string_view word) {
    if (word.starts_with('#') && word.size() > 1) word.remove_prefix(1);
    if (!word.empty() && words.size() < kPullWordsMax) words.push_back(lower_case(word));
  });
  return words;
}

}  // namespace cpsg::storage
