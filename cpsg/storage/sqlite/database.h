// One database file as a process uses it: a single writer, a few readers, and bounds on all that they take.
#pragma once

#include <cassert>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/storage/maintenance.h"
#include "cpsg/storage/sqlite/change_watch.h"
#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/options.h"
#include "cpsg/storage/sqlite/read_access.h"
#include "cpsg/storage/sqlite/schema.h"

namespace cpsg::storage::sqlite {

class Database {
 public:
  Database(const std::filesystem::path& path, const SqliteOptions& options);

  // Calls work(Connection&) within one read transaction: all that it reads is of one moment.
  template <typename Work>
  auto read(Work&& work) {
    const Reader reader(*this);
    const Transaction snapshot(reader.connection(), Transaction::Kind::kRead);
    try {
      if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
        work(reader.connection());
        require_unchanged();
      } else {
        auto result = work(reader.connection());
        require_unchanged();
        return result;
      }
    } catch (const Error&) {
      require_unchanged();  // what is written to at that moment looks damaged
      throw;
    }
  }

  // Whether a write may wait until a log that has become too long is copied into the database.
  enum class LongLog { kIsShortened, kMayStay };

  // Calls work(Connection&) within one write transaction, which is committed when it returns and rolled back when it
  // throws.
  template <typename Work>
  auto write(Work&& work, LongLog long_log = LongLog::kIsShortened) {
    const std::scoped_lock lock(writer_mutex_);
    assert(writable() && "the database was opened for reading");
    if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
      Transaction transaction(*writer_, Transaction::Kind::kWrite);
      require_known_schema(*writer_);
      work(*writer_);
      commit(transaction);
      shorten_log(long_log);
    } else {
      Transaction transaction(*writer_, Transaction::Kind::kWrite);
      require_known_schema(*writer_);
      auto result = work(*writer_);
      commit(transaction);
      shorten_log(long_log);
      return result;
    }
  }

  // Whether what was read still stands: moves with every write().
  [[nodiscard]] ChangeMark& changes() { return changes_; }

  // False for one that was opened for reading: nothing may be written to it.
  [[nodiscard]] bool writable() const { return !read_access_; }

  // Copies the log into the database and empties its file, if no reader needs it; else false.
  [[nodiscard]] bool truncate_log();

  // As the port Maintenance says.
  [[nodiscard]] Space space();
  [[nodiscard]] bool give_back_space();
  void prepare_to_give_back_space();

  // Closes idle readers, and empties the writer's cache if no transaction is using it.
  void release_memory() noexcept;

 private:
  // A reading connection, for the time of its life.
  class Reader {
   public:
    explicit Reader(Database& database) : database_(database), connection_(database.borrow_reader()) {}
    ~Reader() { database_.give_back(std::move(connection_)); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    [[nodiscard]] Connection& connection() const { return *connection_; }

   private:
    Database& database_;
    std::unique_ptr<Connection> connection_;
  };

  void require_unchanged() const {
    if (read_access_) read_access_->require_unchanged();
  }
  [[nodiscard]] std::unique_ptr<Connection> borrow_reader();
  void give_back(std::unique_ptr<Connection> reader) noexcept;
  [[nodiscard]] std::unique_ptr<Connection> open_reader() const;
  [[nodiscard]] std::unique_ptr<Connection> open_watching() const;
  void open_writer();
  void open_for_reading();
  void commit(Transaction& transaction) {
    const ChangeWatch::Commit under_way(changes_);
    transaction.commit();
  }
  void shorten_log(LongLog long_log) noexcept;
  void begin_copying_log() noexcept;
  void copy_log() const noexcept;
  void wait_for_copy() noexcept;
  // Waits for readers no longer than kLogWait.
  int checkpoint(int mode) noexcept;

  const std::filesystem::path path_;
  const SqliteOptions options_;
  std::optional<ReadAccess> read_access_;  // nothing: it may be written

  std::mutex writer_mutex_;
  std::unique_ptr<Connection> writer_;
  int log_pages_ = 0;         // after the last commit
  int log_pages_copied_ = 0;  // when it was last begun to be copied; 0 in a log that began anew
  int restart_log_at_pages_;
  std::future<void> copying_log_;

  ChangeWatch changes_{[this] { return open_watching(); }};

  std::mutex readers_mutex_;
  std::condition_variable reader_returned_;
  std::size_t readers_open_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_readers_;  // last: closed before the writer, which then removes the log
};

}  // namespace cpsg::storage::sqlite
