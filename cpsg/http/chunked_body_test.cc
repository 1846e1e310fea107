// Protects: chunks are read alike however the network cuts them, and a body ends where every strict reader sees its
// end. How: each stream is fed whole and byte by byte.
#include "cpsg/http/chunked_body.h"

namespace cpsg::http {
namespace {

using State = ChunkedBody::State;

constexpr std::size_t kLineMaxBytes = 64;
constexpr std::size_t kBodyMaxBytes = 16;

struct Read {
  State state = State::kReading;
  std::string body;
  std::size_t used = 0;
  friend bool operator==(const Read&, const Read&) = default;
};

Read read(std::string_view bytes) {
  Read whole;
  ChunkedBody at_once(kLineMaxBytes);
  whole.used = at_once.feed(bytes, whole.body, kBodyMaxBytes);
  whole.state = at_once.state();
  Read split;
  ChunkedBody by_byte(kLineMaxBytes);
  for (const char c : bytes) split.used += by_byte.feed({&c, 1}, split.body, kBodyMaxBytes);
  split.state = by_byte.state();
  EXPECT_EQ(whole, split) << bytes;
  return whole;
}

State state(std::string_view bytes) { return read(bytes).state; }

TEST(ChunkedBody, ReadsChunksToTheEndAndNoFurther) {
  const Read done = read("3\r\nabc\r\n0000A\r\n0123456789\r\n0\r\n\r\nGET / ");
  EXPECT_EQ(done.state, State::kDone);
  EXPECT_EQ(done.body, "abc0123456789");
  EXPECT_EQ(done.used, std::string_view("3\r\nabc\r\n0000A\r\n0123456789\r\n0\r\n\r\n").size());
  EXPECT_EQ(state("0\r\n\r\n"), State::kDone);
  EXPECT_EQ(state("3\r\nab"), State::kReading);
}

TEST(ChunkedBody, TakesExtensionsAndTrailersAndForgetsThem) {
  for (const std::string line :
       {"2;a", "2;a=b", "2;a=\"b c\"", "2;a=\"\\\"\"", "2 ; a", "2;a=\"\"; b = c", "2;a=\"\xC3\xA4\""}) {
    EXPECT_EQ(read(line + "\r\n{}\r\n0\r\n\r\n"), (Read{State::kDone, "{}", line.size() + 11})) << line;
  }
  EXPECT_EQ(state("0\r\nA: b\r\nC:\r\n\r\n"), State::kDone);
}

TEST(ChunkedBody, RefusesWhatTwoReadersCouldReadDifferently) {
  using namespace std::string_literals;
  for (const std::string& line : {"2;a\nb"s,
                                  "2;a=\"b\rc\""s,
                                  "2;a=\"b\nc\""s,
                                  "2;a=\"\0\""s,
                                  "2;a=\"\x01\""s,
                                  "2;a=\"\x7f\""s,
                                  "2;a=\"\\\0\""s,
                                  "2;a=\"b"s,
                                  "2;a=\"b\\\""s,
                                  "2;"s,
                                  "2;=b"s,
                                  "2;a="s,
                                  "2;a b"s,
                                  "2 "s,
                                  " 2"s,
                                  "+2"s,
                                  "0x2"s,
                                  ""s,
                                  "g"s,
                                  "-1"s}) {
    EXPECT_EQ(state(line + "\r\n{}\r\n0\r\n\r\n"), State::kMalformed) << line;
  }
  EXPECT_EQ(state("00000000000000002\r\n{}\r\n"), State::kMalformed) << "more digits than any size has";
  EXPECT_EQ(state("2\n{}\r\n"), State::kMalformed);
  EXPECT_EQ(state("2\r{}"), State::kMalformed);
  EXPECT_EQ(state("2\r\n{}x"), State::kMalformed) << "the data is longer than its size";
  EXPECT_EQ(state("2\r\n{}\n"), State::kMalformed);
  EXPECT_EQ(state("0\r\nno trailer\r\n\r\n"), State::kMalformed);
  EXPECT_EQ(state("0\r\n a: b\r\n\r\n"), State::kMalformed);
}

TEST(ChunkedBody, RefusesTrailersThatBelongInTheHead) {
  for (const std::string name : {"Content-Length", "transfer-encoding", "HOST", "Authorization", "Cookie", "Expect",
                                 "Connection", "If-Match", "Content-Encoding", "Trailer"}) {
    EXPECT_EQ(state("0\r\nX: a\r\n" + name + ": 1\r\n\r\n"), State::kForbiddenTrailer) << name;
  }
  EXPECT_EQ(state("0\r\nETag: a\r\nServer-Timing: b\r\n\r\n"), State::kDone);
  for (const std::string line : {"Host : a", ": a", "Content-Length", "X\x01: a"}) {
    EXPECT_EQ(state("0\r\n" + line + "\r\n\r\n"), State::kMalformed) << line;
  }
}

TEST(ChunkedBody, HoldsItsBounds) {
  EXPECT_EQ(state("9\r\n123456789\r\n9\r\n"), State::kTooLarge) << "before any of it comes";
  EXPECT_EQ(state("ffffffffffffffff\r\n"), State::kTooLarge);
  EXPECT_EQ(state("fffffffffffffffff\r\n"), State::kMalformed) << "no size_t";
  EXPECT_EQ(state("1;x=" + std::string(kLineMaxBytes, 'a')), State::kLineTooLong);
  const std::string extended = "1;x=" + std::string(30, 'a') + "\r\nb\r\n";
  EXPECT_EQ(state(extended + "0\r\n\r\n"), State::kDone);
  EXPECT_EQ(state(extended + extended), State::kLineTooLong) << "all extensions together";
  EXPECT_EQ(state("0\r\nA: " + std::string(40, 'a') + "\r\nB: " + std::string(40, 'b')), State::kLineTooLong)
      << "all trailers together";
}

}  // namespace
}  // namespace cpsg::http
