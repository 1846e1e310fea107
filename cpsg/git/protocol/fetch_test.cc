// Protects the fetch exchange: the exact request, every form of answer however it is cut, and that nothing malformed,
// shortened or lengthened passes as an answer.
#include "cpsg/git/protocol/fetch.h"

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::protocol {
namespace {

using testing::ElementsAre;

const std::string kAcks = pkt("acknowledgments\n");
const std::string kAck = pkt("ACK " + oid_of(1).hex() + "\n");
const std::string kNak = pkt("NAK\n");
const std::string kReady = pkt("ready\n");
const std::string kShallow = pkt("shallow-info\n") + pkt("shallow " + oid_of(2).hex() + "\n");
const std::string kPack = pkt("packfile\n");
const std::string kD(kDelimiter);
const std::string kF(kFlush);

struct Read {
  FetchAnswer answer;
  std::string pack;
  std::vector<std::string> messages;
};

Read read(std::string_view wire, std::size_t piece) {
  Read result;
  FetchResponseParser parser({.on_pack = [&](Bytes bytes) { result.pack.append(bytes.begin(), bytes.end()); },
                              .on_message = [&](const std::string& line) { result.messages.push_back(line); }});
  feed_in_pieces(parser, wire, piece);
  result.answer = parser.finish();
  return result;
}

ErrorCode refusal(std::string_view wire) {
  const ErrorCode code = failure_of([&] { read(wire, wire.size() + 1); }).code;
  EXPECT_EQ(code, failure_of([&] { read(wire, 1); }).code);
  return code;
}

TEST(FetchRequest, NamesWantsHavesAndTheFilter) {
  const std::vector wants = {oid_of(1), oid_of(2)};
  const std::vector haves = {oid_of(3)};
  const Capabilities capabilities = parse_capabilities("agent=x\nls-refs\nfetch=filter\nobject-format=sha1");
  const std::string head = pkt("command=fetch\n") + pkt("agent=cpsg\n") + pkt("object-format=sha1\n") + kD +
                           pkt("ofs-delta\n") + pkt("filter tree:0\n") + pkt("want " + oid_of(1).hex() + "\n") +
                           pkt("want " + oid_of(2).hex() + "\n");
  EXPECT_EQ(fetch_request(capabilities, "cpsg", {wants, haves, false}),
            head + pkt("have " + oid_of(3).hex() + "\n") + kF);
  EXPECT_EQ(fetch_request(capabilities, "cpsg", {wants, {}, true}), head + pkt("done\n") + kF);
}

TEST(FetchResponse, IsReadHoweverItIsCut) {
  const std::string wire = kAcks + kAck + kAck + kReady + kD + kShallow + kD + kPack + band(2, "Counting: 1%\r") +
                           band(1, "PA") + band(2, "Counting: 2%\rCoun") + band(1, "") + band(1, "CK") +
                           band(2, "ted\n") + kF;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{7}, wire.size()}) {
    const Read found = read(wire, piece);
    EXPECT_EQ(found.pack, "PACK");
    EXPECT_THAT(found.messages, ElementsAre("Counting: 1%", "Counting: 2%", "Counted"));
    EXPECT_TRUE(found.answer.pack && found.answer.acknowledged);
    EXPECT_THAT(found.answer.shallow, ElementsAre(oid_of(2)));
  }
}

TEST(FetchResponse, KnowsItsShortForms) {
  const FetchAnswer nak = read(kAcks + kNak + kF, 1).answer;
  EXPECT_FALSE(nak.pack || nak.acknowledged || !nak.shallow.empty());
  const FetchAnswer ack = read(kAcks + kAck + kF, 1).answer;
  EXPECT_TRUE(ack.acknowledged);
  EXPECT_FALSE(ack.pack);
  const FetchAnswer pack = read(kPack + band(1, "P") + kF, 1).answer;
  EXPECT_TRUE(pack.pack);
  EXPECT_FALSE(pack.acknowledged || !pack.shallow.empty());
  EXPECT_TRUE(read(kAcks + kAck + kReady + kD + kPack + kF, 1).answer.shallow.empty());
}

TEST(FetchResponse, RefusesEveryTruncation) {
  const std::string wire = kAcks + kAck + kReady + kD + kShallow + kD + kPack + band(1, "PACK") + kF;
  for (std::size_t size = 0; size < wire.size(); ++size) {
    EXPECT_EQ(refusal(std::string_view(wire).substr(0, size)), ErrorCode::kBadData) << size;
  }
}

TEST(FetchResponse, RefusesWhatBreaksTheProtocol) {
  const std::string good = kAcks + kAck + kReady + kD + kPack + band(1, "P") + kF;
  const std::string wants_unasked = pkt("wanted-refs\n");
  for (const std::string& wire : {good + "x",
                                  good + kF,
                                  good + good,
                                  kF,
                                  kD,
                                  kAcks + kD + kF,
                                  kAcks + kNak + kD + kAcks + kNak + kF,
                                  kShallow + kF,
                                  kPack + band(1, "P") + kD + kPack + kF,
                                  kPack + "0002",
                                  kAcks + kNak + "0002",
                                  kAcks + pkt("ACK 12\n") + kF,
                                  kAcks + pkt("HELLO\n") + kF,
                                  pkt("shallow-info\n") + pkt("shallow x\n") + kF,
                                  wants_unasked + kF,
                                  pkt("packfile-uris\n") + kF,
                                  kPack + pkt("") + kF,
                                  kPack + band(4, "P") + kF,
                                  kPack + band(0, "P") + kF,
                                  kShallow + kD + kAcks + kNak + kF,
                                  kPack + "0003",
                                  kPack + "fff1"}) {
    EXPECT_EQ(refusal(wire), ErrorCode::kBadData) << wire;
  }
}

TEST(FetchResponse, ThrowsWhatTheRemoteNames) {
  EXPECT_EQ(refusal(kPack + band(1, "PA") + band(3, "fatal: out of memory\n")), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(pkt("ERR upload-pack: not our ref " + oid_of(1).hex())), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(kAcks + pkt("ERR Repository not found.")), ErrorCode::kNotFound);
  const Failure failure = failure_of([] { read(kPack + band(3, "no \x1b[1m jane@corp.example\n"), 1); });
  EXPECT_EQ(failure.message, "the remote said: no [1m [removed]");
}

TEST(FetchResponse, TakesAPackThatLooksLikeAnError) {
  EXPECT_EQ(read(kPack + band(1, "ERR not one") + kF, 1).pack, "ERR not one");
}

TEST(FetchResponse, BoundsWhatComesBesideThePack) {
  FetchResponseParser parser({});
  parser.feed(bytes_of(kAcks));
  const auto feed_forever = [&] {
    for (std::size_t i = 0; i < 2 * limits::kRefsMax; ++i) parser.feed(bytes_of(kNak));
  };
  EXPECT_EQ(failure_of(feed_forever).code, ErrorCode::kLimitExceeded);
}

}  // namespace
}  // namespace cpsg::git::protocol
