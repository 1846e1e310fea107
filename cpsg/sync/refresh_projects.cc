#include "cpsg/sync/refresh_projects.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "cpsg/base/log.h"
#include "cpsg/sync/failures.h"
#include "cpsg/sync/probe_work.h"
#include "cpsg/sync/project_duties.h"
#include "cpsg/sync/read_extras.h"
#include "cpsg/sync/refresh_entry.h"
#include "cpsg/sync/resolve_identity.h"
#include "cpsg/sync/rest_statistics.h"
#include "cpsg/sync/status_transitions.h"

namespace cpsg::sync {
namespace {

using github::wire::Lookup;
using github::wire::Repository;
using github::wire::RepositoryProbe;
using model::Work;

// One refresh of some projects. Each query is one for all of them.
class Refresh {
 public:
  Refresh(const storage::Stores& stores, github::client::Client& client, const RefreshSettings& settings,
          std::span<const model::Project> projects, const Clock& clock, const github::client::Call& call)
      : stores_(stores),
        client_(client),
        settings_(settings),
        clock_(clock),
        call_(call),
        duties_(stores.pulls, settings.due, clock) {
    entries_.reserve(projects.size());
    for (const model::Project& project : projects) entries_.emplace_back(project);
  }

  std::vector<RefreshResult> run() {
    load_progress();
    std::vector<Entry*> to_probe;
    std::vector<Entry*> to_read;
    std::vector<Entry*> to_name;
    for (Entry& entry : entries_) {
      if (entry.result.failure) continue;
      auto& list = entry.project.node_id.empty() ? to_name : statistics_due(entry) ? to_read : to_probe;
      list.push_back(&entry);
    }
    std::vector<Entry*> unknown;
    probe(to_probe, to_read, unknown);
    read_statistics(to_read, unknown);
    for (Entry* entry : unknown) to_name.push_back(entry);
    find_by_name(to_name);
    stores_.observations.record_refreshed(refreshed_, clock_());
    return results();
  }

 private:
  // `unknown` lists hold those whose handle GitHub does not know.
  using Entry = RefreshEntry;

  void load_progress() {
    std::vector<std::string> ids;
    for (const Entry& entry : entries_) ids.push_back(entry.project.id);
    const storage::Observations::ProgressById progress = stores_.observations.progress(ids);
    for (Entry& entry : entries_) {
      if (const auto found = progress.find(entry.project.id); found != progress.end()) {
        entry.progress = found->second;
      } else {
        entry.result.failure = Failure{ErrorCode::kNotFound, entry.project.full_name() + " was removed", {}};
      }
    }
  }

  std::vector<RefreshResult> results() {
    std::vector<RefreshResult> results;
    for (Entry& entry : entries_) {
      for (auto merged = merged_.find(entry.result.now_id); merged != merged_.end();
           merged = merged_.find(entry.result.now_id)) {
        entry.result.now_id = merged->second;
      }
      results.push_back(std::move(entry.result));
    }
    return results;
  }

  // Runs one step of one project. If another process removed, merged or bound the project during the query, the step
  // fails for this project alone.
  template <typename Step>
  void for_entry(Entry& entry, Step&& step) {
    try {
      if (const auto merged = merged_.find(entry.project.id); merged != merged_.end()) adopt(entry, merged->second);
      if (put_aside_.contains(entry.project.id)) entry.project = stores_.projects.project(entry.project.id);
      step();
    } catch (const Error& e) {
      if (e.code() != ErrorCode::kNotFound && e.code() != ErrorCode::kBusy) throw;
      entry.result.failure = failure_of(e);
    }
  }

  // The entry stands for another project from now on.
  void adopt(Entry& entry, const std::string& project_id) {
    entry.project = stores_.projects.project(project_id);
    entry.work_version = 0;
    entry.progress = stores_.observations.api_progress(project_id);
    entry.result.now_id = project_id;
  }

  [[nodiscard]] bool statistics_due(const Entry& entry) const {
    return settings_.all_statistics || any(entry.project.work & Work::kStatistics) || !entry.project.statistics ||
           schedule::duty_is_due(settings_.due.statistics, entry.project.id, entry.progress.statistics_at, clock_());
  }

