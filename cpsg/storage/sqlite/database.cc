#include "cpsg/storage/sqlite/database.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <thread>

#include "cpsg/base/error.h"
#include "cpsg/storage/sqlite/schema.h"

namespace cpsg::storage::sqlite {
namespace {

// Measured with a million commits: 8 KiB pages stage a quarter faster than 4 KiB ones and larger ones gain no more; a
// writer with a larger cache gains nothing.
constexpr int kPageBytes = 8192;
constexpr const char* kWriterSettings =
    "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096;"
    "PRAGMA journal_size_limit = 16777216";
constexpr const char* kTemporariesInMemory = "PRAGMA temp_store = MEMORY";
constexpr const char* kReaderSettings = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -2048";

// In one transaction: about 2 MiB.
constexpr std::string_view kGiveBackSomePages = "PRAGMA incremental_vacuum(256)";

// Past the first, what is in the log is copied into the database on another thread, which usually lets a later writer
// start the log anew. Readers that overlap without a pause prevent that, and so does a writer who never rests; past the
// second, the writer copies what is left and waits for the readers.
constexpr int kCopyLogAtPages = 8 * 1024 * 1024 / kPageBytes;
constexpr int kRestartLogAtPages = 2 * kCopyLogAtPages;
constexpr std::chrono::milliseconds kLogWait{250};

[[noreturn]] void fail_to_create(const std::filesystem::path& path, int error) {
  const bool full = error == ENOSPC || error == EDQUOT;
  throw Error(full ? ErrorCode::kStoreFull : ErrorCode::kStoreIo,
              fmt::format("{} cannot be created: {}", path.string(), std::generic_category().message(error)));
}

// Makes an empty file that only its owner may read, and its directory. An existing file is not even opened: closing it
// would drop the locks that other connections of this process hold on it.
void create_if_missing(const std::filesystem::path& path) {
  if (path.has_parent_path()) {
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    if (error) fail_to_create(path, error.value());
  }
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file >= 0) {
    ::close(file);
  } else if (errno != EEXIST) {
    fail_to_create(path, errno);
  }
}

// Turns the write-ahead log on. SQLite doesn't wait when another process does the same at this moment: wait here.
void use_write_ahead_log(Connection& connection) {
  const auto deadline = std::chrono::steady_clock::now() + connection.busy_timeout();
  while (true) {
    try {
      Query query(connection, "PRAGMA journal_mode = WAL");
      query.step();
      if (query.text(0) == "wal") return;
      throw Error(ErrorCode::kStoreIo,
                  fmt::format("the file system of {} cannot hold a write-ahead log: use a local disk",
                              connection.path().string()));
    } catch (const Error& error) {
      if (error.code() != ErrorCode::kStoreLocked || std::chrono::steady_clock::now() >= deadline) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
  }
}

}  // namespace

Database::Database(const std::filesystem::path& path, const SqliteOptions& options)
    : path_(path), options_(options), restart_log_at_pages_(kRestartLogAtPages) {
  if (options_.access == Access::kRead) {
    open_for_reading();
  } else {
    create_if_missing(path_);
    open_writer();
  }
}

void Database::open_for_reading() {
  read_access_ = find_read_access(path_, options_.busy_timeout);
  // In memory, the database is there for as long as somebody has it open; the writer holds it.
  auto first = std::make_unique<Connection>(path_, read_access_->uri, options_.busy_timeout);
  if (read_access_->kind != ReadAccess::Kind::kAbsent && is_new_database(*first)) {
    // Somebody is making it at this moment: there are no tables yet.
    read_access_ = absent_database(path_);
    first = std::make_unique<Connection>(path_, read_access_->uri, options_.busy_timeout);
  }
  if (read_access_->kind == ReadAccess::Kind::kAbsent) {
    prepare_schema(*first);
    writer_ = std::move(first);
    return;
  }
  if (!is_older_database(*first)) return;
  const bool read_only = sqlite3_db_readonly(first->handle(), "main") == 1;
  if (read_only || read_access_->kind == ReadAccess::Kind::kImmutable) {
    throw Error(ErrorCode::kStoreIo,
                fmt::format("{} is of an older version, and cannot be brought up to date because it cannot be written: "
                            "run cpsg list once as a user who may",
                            path_.string()));
  }
  first.reset();
  open_writer();
  writer_.reset();
}

void Database::open_writer() {
  writer_ = std::make_unique<Connection>(path_, options_.busy_timeout);
  Connection& writer = *writer_;
  if (sqlite3_db_readonly(writer.handle(), "main") == 1) {
    throw Error(ErrorCode::kStoreIo, fmt::format("{} cannot be written: check its permissions", path_.string()));
  }
  // Checked before anything is changed: it may be a file of another program.
  if (is_new_database(writer)) {
    writer.execute(fmt::format("PRAGMA page_size = {}; PRAGMA auto_vacuum = INCREMENTAL", kPageBytes).c_str());
  }
  use_write_ahead_log(writer);
  writer.execute("PRAGMA secure_delete = ON");
  // Before the settings: a migration may sort a large table, and must do it in a file, not in memory.
  prepare_schema(writer);
  writer.execute(kWriterSettings);
  sqlite3_wal_hook(
      writer.handle(),
      [](void* database, sqlite3*, const char*, int pages) {
        static_cast<Database*>(database)->log_pages_ = pages;
        return SQLITE_OK;
      },
      this);
}

// What was committed is safe in the log: a failure to shorten it (a full disk, a reader that stays) may wait for the
// next commit.
void Database::shorten_log(LongLog long_log) noexcept {
  if (log_pages_ < log_pages_copied_) log_pages_copied_ = 0;
  if (log_pages_ - log_pages_copied_ >= kCopyLogAtPages) begin_copying_log();
  if (log_pages_ < restart_log_at_pages_ || long_log == LongLog::kMayStay) return;
  wait_for_copy();
  const int result = checkpoint(SQLITE_CHECKPOINT_RESTART);
  // Somebody reads for long: don't make every commit wait for them.
  restart_log_at_pages_ = result == SQLITE_OK ? kRestartLogAtPages : log_pages_ + kCopyLogAtPages;
}

void Database::begin_copying_log() noexcept {
  if (copying_log_.valid() && copying_log_.wait_for(std::chrono::seconds{0}) != std::future_status::ready) return;
  try {
    copying_log_ = std::async(std::launch::async, [this] { copy_log(); });
    log_pages_copied_ = log_pages_;
  } catch (const std::exception&) {
    // No thread could be begun; the next commit tries again.
  }
}

void Database::copy_log() const noexcept {
  try {
    Connection connection(path_, options_.busy_timeout);
    connection.execute("PRAGMA synchronous = NORMAL");
    sqlite3_wal_checkpoint_v2(connection.handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  } catch (const std::exception&) {
    // What is in the log stays there for the next time.
  }
}

void Database::wait_for_copy() noexcept {
  if (copying_log_.valid()) copying_log_.wait();
}

int Database::checkpoint(int mode) noexcept {
  sqlite3* db = writer_->handle();
  sqlite3_busy_timeout(db, static_cast<int>(kLogWait.count()));
  const int result = sqlite3_wal_checkpoint_v2(db, "main", mode, nullptr, nullptr);
  sqlite3_busy_timeout(db, static_cast<int>(options_.busy_timeout.count()));
  return result;
}

bool Database::truncate_log() {
  const std::scoped_lock lock(writer_mutex_);
  wait_for_copy();
  const int result = checkpoint(SQLITE_CHECKPOINT_TRUNCATE);
  if (result == SQLITE_OK) log_pages_ = 0;
  const bool busy = (result & 0xFF) == SQLITE_BUSY;
  if (result != SQLITE_OK && !busy) writer_->fail(result);
  return !busy;
}

Space Database::space() {
  const auto [size_bytes, free_bytes] = read([](Connection& c) {
    const auto page_bytes = static_cast<std::uint64_t>(single_integer(c, "PRAGMA page_size"));
    return std::pair(page_bytes * static_cast<std::uint64_t>(single_integer(c, "PRAGMA page_count")),
                     page_bytes * static_cast<std::uint64_t>(single_integer(c, "PRAGMA freelist_count")));
  });
  std::uint64_t log_bytes = 0;
  std::error_code error;
  if (const auto size = std::filesystem::file_size(path_.string() + "-wal", error); !error) log_bytes = size;
  return {.size_bytes = size_bytes + log_bytes, .free_bytes = free_bytes};
}

bool Database::give_back_space() {
  const std::int64_t free_pages = write([](Connection& c) {
    Query step(c, kGiveBackSomePages);
    while (step.step()) {
    }
    return single_integer(c, "PRAGMA freelist_count");
  });
  return free_pages > 0;
}

void Database::prepare_to_give_back_space() {
  const std::scoped_lock lock(writer_mutex_);
  constexpr int kIncremental = 2;
  if (single_integer(*writer_, "PRAGMA auto_vacuum") == kIncremental) return;
  // The copy that it makes is as large as the database: it goes into a file, not into memory.
  writer_->execute("PRAGMA temp_store = FILE");
  try {
    writer_->execute("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
  } catch (const Error&) {
    writer_->execute(kTemporariesInMemory);
    throw;
  }
  writer_->execute(kTemporariesInMemory);
}

std::unique_ptr<Connection> Database::open_reader() const {
  auto reader = read_access_ ? std::make_unique<Connection>(path_, read_access_->uri, options_.busy_timeout)
                             : std::make_unique<Connection>(path_, options_.busy_timeout);
  reader->execute(kReaderSettings);
  return reader;
}

// A file that is read without locks tells nobody of its changes.
std::unique_ptr<Connection> Database::open_watching() const {
  if (read_access_ && read_access_->kind != ReadAccess::Kind::kShared) {
    throw Error(ErrorCode::kStoreIo, fmt::format("changes of {} cannot be watched", path_.string()));
  }
  auto watching = open_reader();
  watching->execute("PRAGMA cache_size = -256");  // for a row now and then
  return watching;
}

std::unique_ptr<Connection> Database::borrow_reader() {
  {
    std::unique_lock lock(readers_mutex_);
    reader_returned_.wait(lock, [&] { return !idle_readers_.empty() || readers_open_ < options_.readers_max; });
    if (!idle_readers_.empty()) {
      auto reader = std::move(idle_readers_.back());
      idle_readers_.pop_back();
      return reader;
    }
    idle_readers_.reserve(options_.readers_max);  // so that giving back can't fail
    ++readers_open_;
  }
  try {
    return open_reader();
  } catch (...) {
    const std::scoped_lock lock(readers_mutex_);
    --readers_open_;
    reader_returned_.notify_one();
    throw;
  }
}

void Database::give_back(std::unique_ptr<Connection> reader) noexcept {
  const std::scoped_lock lock(readers_mutex_);
  idle_readers_.push_back(std::move(reader));
  reader_returned_.notify_one();
}

void Database::release_memory() noexcept {
  {
    const std::scoped_lock lock(readers_mutex_);
    readers_open_ -= idle_readers_.size();
    idle_readers_.clear();
    reader_returned_.notify_all();
  }
  if (const std::unique_lock lock(writer_mutex_, std::try_to_lock); lock && writer_) {
    sqlite3_db_release_memory(writer_->handle());
  }
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

}  // namespace cpsg::storage::sqlite
