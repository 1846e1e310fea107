// Protects: what cannot be written is a failure of the output that says so, and no failure of the database; a reader
// that has gone away is told from it.
#include "cpsg/server/output.h"

#include <unistd.h>

#include <array>
#include <csignal>
#include <memory>

#include "cpsg/base/testing/failure_of.h"

namespace cpsg::server {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_unbuffered(const char* path, const char* mode) {
  File file(std::fopen(path, mode), std::fclose);
  std::setvbuf(file.get(), nullptr, _IONBF, 0);
  return file;
}

TEST(Output, WhatCannotBeWrittenIsNoTroubleOfTheDatabase) {
  const File full = open_unbuffered("/dev/full", "w");
  const Failure failure = failure_of([&] { write_all(full.get(), "text", "the file x"); });
  EXPECT_EQ(failure.code, ErrorCode::kOutputFailed);
  EXPECT_THAT(failure.message, testing::StartsWith("cannot write the file x: "));
  const File read_only = open_unbuffered("/dev/null", "r");
  EXPECT_EQ(failure_of([&] { write_all(read_only.get(), "text", "x"); }).code, ErrorCode::kOutputFailed);
}

TEST(Output, AReaderThatIsGoneIsABrokenPipe) {
  std::signal(SIGPIPE, SIG_IGN);
  std::array<int, 2> ends{};
  ASSERT_EQ(pipe(ends.data()), 0);
  close(ends[0]);
  const File pipe(fdopen(ends[1], "w"), std::fclose);
  std::setvbuf(pipe.get(), nullptr, _IONBF, 0);
  EXPECT_THROW(write_all(pipe.get(), "text", "x"), BrokenPipe);
}

TEST(Output, ResultsAndMessagesAreApart) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  print_result("{} results\n", 2);
  flush_results();
  print_message("a {}\n", "message");
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "2 results\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "a message\n");
}

TEST(Output, TheStandardStreamsAreTheSame) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Streams streams = standard_streams();
  streams.result("result\n");
  streams.message("message\n");
  EXPECT_FALSE(streams.terminal_columns);  // what is captured is a file
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "result\n");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "message\n");
}

// A name or a description could move the cursor, or change the title of the window.
TEST(Output, WhatATerminalWouldObeyIsShownAsAQuestionMark) {
  EXPECT_EQ(printable("a\x1B[2Jb\x07\n\x7F"), "a?[2Jb???");
  EXPECT_EQ(printable("\xC2\x9B"
                      "2J"),
            "?2J");
  EXPECT_EQ(printable("J\xC3\xBCrgen \xC2\xA9"), "J\xC3\xBCrgen \xC2\xA9");
}

}  // namespace
}  // namespace cpsg::server
