#include "cpsg/history/project_activity.h"

#include <chrono>
#include <limits>

namespace cpsg::history {
namespace {

int year_of(UnixTime time) {
  return static_cast<int>(std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(time)).year());
}

// The stored hours of the query's time, where the question can be answered from them.
std::optional<std::vector<model::ActivityYear>> usable_roll_ups(const ProjectQuestion& question,
                                                                const ActivityQuery& query) {
  if (question.filter.tip || question.filter.author_texts || query.clocks.of_authors) return std::nullopt;
  const int first = query.since ? year_of(*query.since) : std::numeric_limits<int>::min();
  const int last = query.until ? year_of(*query.until) : std::numeric_limits<int>::max();
  std::vector<model::ActivityYear> years = question.history.activity(question.project_id, first, last);
  return roll_ups_answer(years, query) ? std::optional(std::move(years)) : std::nullopt;
}

// Those of the texts, by the numbers that they have in the view.
model::Bitmap people_of(storage::HistoryReader& history, const storage::CommitView& view,
                        const std::vector<std::string>& texts) {
  const std::vector<std::uint32_t> numbers = history.people_matching(view.project_id, texts);  // ascending
  (void)history.people(view, {});  // throws where a rewrite gave people other numbers in between
  model::Bitmap people(numbers.empty() ? 0 : numbers.back() + std::size_t{1});
  for (const std::uint32_t number : numbers) people.set(number);
  return people;
}

}  // namespace

ChosenCommits chosen_commits(const ProjectQuestion& question, const Clocks& clocks) {
  ChosenCommits chosen;
  chosen.view = question.history.commit_view(question.project_id);
  chosen.table =
      question.tables.get(chosen.view, clocks.of_authors ? AuthorOffsets::kNeeded : AuthorOffsets::kNotNeeded);
  const CommitFilter& filter = question.filter;
  if (filter.tip) chosen.choice.rows = question.selector.select(chosen.view, {.tip = filter.tip, .author_texts = {}});
  if (filter.author_texts) {
    chosen.choice.people = people_of(question.history, chosen.view, *filter.author_texts);
  }
  return chosen;
}

ActivityBuckets project_activity(const ProjectQuestion& question, const ActivityQuery& query) {
  if (const auto years = usable_roll_ups(question, query)) return activity_from_roll_ups(*years, query);
  const ChosenCommits chosen = chosen_commits(question, query.clocks);
  return activity_from_table(*chosen.table, chosen.choice, query);
}

std::vector<model::HourOfWeek> project_hours_of_week(const ProjectQuestion& question, const ActivityQuery& query) {
  if (const auto years = usable_roll_ups(question, query)) return hours_of_week_from_roll_ups(*years, query);
  const ChosenCommits chosen = chosen_commits(question, query.clocks);
  return hours_of_week_from_table(*chosen.table, chosen.choice, query);
}

}  // namespace cpsg::history
