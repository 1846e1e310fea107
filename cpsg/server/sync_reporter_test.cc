// Protects: every project's end is said where it belongs, and results that cannot be written fail the run without
// stopping it.
#include "cpsg/server/sync_reporter.h"

#include "cpsg/base/testing/manual_clock.h"

namespace cpsg::server {
namespace {

class SyncReporterTest : public testing::Test {
 protected:
  Streams streams() {
    return {.result = [this](std::string_view text) { results += text; },
            .message = [this](std::string_view text) { messages += text; },
            .terminal_columns = {}};
  }
  static SyncOutcome outcome(std::string project, std::optional<Failure> failure = std::nullopt) {
    return {.project = std::move(project), .report = {}, .failure = std::move(failure)};
  }

  ManualClock clock;
  std::string results;
  std::string messages;
};

TEST_F(SyncReporterTest, PeopleReadMessagesAndScriptsResults) {
  SyncReporter reporter(2, true, streams(), clock);
  reporter.report(outcome("o/a"));
  EXPECT_THAT(results, testing::StartsWith(R"({"project":"o/a","ok":true,)"));
  EXPECT_THAT(results, testing::EndsWith("}\n"));
  EXPECT_THAT(messages, testing::StartsWith("o/a: 0 new commits"));
  EXPECT_EQ(reporter.exit_code(), 0);
}

TEST_F(SyncReporterTest, WithoutJsonThereAreNoResults) {
  SyncReporter reporter(1, false, streams(), clock);
  reporter.report(outcome("o/a"));
  EXPECT_EQ(results, "");
}

TEST_F(SyncReporterTest, KnowsWhetherAnySucceeded) {
  SyncReporter reporter(2, false, streams(), clock);
  reporter.report(outcome("o/a", Failure{ErrorCode::kNotFound, "no", {}}));
  EXPECT_FALSE(reporter.any_succeeded());
  reporter.report(outcome("o/b"));
  EXPECT_TRUE(reporter.any_succeeded());
  EXPECT_EQ(reporter.exit_code(), 3);
}

TEST_F(SyncReporterTest, ResultsThatCannotBeWrittenFailTheRun) {
  Streams full = streams();
  full.result = [](std::string_view) { throw Error(ErrorCode::kStoreFull, "cannot write to standard output: full"); };
  SyncReporter reporter(2, true, full, clock);
  reporter.report(outcome("o/a"));
  reporter.report(outcome("o/b"));
  EXPECT_EQ(reporter.exit_code(), 7);
  EXPECT_THAT(messages, testing::HasSubstr("cpsg: cannot write to standard output: full\n"));
  EXPECT_THAT(messages, testing::HasSubstr("o/b: "));
}

}  // namespace
}  // namespace cpsg::server
