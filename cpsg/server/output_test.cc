// Protects: what cannot be written is a failure that says so, with the code that tells a full disk from other trouble.
#include "cpsg/server/output.h"

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

TEST(Output, AFullDiskIsToldFromOtherTrouble) {
  const File full = open_unbuffered("/dev/full", "w");
  const Failure failure = failure_of([&] { write_all(full.get(), "text", "the file x"); });
  EXPECT_EQ(failure.code, ErrorCode::kStoreFull);
  EXPECT_THAT(failure.message, testing::StartsWith("cannot write the file x: "));
  const File read_only = open_unbuffered("/dev/null", "r");
  EXPECT_EQ(failure_of([&] { write_all(read_only.get(), "text", "x"); }).code, ErrorCode::kStoreIo);
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

}  // namespace
}  // namespace cpsg::server
