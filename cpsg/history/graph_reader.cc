#include "cpsg/history/graph_reader.h"

#include <malloc.h>

#include <chrono>

#include "cpsg/base/error.h"

namespace cpsg::history {
namespace {

// One request that reads and one that waits. The threads that handle requests are few: the others must stay free for
// requests that cost little.
constexpr std::size_t kSlots = 2;
constexpr std::chrono::seconds kRetryAfter{2};
constexpr std::size_t kTrimFromCommits = 10'000;

// One of the slots, while it exists.
class Slot {
 public:
  Slot(std::mutex& mutex, std::size_t& taken) : mutex_(mutex), taken_(taken) {
    const std::lock_guard lock(mutex_);
    if (taken_ >= kSlots) {
      throw Error(ErrorCode::kOverloaded, "too many requests need a commit graph at once; try again", kRetryAfter);
    }
    ++taken_;
  }
  ~Slot() {
    const std::lock_guard lock(mutex_);
    --taken_;
  }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  std::mutex& mutex_;
  std::size_t& taken_;
};

}  // namespace

void GraphReader::read(const storage::CommitView& view, const std::function<void(StoredGraph&)>& use) {
  const Slot slot(slots_mutex_, slots_taken_);
  const std::lock_guard lock(one_at_a_time_);
  std::size_t commits = 0;
  {
    StoredGraph stored = load_graph(history_, view.project_id, view.rows);
    commits = stored.order.size();
    use(stored);
  }
  if (commits >= kTrimFromCommits) ::malloc_trim(0);
}

}  // namespace cpsg::history
