// A program that is run with an input, and whose output is read as it comes; it never outlives the object.
//
//   ChildProcess child({"git", "upload-pack", path}, {"PATH=/usr/bin:/bin"});
//   const auto ended = child.communicate(request, [&](Bytes output) { parser.feed(output); }, {.stall_timeout = 60s});
//
// One thread uses an object. Expected failures are Error; the program's own are in what communicate() returns.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cpsg/base/bytes.h"

namespace cpsg::git::client {

// An owned file descriptor.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int number) : number_(number) {}
  ~FileDescriptor() { reset(); }
  FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    if (this != &other) {
      reset();
      number_ = std::exchange(other.number_, -1);
    }
    return *this;
  }

  void reset() noexcept;
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

class ChildProcess {
 public:
  struct Limits {
    std::chrono::milliseconds stall_timeout;  // without a byte in either direction
    const std::atomic<bool>* cancelled = nullptr;
  };
  struct Ended {
    bool success = false;
    std::string last_error_line;  // of its standard error
  };

  // Starts `arguments[0]`, found in PATH, in a process group of its own; no shell. `environment` ("NAME=value") is all
  // that it gets.
  // Throws std::system_error.
  ChildProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment);
  ~ChildProcess();  // kills what still runs, and reaps it
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // Writes `input` and hands the output to `sink` until the program ends. Throws Error(kTimeout | kCancelled) and what
  // the sink throws. Call once.
  Ended communicate(std::string_view input, const std::function<void(Bytes)>& sink, const Limits& limits);

 private:
  bool write_some(std::string_view& input);
  bool read_output(const std::function<void(Bytes)>& sink);
  bool read_errors();
  void end_soon() const;
  [[nodiscard]] bool reap();

  pid_t pid_ = -1;
  FileDescriptor input_;  // a socket: writing to one that was closed raises no signal
  FileDescriptor output_;
  FileDescriptor errors_;
  std::string error_tail_;
  std::vector<std::uint8_t> buffer_;
};

}  // namespace cpsg::git::client
