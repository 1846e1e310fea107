#include "cpsg/history/graph_reader.h"

#include <malloc.h>

#include <chrono>

#include "cpsg/base/error.h"

namespace cpsg::history {
namespace {

// Handlers are few; the others must stay free for requests that cost nothing.
constexpr std::size_t kWaitingMax = 2;
constexpr std::chrono::seconds kRetryAfter{2};
constexpr std::size_t kTrimFromNodes = 10'000;

class Place {
 public:
  Place(std::mutex& mutex, std::size_t& count) : mutex_(mutex), count_(count) {
    const std::lock_guard lock(mutex_);
    if (count_ >= kWaitingMax) {
      throw Error(ErrorCode::kOverloaded, "too many requests need a commit graph at once; try again", kRetryAfter);
    }
    ++count_;
  }
  ~Place() {
    const std::lock_guard lock(mutex_);
    --count_;
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  std::mutex& mutex_;
  std::size_t& count_;
};

}  // namespace

void GraphReader::read(const storage::CommitView& view, const std::function<void(const StoredGraph&)>& use) {
  const Place place(waiting_mutex_, waiting_);
  const std::lock_guard turn(turn_);
  std::size_t nodes = 0;
  {
    const StoredGraph stored = load_graph(stores_.history, view.project_id, view.rows);
    nodes = stored.order.size();
    use(stored);
  }
  if (nodes >= kTrimFromNodes) ::malloc_trim(0);
}

}  // namespace cpsg::history
