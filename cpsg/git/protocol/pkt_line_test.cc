// Protects the framing under everything that a remote says: the same lines come out however the bytes are cut, and no
// length that git forbids gets through.
#include "cpsg/git/protocol/pkt_line.h"

#include "cpsg/base/error.h"
#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::protocol {
namespace {

using testing::ElementsAre;

// Lines as text, marks as <0>, <1>, <2>.
std::vector<std::string> read(std::string_view wire, std::size_t piece) {
  std::vector<std::string> lines;
  PktLineReader reader([&](const PktLine& line) {
    lines.push_back(line.kind == PktKind::kData ? std::string(line.text())
                                                : fmt::format("<{}>", static_cast<int>(line.kind)));
  });
  for (std::size_t at = 0; at < wire.size(); at += piece) reader.feed(bytes_of(wire.substr(at, piece)));
  reader.finish();
  return lines;
}

TEST(PktLineReader, ReadsLinesAndMarksHoweverTheyAreCut) {
  constexpr std::string_view kWire = "0006a\n0000000bfoobar\n0001000400020005x000Ay23456";
  for (std::size_t piece = 1; piece <= kWire.size(); ++piece) {
    EXPECT_THAT(read(kWire, piece), ElementsAre("a\n", "<0>", "foobar\n", "<1>", "", "<2>", "x", "y23456")) << piece;
  }
}

TEST(PktLineReader, ReadsTheLongestLine) {
  std::string wire;
  const std::string longest(limits::kPktLineMaxBytes - 4, 'z');
  append_pkt_line(wire, longest);
  append_pkt_line(wire, longest);
  append_flush(wire);
  for (const std::size_t piece : {std::size_t{1}, std::size_t{4}, std::size_t{65'521}, wire.size()}) {
    EXPECT_THAT(read(wire, piece), ElementsAre(longest, longest, "<0>")) << piece;
  }
}

TEST(PktLineReader, HandsOverLinesOfOnePieceWithoutCopying) {
  const std::string wire = "0008abcd0000";
  PktLineReader reader([&](const PktLine& line) {
    if (line.kind == PktKind::kData) {
      EXPECT_EQ(line.text().data(), wire.data() + 4);
    }
  });
  reader.feed(bytes_of(wire));
}

TEST(PktLineReader, RefusesWhatIsNoLength) {
  for (const char* wire : {"0003", "fff1", "ffff", "000g", "-001", " 004", "+004", "0x04", "HTTP"}) {
    for (const std::size_t piece : {1, 4}) {
      PktLineReader reader([](const PktLine&) { ADD_FAILURE() << "a line out of nothing"; });
      const auto feed = [&] {
        for (std::size_t at = 0; at < 4; at += piece) reader.feed(bytes_of(std::string_view(wire).substr(at, piece)));
      };
      EXPECT_EQ(failure_of(feed).code, ErrorCode::kBadData) << wire;
    }
  }
}

TEST(PktLineReader, RefusesAnEndInsideALine) {
  for (const char* wire : {"0", "000", "0005", "0000000", "0006a"}) {
    EXPECT_THROW(read(wire, 1), Error) << wire;
    EXPECT_THROW(read(wire, 100), Error) << wire;
  }
  EXPECT_TRUE(read("", 1).empty());
}

TEST(PktLine, WritesLines) {
  std::string out;
  append_pkt_line(out, "command=ls-refs\n");
  append_delimiter(out);
  append_pkt_line(out, "");
  append_flush(out);
  EXPECT_EQ(out, "0014command=ls-refs\n000100040000");
}

TEST(PktLine, DropsOneLineFeed) {
  const auto line = [](std::string_view text) { return PktLine{PktKind::kData, bytes_of(text)}.line(); };
  EXPECT_EQ(line("a\n\n"), "a\n");
  EXPECT_EQ(line("a"), "a");
  EXPECT_EQ(line(""), "");
}

}  // namespace
}  // namespace cpsg::git::protocol
