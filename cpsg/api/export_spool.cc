#include "cpsg/api/export_spool.h"

#include <fmt/format.h>

#include <cassert>
#include <cerrno>
#include <system_error>
#include <utility>

#include "cpsg/base/error.h"

namespace cpsg::api {
namespace {

void check(bool good) {
  if (good) return;
  throw Error(ErrorCode::kOutputFailed,
              fmt::format("the temporary file of the export: {}", std::generic_category().message(errno)));
}

}  // namespace

void ExportSpool::add(std::string piece) {
  assert(!taking_ && !piece.empty());
  const bool fits = !file_ && memory_bytes_ + piece.size() <= bounds_.memory_max_bytes;
  if (!fits) return write(piece);
  memory_bytes_ += piece.size();
  in_memory_.push_back(std::move(piece));
}

void ExportSpool::write(const std::string& piece) {
  if (piece.size() > bounds_.file_max_bytes - file_bytes_) {
    throw Error(ErrorCode::kLimitExceeded, "the branches are too many for one export");
  }
  if (!file_) file_.reset(std::tmpfile());
  check(file_ != nullptr);
  check(std::fwrite(piece.data(), 1, piece.size(), file_.get()) == piece.size());
  file_bytes_ += piece.size();
  in_file_.push_back(piece.size());
}

std::string ExportSpool::take() {
  if (!in_memory_.empty()) {
    std::string piece = std::move(in_memory_.front());
    in_memory_.pop_front();
    return piece;
  }
  return in_file_.empty() ? std::string() : read();
}

std::string ExportSpool::read() {
  if (!std::exchange(taking_, true)) {
    check(std::fflush(file_.get()) == 0);
    check(std::fseek(file_.get(), 0, SEEK_SET) == 0);
  }
  std::string piece(in_file_.front(), '\0');
  in_file_.pop_front();
  check(std::fread(piece.data(), 1, piece.size(), file_.get()) == piece.size());
  return piece;
}

}  // namespace cpsg::api
