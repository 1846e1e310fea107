// Progress of several syncs on stderr: one line that is rewritten on a terminal, plain lines of milestones otherwise.
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "cpsg/sync/sync_project.h"

namespace cpsg::server {

class ProgressView {
 public:
  // `terminal`: stderr is one.
  ProgressView(std::size_t projects, bool terminal);
  ~ProgressView();
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  void update(const std::string& project, const sync::Progress& progress);
  // It is not shown until it is updated again.
  void forget(const std::string& project);
  // The project is done; `line` is what to say of it.
  void finish(const std::string& project, std::string_view line);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Running {
    sync::Phase phase = sync::Phase::kWaiting;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    SteadyTime phase_since{};
    SteadyTime said_at{};
    std::string message;
  };

  void redraw(SteadyTime now);
  void clear_line();
  [[nodiscard]] std::string status_line(SteadyTime now) const;
  void say_plainly(const std::string& project, Running& running, bool new_phase, SteadyTime now);

  const std::size_t projects_;
  const bool terminal_;
  std::mutex mutex_;
  std::map<std::string, Running> running_;
  std::size_t finished_ = 0;
  SteadyTime drawn_at_{};
  bool line_shown_ = false;
};

}  // namespace cpsg::server