  // Runs one query for many projects, and divides its cost evenly among them.
  template <typename Query>
  auto ask(std::span<Entry* const> entries, Query&& query) {
    github::client::Spent spent;
    github::client::Call call = call_;
    call.spent = &spent;
    for (Entry* entry : entries) entry->asked_at = clock_();
    auto answers = query(call);
    assert(answers.size() == entries.size());
    for (Entry* entry : entries) entry->result.spent += spent.share(entries.size());
    if (call_.spent != nullptr) *call_.spent += spent;
    return answers;
  }

  void load_duties(std::span<Entry* const> entries) {
    std::vector<const model::Project*> projects;
    for (const Entry* entry : entries) projects.push_back(&entry->project);
    duties_.load(projects);
  }

  void probe(std::span<Entry* const> entries, std::vector<Entry*>& to_read, std::vector<Entry*>& unknown) {
    if (entries.empty()) return;
    const auto answers = ask(entries, [&](const github::client::Call& call) {
      return client_.probe(each(entries, &model::Project::node_id), each(entries, &model::Project::owner), call);
    });
    for (std::size_t i = 0; i < entries.size(); ++i) {
      Entry& entry = *entries[i];
      const Lookup<RepositoryProbe>& answer = answers[i];
      for_entry(entry, [&] {
        if (answer.failure) {
          take_failure(entry, answer, unknown);
        } else if (answer.gap || answer.value->mark != entry.progress.mark) {
          if (answer.value) entry.probed = answer.value->mark;
          to_read.push_back(&entry);
        } else if (bind(entry, answer.value->github_id, answer.value->node_id, answer.value->name)) {
          take_mark(entry, answer.value->mark, std::nullopt);
        }
      });
    }
  }

  void read_statistics(std::span<Entry* const> entries, std::vector<Entry*>& unknown) {
    if (entries.empty()) return;
    auto answers = ask(entries, [&](const github::client::Call& call) {
      return client_.repositories(each(entries, &model::Project::node_id), each(entries, &model::Project::owner), call);
    });
    load_duties(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      for_entry(*entries[i], [&] {
        if (answers[i].failure) {
          take_failure(*entries[i], answers[i], unknown);
        } else {
          take_repository(*entries[i], *std::move(answers[i].value));
          take_gap(*entries[i], answers[i].gap);
        }
      });
    }
  }

  // New projects, and those whose handle GitHub does not know.
  void find_by_name(std::span<Entry* const> entries) {
    if (entries.empty()) return;
    std::vector<github::wire::RepositoryName> names;
    for (const Entry* entry : entries) names.push_back({entry->project.owner, entry->project.name});
    auto answers =
        ask(entries, [&](const github::client::Call& call) { return client_.repositories_by_name(names, call); });
    load_duties(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      Entry& entry = *entries[i];
      for_entry(entry, [&] {
        if (!answers[i].failure) {
          take_named(entry, *std::move(answers[i].value));
          take_gap(entry, answers[i].gap);
        } else if (answers[i].failure->code == ErrorCode::kNotFound || rest_says_why(answers[i])) {
          resolve(entry, *answers[i].failure);
        } else {
          take_trouble(entry, answers[i]);
        }
      });
    }
  }

  void take_named(Entry& entry, Repository repository) {
    const bool another = entry.project.github_id && *entry.project.github_id != repository.github_id;
    if (!another) return take_repository(entry, std::move(repository));
    // Either it was renamed and another repository took the old name, or it was deleted and one of the same name made.
    if (auto moved = ask_by_number(entry)) return take_repository(entry, *std::move(moved));
    if (entry.result.failure) return;
    log::info("{} is another repository than before: it is followed as a new project", entry.project.full_name());
    adopt(entry, stores_.projects.supersede_project(entry.project, clock_()).id);
    entry.result.superseded = true;
    take_repository(entry, std::move(repository));
  }

