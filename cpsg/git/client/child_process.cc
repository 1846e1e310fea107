#include "cpsg/git/client/child_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "cpsg/base/error.h"

namespace cpsg::git::client {
namespace {

constexpr int kPipeBytes = 1024 * 1024;
constexpr std::size_t kErrorTailBytes = 4096;
constexpr std::chrono::milliseconds kCancelCheck{100};

void check(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

struct Channel {
  FileDescriptor ours;
  FileDescriptor theirs;
};

Channel open_pipe() {
  std::array<int, 2> ends{};
  check(pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno, "pipe");
  Channel channel{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  fcntl(channel.ours.get(), F_SETPIPE_SZ, kPipeBytes);  // for speed alone: it may be refused
  fcntl(channel.ours.get(), F_SETFL, O_NONBLOCK);
  return channel;
}

Channel open_socket() {
  std::array<int, 2> ends{};
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0 ? 0 : errno, "socketpair");
  Channel channel{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
  fcntl(channel.ours.get(), F_SETFL, O_NONBLOCK);
  return channel;
}

// The attributes of the new process: which descriptors, signals as a fresh program expects them, a process group of its
// own.
class SpawnPlan {
 public:
  SpawnPlan() {
    check(posix_spawn_file_actions_init(&actions_), "posix_spawn");
    check(posix_spawnattr_init(&attributes_), "posix_spawn");
    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setpgroup(&attributes_, 0);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  void give(const FileDescriptor& descriptor, int as) {
    check(posix_spawn_file_actions_adddup2(&actions_, descriptor.get(), as), "posix_spawn");
  }
  // Nothing else of ours is open there: not everything that opens a socket says that it is not to be passed on.
  [[nodiscard]] pid_t spawn(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
    const auto pointers = [](const std::vector<std::string>& strings) {
      std::vector<char*> result;
      for (const std::string& one : strings) result.push_back(const_cast<char*>(one.c_str()));
      result.push_back(nullptr);
      return result;
    };
    check(posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1), "posix_spawn");
    pid_t pid = -1;
    check(posix_spawnp(&pid, arguments.front().c_str(), &actions_, &attributes_, pointers(arguments).data(),
                       pointers(environment).data()),
          arguments.front().c_str());
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// The last line that holds anything.
std::string last_line(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  const auto start = text.rfind('\n');
  return std::string(start == std::string_view::npos ? text : text.substr(start + 1));
}

bool again() { return errno == EAGAIN || errno == EINTR; }

}  // namespace

void FileDescriptor::reset() noexcept {
  if (number_ >= 0) close(std::exchange(number_, -1));
}

ChildProcess::ChildProcess(const std::vector<std::string>& arguments, const std::vector<std::string>& environment) {
  Channel input = open_socket();
  Channel output = open_pipe();
  Channel errors = open_pipe();
  SpawnPlan plan;
  plan.give(input.theirs, STDIN_FILENO);
  plan.give(output.theirs, STDOUT_FILENO);
  plan.give(errors.theirs, STDERR_FILENO);
  pid_ = plan.spawn(arguments, environment);
  input_ = std::move(input.ours);
  output_ = std::move(output.ours);
  errors_ = std::move(errors.ours);
  buffer_.resize(kPipeBytes);
}

ChildProcess::~ChildProcess() {
  if (pid_ < 0) return;
  kill(-pid_, SIGKILL);  // the group: upload-pack runs pack-objects
  static_cast<void>(reap());
}

// A program that has closed its ends has nothing left to do; one that stays all the same is ended.
void ChildProcess::end_soon() const {
  constexpr int kAttempts = 500;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    siginfo_t state{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &state, WEXITED | WNOHANG | WNOWAIT) != 0 || state.si_pid != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(attempt < 50 ? 1 : 10));
  }
  kill(-pid_, SIGKILL);
}

bool ChildProcess::reap() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// The three below say whether something moved, and close their end when it is finished.
bool ChildProcess::write_some(std::string_view& input) {
  const ssize_t count = input.empty() ? 0 : send(input_.get(), input.data(), input.size(), MSG_NOSIGNAL);
  if (count < 0 && again()) return false;
  if (count > 0) input.remove_prefix(static_cast<std::size_t>(count));
  // A program that reads no further has its reasons: its output and status tell them.
  if (count < 0 || input.empty()) input_.reset();
  return true;
}

bool ChildProcess::read_output(const std::function<void(Bytes)>& sink) {
  const ssize_t count = read(output_.get(), buffer_.data(), buffer_.size());
  if (count < 0 && again()) return false;
  if (count > 0) {
    sink(Bytes(buffer_).first(static_cast<std::size_t>(count)));
  } else {
    output_.reset();
  }
  return true;
}

bool ChildProcess::read_errors() {
  std::array<char, kErrorTailBytes> piece{};
  const ssize_t count = read(errors_.get(), piece.data(), piece.size());
  if (count < 0 && again()) return false;
  if (count <= 0) {
    errors_.reset();
    return true;
  }
  error_tail_.append(piece.data(), static_cast<std::size_t>(count));
  if (error_tail_.size() > kErrorTailBytes) error_tail_.erase(0, error_tail_.size() - kErrorTailBytes);
  return true;
}

ChildProcess::Ended ChildProcess::communicate(std::string_view input, const std::function<void(Bytes)>& sink,
                                              const Limits& limits) {
  using SteadyClock = std::chrono::steady_clock;
  auto last_move_at = SteadyClock::now();
  while (output_.open() || errors_.open()) {
    if (limits.cancelled != nullptr && limits.cancelled->load(std::memory_order_relaxed)) {
      throw Error(ErrorCode::kCancelled, "stopped");
    }
    // poll() passes over descriptors below zero: the closed ones.
    std::array<pollfd, 3> waiting = {pollfd{input_.get(), POLLOUT, 0}, pollfd{output_.get(), POLLIN, 0},
                                     pollfd{errors_.get(), POLLIN, 0}};
    poll(waiting.data(), waiting.size(), static_cast<int>(std::min(kCancelCheck, limits.stall_timeout).count()));
    bool moved = false;
    if (waiting[0].revents != 0) moved |= write_some(input);
    if (waiting[1].revents != 0) moved |= read_output(sink);
    if (waiting[2].revents != 0) moved |= read_errors();
    if (moved) {
      last_move_at = SteadyClock::now();
    } else if (SteadyClock::now() - last_move_at > limits.stall_timeout) {
      throw Error(ErrorCode::kTimeout, "the git process said nothing for too long; try again later");
    }
  }
  end_soon();
  const bool success = reap();
  return {success, last_line(error_tail_)};
}

}  // namespace cpsg::git::client
