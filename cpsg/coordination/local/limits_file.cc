#include "cpsg/coordination/local/limits_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include "cpsg/base/log.h"
#include "cpsg/base/sha256.h"
#include "cpsg/coordination/local/file_layout.h"

namespace cpsg::coordination::local {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds kLockPatience{80};  // the reading and writing have the rest of the 100 ms
constexpr std::chrono::microseconds kLockRetry{200};
constexpr seconds kNextAttempt{5};
constexpr seconds kIdleAccount{65 * 60};  // nothing is left that its record tells
constexpr seconds kUsedAtStep{60};
constexpr std::uint64_t kNewRevision = 1;

// Why the file cannot be used now.
struct Unusable {
  std::string reason;  // empty: there is no database yet, which is no fault
};

[[noreturn]] void fail(std::string_view what) {
  throw Unusable{fmt::format("{}: {}", what, std::generic_category().message(errno))};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(number_); }
  [[nodiscard]] int number() const { return number_; }

 private:
  int number_;
};

// As std::timed_mutex, whose waiting with the steady clock GCC 12's ThreadSanitizer does not see.
class TimedMutex {
 public:
  [[nodiscard]] bool try_lock_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!unlocked_.wait_until(lock, deadline, [this] { return !locked_; })) return false;
    locked_ = true;
    return true;
  }
  void unlock() {
    {
      const std::lock_guard lock(mutex_);
      locked_ = false;
    }
    unlocked_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable unlocked_;
  bool locked_ = false;
};

// Held for as long as the object lives.
class FileLock {
 public:
  FileLock(int file, std::chrono::steady_clock::time_point deadline) : file_(file) {
    while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK && errno != EINTR) fail("cannot lock it");
      if (std::chrono::steady_clock::now() >= deadline) throw Unusable{"another process has locked it"};
      std::this_thread::sleep_for(kLockRetry);
    }
  }
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() { ::flock(file_, LOCK_UN); }

 private:
  int file_;
};

template <typename Value>
bool read_at(int file, std::int64_t at, Value& value) {
  return ::pread(file, &value, sizeof value, at) == static_cast<ssize_t>(sizeof value);
}

template <typename Value>
void write_at(int file, std::int64_t at, const Value& value) {
  const ssize_t written = ::pwrite(file, &value, sizeof value, at);
  if (written < 0) fail("cannot write it");
  if (written != static_cast<ssize_t>(sizeof value)) throw Unusable{"cannot write it whole"};
}

std::int64_t record_at(std::size_t index) { return kRecordsAt + static_cast<std::int64_t>(index) * kRecordSize; }

KeyDigest digest_of(std::string_view key) {
  KeyDigest digest;
  const Sha256Digest whole = sha256(key);
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

// Another one after each restart of the machine, with which the steady clock begins anew.
BootId boot_id() {
  std::ifstream file("/proc/sys/kernel/random/boot_id");
  std::string text;
  std::getline(file, text);
  BootId boot{};
  const Sha256Digest whole = sha256(text);
  std::copy_n(whole.begin(), boot.size(), boot.begin());
  return boot;
}

std::uint64_t new_token() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device() | 1;
}

struct ::flock owner_lock(std::size_t index, short type) {
  struct ::flock lock{};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = kOwnerLocksAt + static_cast<std::int64_t>(index);
  lock.l_len = 1;
  return lock;
}

}  // namespace

class LimitsFile::Impl {
 public:
  explicit Impl(const std::filesystem::path& database)
      : database_(database), path_(database.string() + "-limits"), boot_(boot_id()) {}

  std::optional<std::uint64_t> update(std::string_view key, Instant now, const Change& change) {
    const auto deadline = std::chrono::steady_clock::now() + kLockPatience;
    const std::unique_lock lock(mutex_, deadline);
    if (!lock.owns_lock() || now < next_attempt_) return std::nullopt;
    try {
      open();
      const FileLock file_lock(file_->number(), deadline);
      load_header(now);
      const std::optional<std::size_t> index = find_account(digest_of(key), now);
      if (!index) {
        warn(fmt::format("it has no place for more than {} accounts", kAccountsMax));
        return std::nullopt;
      }
      return change_record(record_at(*index), change);
    } catch (const Unusable& unusable) {
      next_attempt_ = now + kNextAttempt;
      warn(unusable.reason);
      return std::nullopt;
    }
  }

