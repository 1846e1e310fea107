// A project's activity, from its stored roll-ups where they can answer, else from the table of its commits.
//
//   const ProjectQuestion question{history, tables, selector, project.id, filter};
//   const ActivityBuckets buckets = project_activity(question, {.interval = Interval::kWeek});
//
// Threads: as CommitTables. Errors: those of the store, of CommitTables::get() and of CommitSelector::select().
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "cpsg/history/activity.h"
#include "cpsg/history/commit_selection.h"
#include "cpsg/history/commit_table.h"

namespace cpsg::history {

// Of which project, and of which of its commits: those of a branch, of some people, or both; without either, of the
// default branch and of all branches. All references must outlive the question.
struct ProjectQuestion {
  storage::HistoryReader& history;
  CommitTables& tables;
  CommitSelector& selector;
  std::string_view project_id;
  const CommitFilter& filter;
};

// Nothing if there are more than kActivityBucketsMax buckets.
[[nodiscard]] ActivityBuckets project_activity(const ProjectQuestion& question, const ActivityQuery& query);
[[nodiscard]] std::vector<model::HourOfWeek> project_hours_of_week(const ProjectQuestion& question,
                                                                   const ActivityQuery& query);

// What other questions about the same commits are answered from, all of one generation.
struct ChosenCommits {
  storage::CommitView view;
  std::shared_ptr<const CommitTable> table;
  CommitChoice choice;
};
[[nodiscard]] ChosenCommits chosen_commits(const ProjectQuestion& question, const Clocks& clocks);

}  // namespace cpsg::history
