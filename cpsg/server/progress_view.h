// Shows the progress of several syncs on stderr: on a terminal as one line that is rewritten in place, otherwise as
// plain lines, one when a wait begins and one every ten seconds of a long phase.
//
//   ProgressView view(projects, standard_streams(), machine_clock());
//   view.update("pallets/flask", progress);  // as often as one likes
//   view.finish("pallets/flask", "pallets/flask: 12 new commits");
//
// Threads: all functions may be called from several threads at once. The line is cleared when the view is destroyed.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "cpsg/base/waitable_clock.h"
#include "cpsg/server/output.h"
#include "cpsg/sync/settings.h"

namespace cpsg::server {

class ProgressView {
 public:
  // `projects`: how many will finish. The clock outlives the view.
  ProgressView(std::size_t projects, Streams streams, const WaitableClock& clock);
  ~ProgressView();
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;

  [[nodiscard]] bool on_terminal() const { return static_cast<bool>(streams_.terminal_columns); }

  void update(const std::string& project, const sync::Progress& progress);
  // The project is not shown until it is updated again.
  void forget(const std::string& project);
  // The project is done: prints `line`, which has no line break, and counts the project.
  void finish(const std::string& project, std::string_view line);

 private:
  struct Running {
    sync::Phase phase = sync::Phase::kWaiting;
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    Instant phase_since{};
    Instant printed_at{};  // the last plain line
    std::string message;
  };

  void redraw(Instant now);
  void clear_line();
  [[nodiscard]] std::string status_line(Instant now) const;
  void print_milestone(const std::string& project, Running& running, bool new_phase, Instant now);

  const std::size_t projects_;
  const Streams streams_;
  const WaitableClock& clock_;
  std::mutex mutex_;
  std::map<std::string, Running> running_;
  std::size_t finished_ = 0;
  Instant drawn_at_{};
  bool line_shown_ = false;
};

}  // namespace cpsg::server