  // Without the lock: eight bytes of one page are read whole.
  std::uint64_t revision() {
    const int file = shared_file_.load();
    std::uint64_t value = 0;
    if (file >= 0 && read_at(file, kRevisionAt, value)) last_revision_ = value;
    return last_revision_;
  }

 private:
  void warn(const std::string& reason) {
    if (reason.empty() || std::exchange(warned_, true)) return;
    log::warning(
        "{}: {}; GitHub's limits are kept by this process alone, without regard to others that use the database",
        path_.string(), reason);
  }

  std::uint64_t change_record(std::int64_t at, const Change& change) {
    const int file = file_->number();
    Sealed<AccountRecord> sealed;
    AccountRecord record;
    if (!read_at(file, at, sealed) || !sealed.open(record)) record = {};
    forget_windows(record);
    const auto lives = [this](std::size_t index, std::uint64_t token) {
      return header_.owners[index] == token && is_locked(index);
    };
    const bool concerns = change(record, {owner_, token_, lives});
    sealed.seal(record);
    write_at(file, at, sealed);
    std::uint64_t revision = kNewRevision;
    if (!read_at(file, kRevisionAt, revision)) fail("cannot read it");
    if (concerns) write_revision(++revision);
    return revision;
  }

  // A window that nobody has watched since is learned anew: GitHub may have begun another one. What was used of the
  // minute, and what was asked to be waited for, stays.
  void forget_windows(AccountRecord& record) const {
    for (WindowFacts& window : record.facts.windows) {
      if (window.learned_at < header_.alone_since) window = {};
    }
  }

