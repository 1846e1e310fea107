#include "cpsg/server/progress_view.h"

#include <fmt/format.h>

#include <algorithm>

namespace cpsg::server {
namespace {

constexpr std::chrono::milliseconds kRedrawInterval{100};
constexpr std::chrono::seconds kPlainInterval{10};
constexpr std::size_t kBarCells = 24;

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  return digits;
}

std::string duration_text(std::uint64_t seconds) {
  if (seconds < 60) return fmt::format("{} s", seconds);
  if (seconds < 3600) return fmt::format("{}:{:02} min", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02} h", seconds / 3600, seconds / 60 % 60);
}

// A bar that fits into `columns` together with the space after it; empty if too few are left for a useful one.
std::string bar(std::uint64_t done, std::uint64_t total, std::size_t columns) {
  constexpr std::size_t kFrame = 3;
  constexpr std::size_t kFewestCells = 5;
  if (columns < kFrame + kFewestCells || total == 0) return "";
  const std::size_t cells = std::min(kBarCells, columns - kFrame);
  const std::size_t filled = std::min<std::uint64_t>(cells, done * cells / total);
  return "[" + std::string(filled, '#') + std::string(cells - filled, '.') + "] ";
}

bool is_counted(sync::Phase phase) {
  return phase == sync::Phase::kCommits || phase == sync::Phase::kPulls || phase == sync::Phase::kEnriching;
}

std::string_view unit_of(sync::Phase phase) { return phase == sync::Phase::kPulls ? "pull requests" : "commits"; }

// "12,345/85,000 commits 23,000/s ETA 3 s"
std::string counted_text(sync::Phase phase, std::uint64_t done, std::uint64_t total, double seconds) {
  std::string text = fmt::format("{}/{} {}", grouped(done), total == 0 ? "?" : grouped(total), unit_of(phase));
  if (seconds <= 0 || done == 0) return text;
  const double rate = static_cast<double>(done) / seconds;
  text += fmt::format(" {}/s", grouped(static_cast<std::uint64_t>(rate)));
  if (total > done) {
    text += " ETA " + duration_text(static_cast<std::uint64_t>(static_cast<double>(total - done) / rate) + 1);
  }
  return text;
}

}  // namespace

ProgressView::ProgressView(std::size_t projects, Streams streams, const WaitableClock& clock)
    : projects_(projects), streams_(std::move(streams)), clock_(clock) {}

ProgressView::~ProgressView() { clear_line(); }

void ProgressView::update(const std::string& project, const sync::Progress& progress) {
  const Instant now = clock_.now();
  const std::lock_guard lock(mutex_);
  Running& running = running_[project];
  const bool new_phase = running.phase != progress.phase || running.message != progress.message;
  if (running.phase != progress.phase) running.phase_since = now;
  running.phase = progress.phase;
  running.done = progress.done;
  running.total = progress.total;
  if (running.message != progress.message) running.message = progress.message;
  if (on_terminal()) {
    if (now - drawn_at_ >= kRedrawInterval) redraw(now);
  } else {
    print_milestone(project, running, new_phase, now);
  }
}

void ProgressView::forget(const std::string& project) {
  const std::lock_guard lock(mutex_);
  running_.erase(project);
}

void ProgressView::finish(const std::string& project, std::string_view line) {
  const std::lock_guard lock(mutex_);
  running_.erase(project);
  ++finished_;
  clear_line();
  streams_.message(fmt::format("{}\n", line));
}

void ProgressView::redraw(Instant now) {
  drawn_at_ = now;
  std::string line = status_line(now);
  line.resize(std::min(line.size(), streams_.terminal_columns() - 1));
  streams_.message("\r\x1b[K" + line);
  line_shown_ = true;
}

void ProgressView::clear_line() {
  if (!line_shown_) return;
  streams_.message("\r\x1b[K");
  line_shown_ = false;
}

std::string ProgressView::status_line(Instant now) const {
  std::string line = projects_ > 1 ? fmt::format("{}/{} done  ", finished_, projects_) : "";
  if (running_.empty()) return line;
  // There is room for one project: that with the most to do.
  const auto shown = std::max_element(running_.begin(), running_.end(),
                                      [](const auto& a, const auto& b) { return a.second.total < b.second.total; });
  const Running& running = shown->second;
  line += shown->first + "  ";
  switch (running.phase) {
    case sync::Phase::kWaiting:
      return line + "waiting for " + running.message;
    case sync::Phase::kRefs:
      return line + "reading branches";
    case sync::Phase::kPublishing:
      return line + "publishing";
    case sync::Phase::kStatistics:
      return line + "reading statistics";
    case sync::Phase::kAudit:
      return line + "comparing";
    case sync::Phase::kCommits:
    case sync::Phase::kPulls:
    case sync::Phase::kEnriching:
      break;
  }
  if (running.total == 0) return line + (running.message.empty() ? "fetching" : "remote: " + running.message);
  const double seconds = std::chrono::duration<double>(now - running.phase_since).count();
  const std::string counted = counted_text(running.phase, running.done, running.total, seconds);
  const std::size_t taken = line.size() + counted.size() + 1;
  const std::size_t columns = streams_.terminal_columns();
  return line + bar(running.done, running.total, columns > taken ? columns - taken : 0) + counted;
}

void ProgressView::print_milestone(const std::string& project, Running& running, bool new_phase, Instant now) {
  if (running.phase == sync::Phase::kWaiting && new_phase) {
    streams_.message(fmt::format("{}: waiting for {}\n", project, running.message));
  }
  if (!is_counted(running.phase) || running.total == 0) return;
  if (running.printed_at < running.phase_since) running.printed_at = running.phase_since;
  if (now - running.printed_at < kPlainInterval) return;
  running.printed_at = now;
  const double seconds = std::chrono::duration<double>(now - running.phase_since).count();
  streams_.message(fmt::format("{}: {}\n", project, counted_text(running.phase, running.done, running.total, seconds)));
}

}  // namespace cpsg::server
