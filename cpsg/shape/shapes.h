// Shapes: what clients see of a project, a branch, a commit, a pull request and the rest. A shape is the names, the
// order and the forms of the members.
//
//   std::string line;
//   shape::append_json(line, shape::ProjectView{project, now, "https://github.com"});
//
// Each shape is described once, in the file of its family (project_shape.cc, ...), and written from there as compact
// JSON; rows.h makes CSV and columns of that. The API, the exports and the command line all use these functions. What
// is not known is null (empty in CSV). All text is UTF-8: bytes that are not (in names of branches, say) are replaced
// by U+FFFD. All functions are pure, and may be called from several threads at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/model/activity.h"
#include "cpsg/model/batch.h"
#include "cpsg/model/branch.h"
#include "cpsg/model/commit.h"
#include "cpsg/model/history_day.h"
#include "cpsg/model/project.h"
#include "cpsg/model/pull_request.h"
#include "cpsg/model/pull_summary.h"
#include "cpsg/model/release.h"
#include "cpsg/model/statistics.h"
#include "cpsg/model/sync_record.h"

namespace cpsg::shape {

class Columns;  // rows.h

// Whether a project is being synced depends on the time, and where its page is on the configured host (`git_url`,
// without a slash at its end; empty: not known). The project and the text must outlive the view.
struct ProjectView {
  const model::Project& project;
  UnixTime now{};
  std::string_view git_url = {};
};

// The branch must outlive the view.
struct BranchView {
  const model::Branch& branch;
  std::optional<std::string> author;  // the name of the tip's author
};

// The batch must outlive the view.
struct BatchView {
  const model::Batch& batch;
  model::BatchOutlook outlook;
};

// The record must outlive the view.
struct SyncView {
  const model::SyncRecord& sync;
};

// A sync in the list over all projects; it runs while `ended` is null. The record must outlive the view.
struct FleetSyncView {
  std::string full_name;
  UnixTime started_at{};
  std::optional<std::string> phase;
  std::optional<double> percent;
  const model::SyncRecord* ended = nullptr;
};

// What a project that is in order has to say all the same: what of it is not in the repository, or is left out.
[[nodiscard]] std::optional<std::string> remark(const model::ProjectCounts& counts);

// Appends one object, without a line break.
void append_json(std::string& out, const ProjectView& view);
void append_json(std::string& out, const BranchView& view);
void append_json(std::string& out, const model::Commit& commit);
void append_json(std::string& out, const model::Contributor& contributor);
void append_json(std::string& out, const model::PullRequest& pull);
void append_json(std::string& out, const model::HistoryDay& row);
void append_json(std::string& out, const model::Release& release);
void append_json(std::string& out, const BatchView& view);
void append_json(std::string& out, const model::BatchItem& item);
void append_json(std::string& out, const model::ActivityBucket& bucket);
void append_json(std::string& out, const model::PullPeriod& period);
void append_json(std::string& out, const model::PullFlow& flow);
void append_json(std::string& out, const model::PullAge& age);
void append_json(std::string& out, const model::WaitingPull& pull);
void append_json(std::string& out, const model::HourOfWeek& hour);
void append_json(std::string& out, const model::ContributorSummary& summary);
void append_json(std::string& out, const model::ContributorBucket& bucket);
void append_json(std::string& out, const model::ContributorActivity& activity);
void append_json(std::string& out, const SyncView& view);
void append_json(std::string& out, const FleetSyncView& view);

// Adds the row that Columns::add() makes of its JSON, faster: for a series that may have tens of thousands of items.
void append_row(Columns& out, const model::ActivityBucket& bucket);

}  // namespace cpsg::shape