  // Again if the file was removed meanwhile.
  void open() {
    struct stat status{};
    if (file_ && ::fstat(file_->number(), &status) == 0 && status.st_nlink > 0) return;
    struct stat database{};
    if (::stat(database_.c_str(), &database) != 0 || !S_ISREG(database.st_mode)) throw Unusable{};
    const mode_t mode = database.st_mode & 0666;
    const int number = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, mode);
    if (number < 0) fail("cannot open it");
    auto opened = std::make_unique<Descriptor>(number);
    if (::fstat(number, &status) != 0 || !S_ISREG(status.st_mode)) throw Unusable{"it is no file"};
    if (status.st_size == 0 && ::fchmod(number, mode) != 0) fail("cannot set its mode");
    if (status.st_size == 0 && ::geteuid() == 0 && ::fchown(number, database.st_uid, database.st_gid) != 0) {
      fail("cannot set its owner");
    }
    // Who reads the revision may still use the descriptor of a file that was removed, so it is closed at the end.
    if (file_) removed_ = std::move(file_);
    file_ = std::move(opened);
    shared_file_ = number;
    token_ = 0;
  }

  // Makes the file what it should be, and this process one of its owners.
  void load_header(Instant now) {
    Sealed<Header> sealed;
    struct stat status{};
    if (::fstat(file_->number(), &status) != 0) fail("cannot read it");
    const bool whole = status.st_size == kFileSize && read_at(file_->number(), 0, sealed) && sealed.open(header_) &&
                       header_.magic == kMagic && header_.version == kVersion && header_.size == sizeof(Header) &&
                       header_.boot == boot_;
    if (!whole) begin_anew(status.st_size);
    if (token_ == 0 || header_.owners[owner_] != token_) {
      if (token_ == 0) {
        if (!anybody_lives()) header_.alone_since = now;
        become_owner();
      }
      header_.owners[owner_] = token_;
      save_header();
    }
    for (Instant& used_at : header_.used_at) used_at = std::min(used_at, now);
  }

  void begin_anew(std::int64_t size) {
    Header found;
    std::array<char, kPage> page{};
    if (size > 0 && ::pread(file_->number(), page.data(), page.size(), 0) < 0) fail("cannot read it");
    std::memcpy(&found, page.data() + sizeof(std::uint64_t), sizeof found);
    if (found.magic != kMagic && std::any_of(page.begin(), page.end(), [](char byte) { return byte != 0; })) {
      throw Unusable{"it is no file of ours; remove it"};
    }
    const bool of_others = found.magic == kMagic && (found.version != kVersion || found.boot != boot_);
    if (of_others && anybody_lives()) throw Unusable{"another version of cpsg, or another machine, uses it"};
    if (::ftruncate(file_->number(), 0) != 0) fail("cannot empty it");
    if (const int error = ::posix_fallocate(file_->number(), 0, kFileSize); error != 0) {
      errno = error;
      fail("cannot make it");
    }
    header_ = {.magic = kMagic, .version = kVersion, .size = sizeof(Header), .boot = boot_};
    save_header();
    write_revision(kNewRevision + std::max(last_revision_.load(), new_token() >> 16));
  }

  void save_header() {
    Sealed<Header> sealed;
    sealed.seal(header_);
    write_at(file_->number(), 0, sealed);
  }

  // In turn, so that what a dead process held keeps its place until its time.
  void become_owner() {
    for (std::size_t step = 0; step < kOwnersMax; ++step) {
      const std::size_t i = (header_.next_owner + step) % kOwnersMax;
      struct ::flock lock = owner_lock(i, F_WRLCK);
      if (::fcntl(file_->number(), F_OFD_SETLK, &lock) == 0) {
        owner_ = i;
        header_.next_owner = i + 1;
        token_ = new_token();
        return;
      }
      if (errno != EAGAIN && errno != EACCES && errno != EINTR) fail("cannot lock it");
    }
    throw Unusable{fmt::format("more than {} processes use it", kOwnersMax)};
  }

  [[nodiscard]] bool is_locked(std::size_t index) const {
    if (token_ != 0 && index == owner_) return true;
    struct ::flock lock = owner_lock(index, F_WRLCK);
    return ::fcntl(file_->number(), F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
  }
  [[nodiscard]] bool anybody_lives() const {
    for (std::size_t i = 0; i < kOwnersMax; ++i) {
      if (is_locked(i)) return true;
    }
    return false;
  }

  // The account's place; a new one takes that of the account that was idle longest.
  std::optional<std::size_t> find_account(const KeyDigest& key, Instant now) {
    const auto found = std::find(header_.accounts.begin(), header_.accounts.end(), key);
    if (found != header_.accounts.end()) {
      const auto index = static_cast<std::size_t>(found - header_.accounts.begin());
      if (header_.used_at[index] + kUsedAtStep > now) return index;
      header_.used_at[index] = now;
      save_header();
      return index;
    }
    const auto oldest = std::min_element(header_.used_at.begin(), header_.used_at.end());
    const auto index = static_cast<std::size_t>(oldest - header_.used_at.begin());
    if (header_.accounts[index] != KeyDigest{} && *oldest + kIdleAccount > now) return std::nullopt;
    Sealed<AccountRecord> sealed;
    sealed.seal({});
    write_at(file_->number(), record_at(index), sealed);
    header_.accounts[index] = key;
    header_.used_at[index] = now;
    save_header();
    return index;
  }

  void write_revision(std::uint64_t value) { write_at(file_->number(), kRevisionAt, value); }

  const std::filesystem::path database_;
  const std::filesystem::path path_;
  const BootId boot_;
  TimedMutex mutex_;
  std::unique_ptr<Descriptor> file_;
  std::unique_ptr<Descriptor> removed_;
  std::atomic<int> shared_file_ = -1;  // file_'s, for who does not hold the mutex
  std::atomic<std::uint64_t> last_revision_ = 0;
  Header header_;
  std::size_t owner_ = 0;
  std::uint64_t token_ = 0;  // 0: not an owner
  Instant next_attempt_ = Instant::min();
  bool warned_ = false;
};

LimitsFile::LimitsFile(const std::filesystem::path& database) : impl_(std::make_unique<Impl>(database)) {}
LimitsFile::~LimitsFile() = default;

std::optional<std::uint64_t> LimitsFile::update(std::string_view key, Instant now, const Change& change) {
  return impl_->update(key, now, change);
}
std::uint64_t LimitsFile::revision() { return impl_->revision(); }

}  // namespace cpsg::coordination::local
