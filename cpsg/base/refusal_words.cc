#include "cpsg/base/refusal_words.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "cpsg/base/ascii.h"
#include "cpsg/base/limits.h"

namespace cpsg {
namespace {

constexpr std::size_t kReadMaxBytes = 64 * limits::kKiB;

struct Sentence {
  std::string_view words;  // in lower case, with single spaces
  RefusalWords meaning;
};

// The first that is found counts.
constexpr std::array kSentences = {
    Sentence{"exceeded a secondary rate limit", RefusalWords::kSlowDown},
    Sentence{"triggered an abuse detection mechanism", RefusalWords::kSlowDown},
    Sentence{"api rate limit exceeded", RefusalWords::kSlowDown},
    Sentence{"api rate limit already exceeded", RefusalWords::kSlowDown},
    Sentence{"rate-limited due to too many requests", RefusalWords::kSlowDown},
    Sentence{"please wait a few minutes before you try again", RefusalWords::kSlowDown},
    Sentence{"maximum number of login attempts exceeded", RefusalWords::kSlowDown},
    Sentence{"repository access blocked", RefusalWords::kBlocked},
    Sentence{"access to this repository has been disabled", RefusalWords::kBlocked},
    Sentence{"repository unavailable due to dmca takedown", RefusalWords::kBlocked},
    Sentence{"protected by organization saml enforcement", RefusalWords::kSingleSignOn},
    Sentence{"enabled or enforced saml sso", RefusalWords::kSingleSignOn},
    Sentence{"ip allow list enabled", RefusalWords::kAddressList},
    Sentence{"forbids access via a", RefusalWords::kOwnerPolicy},
    Sentence{"enabled oauth app access restrictions", RefusalWords::kOwnerPolicy},
    Sentence{"although you appear to have the correct authorization credentials", RefusalWords::kOwnerPolicy},
    Sentence{"resource not accessible by", RefusalWords::kPermission},
    Sentence{"access to repository not granted", RefusalWords::kPermission},
    Sentence{"request forbidden by administrative rules", RefusalWords::kClientRefused},
};

// Lower case with single spaces, without tags and without what stands in backquotes.
std::string plain_words(std::string_view text) {
  std::string words;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '`' || c == '<') {
      const std::size_t end = text.find(c == '<' ? '>' : '`', i + 1);
      if (end != std::string_view::npos) i = end;
    }
    const bool blank = text[i] <= ' ' || c == '`' || c == '<';
    if (!blank) {
      words += text[i];
    } else if (!words.empty() && words.back() != ' ') {
      words += ' ';
    }
  }
  return ascii_lower(words);
}

}  // namespace

RefusalWords read_refusal_words(std::string_view text) {
  const std::string words = plain_words(text.substr(0, kReadMaxBytes));
  const auto found = std::find_if(kSentences.begin(), kSentences.end(), [&](const Sentence& sentence) {
    return words.find(sentence.words) != std::string::npos;
  });
  return found == kSentences.end() ? RefusalWords::kNone : found->meaning;
}

}  // namespace cpsg
