// What of an export cannot be given out before all of it is known to be right: pieces that are kept until they are
// taken again, the first ones in memory, the others in a temporary file.
//
//   ExportSpool spool;
//   spool.add(piece);
//   for (std::string piece = spool.take(); !piece.empty(); piece = spool.take()) send(piece);
//
// The file has no name: it is gone with the spool, and with a process that is killed. Pieces are added first, then
// taken in the same order.
//
// Threads: one call at a time. Errors: Error(kOutputFailed) where the file cannot be made, written or read,
// Error(kLimitExceeded) where it would become too large.
#pragma once

#include <cstddef>
#include <cstdio>
#include <deque>
#include <memory>
#include <string>

#include "cpsg/base/limits.h"

namespace cpsg::api {

struct ExportSpoolBounds {
  std::size_t memory_max_bytes = 1 * limits::kMiB;  // more is kept in the file
  std::size_t file_max_bytes = limits::kExportSpoolMaxBytes;
};

class ExportSpool {
 public:
  explicit ExportSpool(ExportSpoolBounds bounds = {}) : bounds_(bounds) {}

  void add(std::string piece);
  // The next piece; an empty one after the last.
  [[nodiscard]] std::string take();

 private:
  void write(const std::string& piece);
  [[nodiscard]] std::string read();

  struct Close {
    void operator()(std::FILE* file) const { (void)std::fclose(file); }
  };

  ExportSpoolBounds bounds_;
  std::deque<std::string> in_memory_;
  std::size_t memory_bytes_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
  std::size_t file_bytes_ = 0;
  std::deque<std::size_t> in_file_;  // the size of each piece
  bool taking_ = false;
};

}  // namespace cpsg::api
