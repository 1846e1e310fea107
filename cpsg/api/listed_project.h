// A project as the list of projects shows it: with what its card alone knows, where a client asks for that: what it did
// over a window of days, and when it was last committed to.
//
//   const ListedProject listed{{project, now, git_url}, card_values(card, fleet::Window::kMonth, today)};
//   append_json(out, listed);  // {"id":...,"followed_since":...,"stars_d":12,"commits_w":40,...}
//
// Pure functions. What the view refers to must outlive it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cpsg/fleet/card.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {

// As the columns of the index of these names; null where that is not known.
struct CardValues {
  std::optional<std::int64_t> stars_d;
  std::optional<std::int64_t> commits_w;
  std::optional<std::int64_t> people_w;
  std::optional<std::int64_t> merged_w;
  std::optional<std::int64_t> lead_p50_s;
  std::optional<fleet::Day> last_commit_on;
};
[[nodiscard]] CardValues card_values(const fleet::Card& card, fleet::Window window, fleet::Day today);

struct ListedProject {
  shape::ProjectView project;
  CardValues values;
};
void append_json(std::string& out, const ListedProject& listed);

// `2026-01-31`
[[nodiscard]] std::string day_text(fleet::Day day);

// Whether a member of that name is one of CardValues.
[[nodiscard]] bool is_card_value(std::string_view name);

}  // namespace cpsg::api