  // Runs a request for one project alone; its failure becomes that of the entry.
  template <typename Request>
  void ask_alone(Entry& entry, Request&& request) {
    try {
      github::client::Call call = call_;
      call.spent = &entry.result.spent;
      entry.asked_at = clock_();
      request(call);
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled || concerns_store(e.code())) throw;
      fail(entry, failure_of(e));
    }
  }

  // Nothing if it is missing, or if asking failed.
  std::optional<Repository> ask_by_number(Entry& entry) {
    std::optional<Repository> found;
    ask_alone(entry, [&](const github::client::Call& call) { found = find_by_number(client_, entry.project, call); });
    return found;
  }

  // By number, or by name where that is all that is known: a first contact finds what a later one does.
  void resolve(Entry& entry, const Failure& refusal) {
    ask_alone(entry, [&](const github::client::Call& call) {
      if (!entry.project.github_id) {
        return find_by_rest(entry, refusal, call);
      }
      ResolvedIdentity found = resolve_identity(stores_.observations, client_, entry.project, call);
      if (found.repository) {
        take_by_rest(entry, *std::move(found.repository));
        if (!entry.result.failure) refreshed_.back().etag = std::move(found.etag);
      } else if (found.unchanged && entry.progress.mark) {
        take_mark(entry, std::nullopt, std::nullopt);
      } else {
        fail(entry, refusal);
      }
    });
  }

  // Trouble on the way to REST leaves it at what GraphQL said.
  void find_by_rest(Entry& entry, const Failure& said, const github::client::Call& call) {
    const model::Project& project = entry.project;
    try {
      std::optional<Repository> found = project.github_id
                                            ? find_by_number(client_, project, call)
                                            : client_.rest_repository({project.owner, project.name}, call);
      if (!found) return fail(entry, said);
      if (entry.probed) found->mark = *entry.probed;
      take_by_rest(entry, *std::move(found));
    } catch (const Error& e) {
      if (e.code() == ErrorCode::kCancelled || !traits(e.code()).retry_helps) throw;
      ++rest_troubles_;
      fail(entry, said);
    }
  }

  void take_by_rest(Entry& entry, Repository repository) {
    if (const auto& known = entry.project.statistics) {
      repository.statistics.languages = known->languages;
      keep_what_is_lacking(repository.statistics, *known);
    }
    take_repository(entry, std::move(repository));
  }

  // What the token may not read of a project that can be read otherwise. REST may give it to all.
  void take_gap(Entry& entry, const std::optional<Failure>& gap) {
    if (!gap || entry.result.failure || refreshed_.empty() || refreshed_.back().project_id != entry.project.id) return;
    storage::Refreshed& out = refreshed_.back();
    out.add = out.add | Work::kPulls;
    out.confirmed = false;
    if (entry.project.statistics && out.statistics) keep_what_is_lacking(*out.statistics, *entry.project.statistics);
    fail(entry, *gap);
  }

  void take_repository(Entry& entry, Repository repository) {
    if (!bind(entry, repository.github_id, repository.node_id, repository.name)) return;
    repository.statistics.observed_at = entry.asked_at;
    take_mark(entry, repository.mark, std::move(repository.statistics));
  }

  // Stores number, handle and name as GitHub tells them. False if the answer is not about this project.
  bool bind(Entry& entry, std::int64_t github_id, const std::string& node_id,
            const github::wire::RepositoryName& name) {
    const model::Project& project = entry.project;
    if (project.github_id && *project.github_id != github_id) {
      fail(entry, {ErrorCode::kBadData, project.full_name() + ": GitHub answered with another repository", {}});
      return false;
    }
    if (project.github_id == github_id && project.node_id == node_id && project.owner == name.owner &&
        project.name == name.name) {
      return true;
    }
    const storage::Binding bound = bind_repository(stores_.projects, project, name, github_id, node_id, clock_());
    if (bound.removed) {
      log::info("{} and {}/{} are one repository: merged", project.full_name(), name.owner, name.name);
      merged_[*bound.removed] = bound.project_id;
    }
    if (bound.put_aside) put_aside_.insert(*bound.put_aside);
    if (bound.project_id != project.id) adopt(entry, bound.project_id);
    entry.project.github_id = github_id;
    return true;
  }

