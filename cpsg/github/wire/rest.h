// Readers of the REST API's responses. Bytes in, values out; everything that GitHub sends is untrusted.
//
//   const Repository repository = read_rest_repository(body);
//   const std::string next_url = next_link(head.header("link").value_or(""));
//
// Pure functions. They throw Error(kBadData) for what is no such response. Strings are cut at the limits of
// base/limits.h. Source: REST description 2022-11-28.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cpsg/github/wire/answers.h"

namespace cpsg::github::wire {

[[nodiscard]] Repository read_rest_repository(std::string_view body);
[[nodiscard]] std::vector<model::LanguageSize> read_rest_languages(std::string_view body);
[[nodiscard]] std::vector<model::PullRequest> read_rest_pulls(std::string_view body);
// A page of a repository's star history (API version 2026-03-10): weeks in any order, each with the second at which it
// begins, and its seven days or at least their sum, which then counts for the last of them.
[[nodiscard]] StarWeeks read_star_weeks(std::string_view body);
// `message` and `block.reason` of an error's body, empty where it has none; never throws.
struct RestRefusal {
  std::string message;
  std::string block_reason;
};
[[nodiscard]] RestRefusal read_rest_refusal(std::string_view body) noexcept;
// The target of `rel="next"`; empty on the last page.
[[nodiscard]] std::string next_link(std::string_view link_header);
// The target of `rel="last"`; empty where there is none.
[[nodiscard]] std::string last_link(std::string_view link_header);

}  // namespace cpsg::github::wire
