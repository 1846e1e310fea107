// What a member of a shape means, in words for those who read it; it stands beside the member where that is described.
//
//   out.number("behind", branch.behind, "commits of the default branch that this one lacks");
//   out.text("state", name, {"what became of it", &pull_states});
//
// Writers of values ignore it; Describer keeps it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cpsg::shape {

enum class TextForm : std::uint8_t {
  kPlain,
  kTime,  // RFC 3339
  kDay,   // `2026-01-31`
  kOid,   // 40 hex digits
};

// One of the texts that a member may have.
struct ValueMeaning {
  std::string name;
  std::string meaning;
};

struct Meaning {
  using Values = std::vector<ValueMeaning> (*)();

  constexpr Meaning() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): most meanings are a text alone.
  constexpr Meaning(const char* its_text, Values its_values = nullptr) : text(its_text), values(its_values) {}
  constexpr Meaning(const char* its_text, TextForm its_form) : text(its_text), form(its_form) {}

  std::string_view text;
  Values values = nullptr;  // all texts that there are; null: it is no enumeration
  TextForm form = TextForm::kPlain;
};

}  // namespace cpsg::shape
