// One database file as a process uses it: a single writer, a few readers, and bounds on all that they take.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/options.h"

namespace cpsg::storage::sqlite {

class Database {
 public:
  Database(const std::filesystem::path& path, const SqliteOptions& options);

  // Calls work(Connection&) within one read transaction: all that it reads is of one moment.
  template <typename Work>
  auto read(Work&& work) {
    const Reader reader(*this);
    const Transaction snapshot(reader.connection(), Transaction::Kind::kRead);
    return work(reader.connection());
  }

  // Calls work(Connection&) within one write transaction, which is committed when it returns and rolled back when it
  // throws.
  template <typename Work>
  auto write(Work&& work) {
    const std::scoped_lock lock(writer_mutex_);
    if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
      Transaction transaction(*writer_, Transaction::Kind::kWrite);
      work(*writer_);
      transaction.commit();
      shorten_log();
    } else {
      Transaction transaction(*writer_, Transaction::Kind::kWrite);
      auto result = work(*writer_);
      transaction.commit();
      shorten_log();
      return result;
    }
  }

  // Copies all of the log into the database and cuts it to nothing. False if somebody reads for longer than the busy
  // timeout. Throws for any other failure.
  [[nodiscard]] bool empty_log();

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

  [[nodiscard]] std::unique_ptr<Connection> borrow_reader();
  void give_back(std::unique_ptr<Connection> reader) noexcept;
  [[nodiscard]] std::unique_ptr<Connection> open_reader() const;
  void open_writer();
  void shorten_log() noexcept;

  const std::filesystem::path path_;
  const SqliteOptions options_;

  std::mutex writer_mutex_;
  std::unique_ptr<Connection> writer_;
  int log_pages_ = 0;  // after the last commit
  int restart_log_at_pages_;

  std::mutex readers_mutex_;
  std::condition_variable reader_returned_;
  std::size_t readers_open_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_readers_;  // last: closed before the writer, which then removes the log
};

}  // namespace cpsg::storage::sqlite
