#include "cpsg/sync/enrich_commits.h"

#include <algorithm>
#include <cassert>
#include <optional>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/sync/failures.h"

namespace cpsg::sync {
namespace {

constexpr std::size_t kAtOnce = 500;  // commits that are stored together; about five queries

struct Answers {
  std::vector<storage::CommitDetail> details;
  std::optional<Failure> failure;  // of the first commit without an answer
};

Answers ask(github::client::Client& client, const model::Project& project, const github::client::Call& call,
            const std::vector<storage::UnenrichedCommit>& commits) {
  std::vector<model::Oid> oids;
  for (const storage::UnenrichedCommit& commit : commits) oids.push_back(commit.oid);
  const auto found = client.commits(project.node_id, project.owner, oids, call);
  assert(found.size() == commits.size());
  Answers answers;
  std::vector<storage::CommitDetail> failed_alone;
  std::optional<Failure> one_alone;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i].value) {
      const github::wire::CommitFacts& facts = *found[i].value;
      answers.details.push_back({commits[i].row, facts.additions, facts.deletions, facts.changed_files,
                                 facts.author_login, facts.committer_login});
    } else if (concerns_one_alone(*found[i].failure) && !found[i].retry_smaller) {
      failed_alone.push_back({commits[i].row, {}, {}, {}, {}, {}});
      one_alone = found[i].failure;
    } else if (!answers.failure) {
      answers.failure = found[i].failure;
    }
  }
  if (answers.details.empty() && !answers.failure) {
    answers.failure = one_alone;
  } else if (!answers.details.empty()) {
    answers.details.insert(answers.details.end(), failed_alone.begin(), failed_alone.end());
  }
  return answers;
}

}  // namespace

void enrich_commits(storage::HistoryWriter& writer, github::client::Client& client, const model::Project& project,
                    const storage::Lease& lease, const github::client::Call& call, const ProgressSink& on_progress,
                    std::size_t most, EnrichReport& report) {
  for (;;) {
    const std::size_t left = most - std::min(most, static_cast<std::size_t>(report.commits));
    const auto commits = writer.unenriched_commits(project.id, std::max<std::size_t>(1, std::min(left, kAtOnce)));
    report.finished = commits.empty();
    if (report.finished || left == 0) return;
    const Answers answers = ask(client, project, call, commits);
    writer.enrich_commits(lease, answers.details);
    report.commits += answers.details.size();
    on_progress({Phase::kEnriching, report.commits, 0, 0, {}});
    if (answers.failure && (answers.details.empty() || !concerns_one_alone(*answers.failure))) {
      throw error_of(*answers.failure);
    }
  }
}

}  // namespace cpsg::sync
