#include "cpsg/api/listed_project.h"

#include <fmt/format.h>

#include <algorithm>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/descriptions.h"

namespace cpsg::api {

template <typename Writer>
void describe(Writer& out, const CardValues& values) {
  using shape::member;
  member(out, "stars_d", values.stars_d,
         "by how much the stars changed over `window`, as in the index; null where it is not known how many they were "
         "before it, or no number was observed in it");
  member(out, "commits_w", values.commits_w, "commits on the default branch in `window`; null until synced");
  member(out, "people_w", values.people_w, "authors whose last commit is in `window`; null until synced");
  member(out, "merged_w", values.merged_w, "pull requests merged in `window`; null until all were read once");
  member(out, "lead_p50_s", values.lead_p50_s,
         "the median of their times from creation to merge; null where there are none");
  const auto last = values.last_commit_on;
  member(
      out, "last_commit_on", last ? std::optional(day_text(*last)) : std::nullopt,
      {"the UTC day of the last commit on the default branch, as in the index; null until synced, and where there is "
       "none",
       shape::TextForm::kDay});
}

CardValues card_values(const fleet::Card& card, fleet::Window window, fleet::Day today) {
  const fleet::Day first = first_day(window, today);
  return {.stars_d = card.change(fleet::Card::kStars, first - std::chrono::days(1), today),
          .commits_w = card.commits(first, today),
          .people_w = card.people(first, today),
          .merged_w = card.merged(first, today),
          .lead_p50_s = card.lead_p50_s(window, today),
          .last_commit_on = card.last_commit_on(today)};
}

std::string day_text(fleet::Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

void append_json(std::string& out, const ListedProject& listed) {
  shape::append_json(out, listed.project);
  std::string values;
  shape::write<shape::JsonObject>(values, listed.values);
  out.back() = ',';
  out.append(values, 1);
}

bool is_card_value(std::string_view name) {
  static const shape::ShapeDescription values = shape::description_of("", "", CardValues());
  return std::any_of(values.members.begin(), values.members.end(),
                     [&](const shape::MemberDescription& member) { return member.name == name; });
}

shape::ShapeDescription listed_project_description() {
  shape::ShapeDescription listed = shape::project_description();
  listed.name = "listed_project";
  listed.meaning =
      "a followed repository, and with `window`, or where `fields` names one of them, what the index tells of it";
  for (shape::MemberDescription& member : shape::description_of("", "", CardValues()).members) {
    member.may_be_absent = true;
    listed.members.push_back(std::move(member));
  }
  return listed;
}

}  // namespace cpsg::api
