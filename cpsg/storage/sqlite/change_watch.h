// The mark of changes on SQLite: a count of this process's commits, and a connection that looks for those of others.
//
//   ChangeWatch changes([&] { return open_reader(); });
//   const ChangeWatch::Commit commit(changes);  // around each commit of this process
//
// The connection is in no transaction between two looks: within one, SQLite shows no change.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "cpsg/storage/change_mark.h"
#include "cpsg/storage/sqlite/connection.h"

namespace cpsg::storage::sqlite {

class ChangeWatch final : public ChangeMark {
 public:
  // After a failed look there is no mark for so long; then the database is opened anew.
  static constexpr std::chrono::milliseconds kRetryInterval{100};

  // `open` makes the connection, on the thread of the first look, and again after a failure.
  explicit ChangeWatch(std::function<std::unique_ptr<Connection>()> open) : open_(std::move(open)) {}

  [[nodiscard]] std::optional<std::uint64_t> current(Instant now) noexcept override;
  [[nodiscard]] std::optional<ProjectRevision> revision_now(std::string_view full_name) noexcept override;
  [[nodiscard]] std::optional<model::ApiKey> key_now(const Sha256Digest& digest) noexcept override;

  // For the time in which a commit of this process becomes visible. One at a time.
  class Commit {
   public:
    explicit Commit(ChangeWatch& changes) : changes_(changes) { ++changes_.state_; }
    ~Commit() { ++changes_.state_; }
    Commit(const Commit&) = delete;
    Commit& operator=(const Commit&) = delete;

   private:
    ChangeWatch& changes_;
  };

 private:
  [[nodiscard]] bool is_due(Instant now) const noexcept { return now.time_since_epoch().count() >= look_at_; }
  void look(Instant now) noexcept;
  void fail() noexcept;
  // What `read` finds on the connection; nothing where that cannot be asked.
  template <typename Found, typename Read>
  [[nodiscard]] std::optional<Found> read_now(const Read& read) noexcept;

  const std::function<std::unique_ptr<Connection>()> open_;
  std::atomic<std::uint64_t> state_{0};  // grows by two with every change; odd while this process commits
  std::atomic<bool> known_{false};       // what the last look left
  std::atomic<Instant::rep> look_at_{Instant::min().time_since_epoch().count()};

  std::mutex mutex_;  // for what follows
  std::unique_ptr<Connection> connection_;
  std::int64_t data_version_ = 0;  // as the connection saw it last
};

}  // namespace cpsg::storage::sqlite
