// Protects: the names, order and forms of what clients read of a batch and its projects; scripts and exports depend on
// every byte. How: golden lines for each.
#include "cpsg/base/error.h"
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

TEST(BatchShape, WithItsProgress) {
  const model::Batch batch{"b1", "night", model::BatchState::kPaused, at(0), at(60), 10, 4, 3, 2, 1};
  EXPECT_EQ(json(batch), R"({"id":"b1","name":"night","state":"paused","created_at":"1970-01-01T00:00:00Z",)"
                         R"("updated_at":"1970-01-01T00:01:00Z",)"
                         R"("progress":{"total":10,"pending":4,"running":3,"done":2,"failed":1}})");
}

TEST(BatchShape, AProjectOfIt) {
  EXPECT_EQ(json(model::BatchItem{"p1", "o/n", model::BatchItemState::kFailed, at(0), ErrorCode::kNotFound}),
            R"({"full_name":"o/n","state":"failed","released_at":"1970-01-01T00:00:00Z","code":"not_found"})");
  EXPECT_EQ(json(model::BatchItem{"p1", "o/n", model::BatchItemState::kPending, {}, {}}),
            R"({"full_name":"o/n","state":"pending","released_at":null,"code":null})");
}

}  // namespace
}  // namespace cpsg::shape
