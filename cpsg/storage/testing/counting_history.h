// For tests: the ports of a history, each passing its calls on and counting them by method.
//
//   CallCounter calls;
//   CountingHistory history(store, calls);
//
// Calls may come from several threads.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/history_writer.h"
#include "cpsg/storage/testing/call_counter.h"

namespace cpsg::storage {

class CountingHistory : public Counting<HistoryReader> {
 public:
  using Counting::Counting;
  CommitView commit_view(std::string_view project_id) override {
    return counted("commit_view").commit_view(project_id);
  }
  std::vector<model::Commit> commits(const CommitView& view, const CommitQuery& query) override {
    return counted("commits").commits(view, query);
  }
  std::vector<model::Commit> commits_at(const CommitView& view, std::span<const std::uint32_t> rows) override {
    return counted("commits_at").commits_at(view, rows);
  }
  std::vector<model::Branch> branches(std::string_view project_id, std::string_view after, std::size_t limit) override {
    return counted("branches").branches(project_id, after, limit);
  }
  BranchPage branches(std::string_view project_id, const BranchQuery& query) override {
    return counted("branches").branches(project_id, query);
  }
  std::optional<model::Branch> branch(std::string_view project_id, std::string_view name) override {
    return counted("branch").branch(project_id, name);
  }
  std::vector<std::optional<std::string>> authors_of(std::string_view project_id,
                                                     std::span<const model::Branch> branches) override {
    return counted("authors_of").authors_of(project_id, branches);
  }
  std::vector<model::ActivityYear> activity(std::string_view project_id, int first_year, int last_year) override {
    return counted("activity").activity(project_id, first_year, last_year);
  }
  std::vector<model::Contributor> contributors(std::string_view project_id,
                                               const std::optional<ContributorCursor>& after,
                                               std::size_t limit) override {
    return counted("contributors").contributors(project_id, after, limit);
  }
  std::vector<std::uint64_t> contributor_keys(const CommitView& view) override {
    return counted("contributor_keys").contributor_keys(view);
  }
  std::vector<model::Person> people(const CommitView& view, std::span<const std::uint32_t> numbers) override {
    return counted("people").people(view, numbers);
  }
  std::vector<std::uint32_t> people_matching(std::string_view project_id, std::span<const std::string> texts) override {
    return counted("people_matching").people_matching(project_id, texts);
  }
  std::uint64_t read_graph(std::string_view project_id, const ChunkSink& sink) override {
    return counted("read_graph").read_graph(project_id, sink);
  }
  void read_author_offsets(const CommitView& view, const OffsetSink& sink) override {
    counted("read_author_offsets").read_author_offsets(view, sink);
  }
};

class CountingHistoryWriter final : public Counting<HistoryWriter> {
 public:
  using Counting::Counting;
  PublishedState published_state(std::string_view project_id) override {
    return counted("published_state").published_state(project_id);
  }
  std::vector<std::pair<PersonKey, std::uint32_t>> person_keys(std::string_view project_id) override {
    return counted("person_keys").person_keys(project_id);
  }
  std::vector<std::optional<model::GitTime>> committer_times(std::string_view project_id,
                                                             std::span<const std::uint32_t> rows) override {
    return counted("committer_times").committer_times(project_id, rows);
  }
  std::vector<std::optional<std::uint32_t>> find_rows(std::string_view project_id,
                                                      std::span<const CommitPlace> commits) override {
    return counted("find_rows").find_rows(project_id, commits);
  }
  std::vector<StagedContributor> contributors_named_by(std::string_view project_id,
                                                       std::span<const std::uint32_t> people) override {
    return counted("contributors_named_by").contributors_named_by(project_id, people);
  }
  void discard_staged(const Lease& lease) override { counted("discard_staged").discard_staged(lease); }
  void stage(const Lease& lease, std::span<const StagedPerson> people, std::span<const StagedCommit> commits) override {
    counted("stage").stage(lease, people, commits);
  }
  void publish(const Lease& lease, const Publication& publication) override {
    counted("publish").publish(lease, publication);
  }
  std::optional<std::string> history_policy(std::string_view project_id) override {
    return counted("history_policy").history_policy(project_id);
  }
  std::vector<StagedPerson> people_from(std::string_view project_id, std::uint32_t first, std::size_t limit) override {
    return counted("people_from").people_from(project_id, first, limit);
  }
  std::vector<CommitText> commit_texts(std::string_view project_id, std::uint32_t first, std::size_t limit) override {
    return counted("commit_texts").commit_texts(project_id, first, limit);
  }
  void begin_rewrite(const Lease& lease) override { counted("begin_rewrite").begin_rewrite(lease); }
  void stage_rewritten(const Lease& lease, std::span<const StagedPerson> people,
                       std::span<const CommitText> commits) override {
    counted("stage_rewritten").stage_rewritten(lease, people, commits);
  }
  void publish_rewritten(const Lease& lease, const RewrittenHistory& rewritten) override {
    counted("publish_rewritten").publish_rewritten(lease, rewritten);
  }
  bool clear_replaced() override { return counted("clear_replaced").clear_replaced(); }
  std::vector<UnenrichedCommit> unenriched_commits(std::string_view project_id, std::size_t limit) override {
    return counted("unenriched_commits").unenriched_commits(project_id, limit);
  }
  void enrich_commits(const Lease& lease, std::span<const CommitDetail> details) override {
    counted("enrich_commits").enrich_commits(lease, details);
  }
};

}  // namespace cpsg::storage
