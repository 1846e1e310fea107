// The live commits of one generation of a project, in 15 bytes each, by author time: what questions about time, people
// and branches are answered from without the commit graph.
//
//   CommitTables tables(history, graphs);
//   const std::shared_ptr<const CommitTable> table = tables.get(view, AuthorOffsets::kNotNeeded);
//   for (std::size_t i = table->first_at(since); i < table->size(); ++i) use(table->time(i), table->person(i));
//
// A table never changes. Commits that no branch reaches are not in it, because nothing is counted of them.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/base/limits.h"
#include "cpsg/base/time_zone.h"
#include "cpsg/history/graph_reader.h"
#include "cpsg/storage/history_reader.h"
#include "cpsg/storage/publication.h"

namespace cpsg::history {

class CommitTable {
 public:
  // All people who are one contributor.
  struct Contributor {
    std::uint64_t key = 0;              // the same in every generation (storage::contributor_of)
    storage::StagedContributor counts;  // its person is the one who names them
  };
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;

  // The commits of the view, out of the graph of its generation or a later one. `contributor_keys` as the store gives
  // them (HistoryReader::contributor_keys).
  CommitTable(const StoredGraph& stored, const storage::CommitView& view,
              const std::vector<std::uint64_t>& contributor_keys);
  // The same commits with the offsets that the graph does not have, by row.
  CommitTable(const CommitTable& other, std::span<const std::int16_t> offsets_minutes);

  // Commits without an author time stand before first_dated(), the others ascend by time and row.
  [[nodiscard]] std::size_t size() const { return persons_.size(); }
  [[nodiscard]] std::size_t first_dated() const { return first_dated_; }
  // The first dated commit at that time or later, or size().
  [[nodiscard]] std::size_t first_at(UnixTime time) const;

  [[nodiscard]] UnixTime time(std::size_t i) const {
    const std::int64_t epoch_s = i < first_late_ ? std::int64_t{epochs_[i]} : late_epochs_[i - first_late_];
    return UnixTime(std::chrono::seconds(epoch_s));
  }
  // Of the author's clock; 0 for all where the graph does not have them.
  [[nodiscard]] std::int16_t offset_minutes(std::size_t i) const { return offsets_[i]; }
  // What the author's clock showed.
  [[nodiscard]] LocalTime local_of_author(std::size_t i) const {
    return LocalTime(time(i).time_since_epoch() + std::chrono::minutes(offsets_[i]));
  }
  [[nodiscard]] std::uint32_t person(std::size_t i) const { return persons_[i]; }
  [[nodiscard]] std::uint32_t row(std::size_t i) const { return rows_[i]; }
  [[nodiscard]] bool is_merge(std::size_t i) const { return (flags_[i] & kMerge) != 0; }
  [[nodiscard]] bool is_bot(std::size_t i) const { return (flags_[i] & kBot) != 0; }
  [[nodiscard]] bool is_on_default(std::size_t i) const { return (flags_[i] & kOnDefault) != 0; }
  // Whether the offsets of all dated commits are known.
  [[nodiscard]] bool has_offsets() const { return has_offsets_; }

  [[nodiscard]] const std::vector<Contributor>& contributors() const { return contributors_; }
  // The place in contributors() of the author of commit i.
  [[nodiscard]] std::uint32_t contributor(std::size_t i) const { return contributor_of_person_[persons_[i]]; }

  [[nodiscard]] std::size_t bytes() const;

 private:
  enum Flag : std::uint8_t { kMerge = 1, kBot = 2, kOnDefault = 4 };
  struct Place;

  void add(const StoredGraph& stored, const storage::CommitView& view, const std::vector<Place>& places);
  void add_contributors(const StoredGraph& stored, const storage::CommitView& view,
                        const std::vector<std::uint64_t>& contributor_keys);

  // By place.
  std::vector<std::uint32_t> epochs_;  // as far as 32 bits hold them: up to first_late_
  std::vector<std::int16_t> offsets_;
  std::vector<std::uint32_t> persons_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::uint32_t> rows_;
  std::vector<std::int64_t> late_epochs_;  // of the year 2106 and later
  std::size_t first_dated_ = 0;
  std::size_t first_late_ = 0;
  bool has_offsets_ = true;

  std::vector<Contributor> contributors_;
  std::vector<std::uint32_t> contributor_of_person_;  // kNobody for people who are no author of a live commit
};

enum class AuthorOffsets : std::uint8_t { kNotNeeded, kNeeded };

// Makes tables from the stored graph and keeps those used last, within a bound of bytes; one that is larger by itself
// is not kept.
//
// Threads: all functions may be called from several threads at once. Requests that need the same table wait for the one
// that makes it; beyond a few of them, and where GraphReader::read() says so, Error(kOverloaded) is thrown.
class CommitTables {
 public:
  static constexpr std::size_t kKeptMaxBytes = 32 * limits::kMiB;

  // Both must outlive the tables.
  CommitTables(storage::HistoryReader& history, GraphReader& graphs, std::size_t kept_max_bytes = kKeptMaxBytes)
      : history_(history), graphs_(graphs), kept_max_bytes_(kept_max_bytes) {}

  // The table of the view's generation. Where offsets are needed and the stored graph is of an earlier version of the
  // program, they are read from the commits, which takes long; who needs none of them does not wait for that. Throws
  // Error(kBusy) for a view from before a rewrite, and what reading throws.
  [[nodiscard]] std::shared_ptr<const CommitTable> get(const storage::CommitView& view, AuthorOffsets offsets);

  // Drops the table of a project that was removed.
  void forget(std::string_view project_id);
  [[nodiscard]] std::size_t kept_bytes() const;

 private:
  struct Kept {
    std::string key;
    std::shared_ptr<const CommitTable> table;
  };
  class Making;

  [[nodiscard]] std::shared_ptr<const CommitTable> find(const std::string& key, AuthorOffsets offsets);
  [[nodiscard]] std::shared_ptr<const CommitTable> make(const storage::CommitView& view);
  [[nodiscard]] std::shared_ptr<const CommitTable> with_offsets(const CommitTable& table,
                                                                const storage::CommitView& view);
  void keep(const std::string& key, const std::string& project_prefix, std::shared_ptr<const CommitTable> table);
  void drop(const std::string& prefix);

  storage::HistoryReader& history_;
  GraphReader& graphs_;
  const std::size_t kept_max_bytes_;
  mutable std::mutex mutex_;  // of the members below
  std::condition_variable made_;
  std::list<Kept> kept_;  // the latest used first
  std::size_t kept_bytes_ = 0;
  std::set<std::string> making_;
  std::size_t waiting_ = 0;
};

}  // namespace cpsg::history
