// Protects what other programs see of pull requests and batches: the documented names of their states, which come back,
// and the lead time.
#include "cpsg/model/pull_request.h"

#include "cpsg/model/batch.h"

namespace cpsg::model {
namespace {

TEST(PullState, NamesAreTheDocumentedOnesAndComeBack) {
  const std::vector<std::pair<PullState, std::string_view>> documented = {
      {PullState::kOpen, "open"}, {PullState::kClosed, "closed"}, {PullState::kMerged, "merged"}};
  for (const auto& [state, text] : documented) {
    EXPECT_EQ(name(state), text);
    EXPECT_EQ(pull_state_from_name(text), state);
  }
  EXPECT_EQ(pull_state_from_name("OPEN"), std::nullopt);
  EXPECT_EQ(pull_state_from_name(""), std::nullopt);
}

TEST(BatchState, NamesAreTheDocumentedOnesAndComeBack) {
  const std::vector<std::pair<BatchState, std::string_view>> documented = {{BatchState::kRunning, "running"},
                                                                           {BatchState::kPaused, "paused"},
                                                                           {BatchState::kCancelled, "cancelled"},
                                                                           {BatchState::kFinished, "finished"}};
  for (const auto& [state, text] : documented) {
    EXPECT_EQ(name(state), text);
    EXPECT_EQ(batch_state_from_name(text), state);
  }
  EXPECT_EQ(batch_state_from_name("done"), std::nullopt);
}

TEST(BatchItemState, NamesAreTheDocumentedOnesAndComeBack) {
  const std::vector<std::pair<BatchItemState, std::string_view>> documented = {{BatchItemState::kPending, "pending"},
                                                                               {BatchItemState::kRunning, "running"},
                                                                               {BatchItemState::kDone, "done"},
                                                                               {BatchItemState::kFailed, "failed"}};
  for (const auto& [state, text] : documented) {
    EXPECT_EQ(name(state), text);
    EXPECT_EQ(batch_item_state_from_name(text), state);
  }
  EXPECT_EQ(batch_item_state_from_name("finished"), std::nullopt);
}

TEST(PullRequest, LeadTimeIsFromCreationToMerge) {
  PullRequest pull{.created_at = UnixTime(std::chrono::seconds(100))};
  EXPECT_EQ(pull.lead_time_s(), std::nullopt);
  pull.merged_at = UnixTime(std::chrono::seconds(175));
  EXPECT_EQ(pull.lead_time_s(), 75);
}

}  // namespace
}  // namespace cpsg::model
