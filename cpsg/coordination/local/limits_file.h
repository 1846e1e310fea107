// The small file beside a database in which the processes that use it keep their common limits: `PATH-limits`.
//
//   LimitsFile file("/var/lib/cpsg/cpsg.db");
//   file.update("user-alice", now, [&](AccountRecord& record, const Owner& owner) { ...; return false; });
//
// The file has a fixed size and holds no name and no secret: accounts are kept by a digest. It is made when it is first
// needed, if the database is there, with the database's owner and mode. Each update happens under the file's lock and
// is written with a checksum; a record that does not fit its own begins anew, as all do after a restart of the machine.
// A process is known to live by another lock, which the system takes back when it ends. A file of another version is
// left alone as long as somebody uses it, and a file that is none of ours always.
//
// Where the file cannot be used (full, read-only, locked for too long), an update answers nothing, one warning is
// written in the life of the object, and the next attempt follows five seconds later. Nothing is thrown. Safe to call
// from several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "cpsg/base/clock.h"
#include "cpsg/coordination/local/account_record.h"

namespace cpsg::coordination::local {

class LimitsFile {
 public:
  explicit LimitsFile(const std::filesystem::path& database);
  ~LimitsFile();

  // Changes the record of the key, and returns the revision thereafter. The function runs once, under the lock, and
  // says whether the revision is to grow. Nothing: nothing was changed. Takes at most 100 ms.
  using Change = std::function<bool(AccountRecord& record, const Owner& owner)>;
  [[nodiscard]] std::optional<std::uint64_t> update(std::string_view key, Instant now, const Change& change);
  // Grows when an update says so; the last one known where the file cannot be read.
  [[nodiscard]] std::uint64_t revision();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cpsg::coordination::local