  // Without a mark, GitHub said that nothing has changed.
  void take_mark(Entry& entry, const std::optional<model::ProbeMark>& mark,
                 std::optional<model::Statistics> statistics) {
    const UnixTime now = clock_();
    const bool moved = mark && entry.progress.mark != mark;
    storage::Refreshed out{.project_id = entry.project.id,
                           .incarnation = entry.project.incarnation,
                           .github_id = entry.project.github_id,
                           .observed_at = entry.asked_at,
                           .mark = mark};
    out.add = (mark ? work_for(entry.progress.mark, *mark) : Work::kNothing) |
              duties_.due(entry.project, entry.progress, statistics);
    if (releases_changed(entry.project.statistics, statistics)) out.add = out.add | Work::kEnrich;
    out.done = statistics ? Work::kProbe | Work::kStatistics : Work::kProbe;
    out.work_version = entry.work_version;
    if (moved) out.changed_at = now;
    out.statistics = std::move(statistics);
    const Work left = model::without(entry.project.work | out.add, out.done | Work::kEnrich);
    out.confirmed = !any(left) && entry.project.generation > 0;
    out.next_sync_at = schedule::next_probe_at(settings_.due, entry.project.id,
                                               moved ? std::optional(now) : entry.progress.changed_at, now);
    refreshed_.push_back(std::move(out));
  }

  template <typename Value>
  void take_failure(Entry& entry, const Lookup<Value>& answer, std::vector<Entry*>& unknown) {
    const Failure& failure = *answer.failure;
    if (failure.code == ErrorCode::kNotFound) {
      unknown.push_back(&entry);
    } else if (rest_says_why(answer) && entry.project.github_id) {
      resolve(entry, failure);
    } else {
      take_trouble(entry, answer);
    }
  }

  // What GraphQL never gives of one project must not keep it unknown. In an outage REST is not asked about all.
  template <typename Value>
  void take_trouble(Entry& entry, const Lookup<Value>& answer) {
    const Failure& failure = *answer.failure;
    if (!fails_alone(answer) || asked_instead_ == kAskedInsteadMax || rest_troubles_ == kRestTroublesMax) {
      return fail(entry, failure);
    }
    ++asked_instead_;
    ask_alone(entry, [&](const github::client::Call& call) { find_by_rest(entry, failure, call); });
  }

  void fail(Entry& entry, const Failure& failure) {
    entry.result.failure = failure;
    JudgedFailure judged{failure, Asked::kApi};
    if (judged.kind() == FailureKind::kOurs) judged.failure = as_waiting_for_the_api(failure);
    entry.result.leaves_git = leaves_git_to_do(failure, entry.project);
    if (failure.code == ErrorCode::kNotFound && entry.result.leaves_git) judged.belief = Belief::kNotYet;
    stores_.projects.change_status(entry.project, entry.work_version, [&](const model::ProjectStatus& stored) {
      return status_after_failure(stored, judged, clock_());
    });
  }

  static constexpr int kAskedInsteadMax = 10;
  static constexpr int kRestTroublesMax = 2;

  const storage::Stores stores_;
  github::client::Client& client_;
  const RefreshSettings& settings_;
  const Clock& clock_;
  const github::client::Call& call_;
  std::vector<Entry> entries_;
  std::vector<storage::Refreshed> refreshed_;
  ProjectDuties duties_;
  std::map<std::string, std::string> merged_;  // the id that was removed -> the id that has its data now
  int asked_instead_ = 0;                      // how many REST was asked about because GraphQL failed
  int rest_troubles_ = 0;                      // how often REST failed as well
  std::set<std::string> put_aside_;            // ids of those whose name this refresh has given to another
};

}  // namespace

std::vector<RefreshResult> refresh_projects(const storage::Stores& stores, github::client::Client& client,
                                            const RefreshSettings& settings, std::span<const model::Project> projects,
                                            const Clock& clock, const github::client::Call& call) {
  return Refresh(stores, client, settings, projects, clock, call).run();
}

}  // namespace cpsg::sync
