#include "cpsg/http/accept_encoding.h"

#include <algorithm>

#include "cpsg/base/ascii.h"
#include "cpsg/base/split.h"
#include "cpsg/base/trim.h"

namespace cpsg::http {
namespace {

constexpr std::string_view kBlanks = " \t";
// Weights in thousandths.
constexpr int kFullWeight = 1'000;
constexpr std::size_t kWeightDigitsMax = 3;

// `0`, `0.5`, `1.000`: at most three decimals, and nothing above 1.
std::optional<int> parse_weight(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = text[0] == '1' ? kFullWeight : 0;
  text.remove_prefix(1);
  if (text.empty()) return weight;
  if (text[0] != '.' || text.size() > kWeightDigitsMax + 1) return std::nullopt;
  int step = kFullWeight / 10;
  for (const char digit : text.substr(1)) {
    if (!is_ascii_digit(digit)) return std::nullopt;
    weight += (digit - '0') * step;
    step /= 10;
  }
  return weight <= kFullWeight ? std::optional(weight) : std::nullopt;
}

struct Member {
  std::string_view coding;
  int weight = kFullWeight;
};

std::optional<Member> parse_member(std::string_view text) {
  Member member{.coding = trim(take_until(text, ';'), kBlanks)};
  if (member.coding.empty()) return std::nullopt;
  const std::string_view parameter = trim(text, kBlanks);
  if (parameter.empty()) return member;
  if (parameter.size() < 2 || ascii_lower(parameter[0]) != 'q' || parameter[1] != '=') return std::nullopt;
  const auto weight = parse_weight(parameter.substr(2));
  if (!weight) return std::nullopt;
  member.weight = *weight;
  return member;
}

bool names(std::string_view text, ContentCoding coding) {
  return equal_ignoring_case(text, name(coding)) ||
         (coding == ContentCoding::kGzip && equal_ignoring_case(text, "x-gzip"));
}

bool is_known_to_all(ContentCoding coding) {
  return coding == ContentCoding::kGzip || coding == ContentCoding::kIdentity;
}

// How much the client likes the coding: what the list says of it, else what it says of all others (`*`). Nothing where
// it says neither.
std::optional<int> weight_in(std::string_view list, ContentCoding coding) {
  std::optional<int> own;
  std::optional<int> of_others;
  for_each_part(list, ',', [&](std::string_view part) {
    const auto member = parse_member(part);
    if (!member) return;
    if (names(member->coding, coding)) {
      own = std::max(own.value_or(0), member->weight);
    } else if (member->coding == "*") {
      of_others = member->weight;
    }
  });
  if (own || !of_others) return own;
  return is_known_to_all(coding) || *of_others == 0 ? of_others : std::nullopt;
}

}  // namespace

std::string_view name(ContentCoding coding) noexcept {
  switch (coding) {
    case ContentCoding::kGzip:
      return "gzip";
    case ContentCoding::kZstd:
      return "zstd";
    case ContentCoding::kBrotli:
      return "br";
    case ContentCoding::kIdentity:
      break;
  }
  return "identity";
}

std::optional<ContentCoding> choose_coding(std::optional<std::string_view> accept_encoding,
                                           std::span<const ContentCoding> offered) {
  std::optional<ContentCoding> best;
  // Content as it is may be sent unless it is excluded, but what is asked for is liked better.
  constexpr int kNotRefused = 0;
  int best_weight = -1;
  for (const ContentCoding coding : offered) {
    const bool is_identity = coding == ContentCoding::kIdentity;
    const auto said = accept_encoding ? weight_in(*accept_encoding, coding) : std::nullopt;
    if (said ? *said == 0 : !is_identity) continue;
    const int weight = said.value_or(kNotRefused);
    if (weight <= best_weight) continue;
    best = coding;
    best_weight = weight;
  }
  return best;
}

}  // namespace cpsg::http
