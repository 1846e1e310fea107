// Protects the list of branches: the request, that only branches are taken, and that a malformed list is refused.
#include "cpsg/git/protocol/ls_refs.h"

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::protocol {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

const std::string kId = oid_of(0x1a).hex();

RefListing read(std::string_view wire, std::size_t piece) {
  LsRefsParser parser;
  feed_in_pieces(parser, wire, piece);
  return parser.finish();
}
RefListing read_lines(std::initializer_list<std::string> lines) {
  std::string wire;
  for (const std::string& line : lines) wire += pkt(line + "\n");
  return read(wire.append(kFlush), 1);
}
ErrorCode refusal(std::string_view wire) {
  return failure_of([&] { static_cast<void>(read(wire, 1)); }).code;
}
std::vector<std::string> names(const RefListing& listing) {
  std::vector<std::string> result;
  for (const RemoteRef& ref : listing.heads) result.push_back(ref.name);
  return result;
}

TEST(LsRefsRequest, AsksForBranchesAndHeadWithWhatTheServerOffers) {
  const Capabilities all = parse_capabilities("agent=x\nls-refs=unborn\nfetch=filter\nobject-format=sha1");
  EXPECT_EQ(ls_refs_request(all, "cpsg/1 \n2"),
            pkt("command=ls-refs\n") + pkt("agent=cpsg/1..2\n") + pkt("object-format=sha1\n") +
                std::string(kDelimiter) + pkt("symrefs\n") + pkt("unborn\n") + pkt("ref-prefix refs/heads/\n") +
                pkt("ref-prefix HEAD\n") + std::string(kFlush));
  EXPECT_EQ(ls_refs_request(parse_capabilities("ls-refs\nfetch=filter"), "cpsg"),
            pkt("command=ls-refs\n") + std::string(kDelimiter) + pkt("symrefs\n") + pkt("ref-prefix refs/heads/\n") +
                pkt("ref-prefix HEAD\n") + std::string(kFlush));
}

TEST(LsRefs, TakesBranchesAloneSortedByBytes) {
  const RefListing listing = read_lines({kId + " HEAD symref-target:refs/heads/main",  //
                                         kId + " refs/heads/\xc3\xa9", kId + " refs/heads/main", kId + " refs/heads/Z",
                                         kId + " refs/heads/a/b peeled:" + kId, kId + " refs/tags/v1 peeled:" + kId,
                                         kId + " refs/pull/1/head", kId + " refs/heads/", kId + " HEADS"});
  EXPECT_THAT(names(listing), ElementsAre("refs/heads/Z", "refs/heads/a/b", "refs/heads/main", "refs/heads/\xc3\xa9"));
  EXPECT_EQ(listing.heads.front().oid, oid_of(0x1a));
  EXPECT_EQ(listing.head_target, "refs/heads/main");
}

TEST(LsRefs, KnowsEmptyUnbornAndDetached) {
  EXPECT_THAT(read(kFlush, 1).heads, IsEmpty());
  EXPECT_EQ(read(kFlush, 1).head_target, std::nullopt);
  EXPECT_EQ(read_lines({"unborn HEAD symref-target:refs/heads/main"}).head_target, "refs/heads/main");
  EXPECT_THAT(read_lines({"unborn refs/heads/odd"}).heads, IsEmpty());
  const RefListing detached = read_lines({kId + " HEAD", kId + " refs/heads/main"});
  EXPECT_EQ(detached.head_target, std::nullopt);
  EXPECT_EQ(detached.heads.size(), 1u);
}

TEST(LsRefs, RefusesWhatBreaksTheProtocol) {
  const std::string good = pkt(kId + " refs/heads/main\n");
  for (const std::string& wire :
       {std::string(), good, good + std::string(kDelimiter), good + "0002", good + std::string(kFlush) + good,
        good + std::string(kFlush) + std::string(kFlush), pkt("zz refs/heads/main\n") + std::string(kFlush),
        pkt(kId + "ab refs/heads/main\n") + std::string(kFlush), pkt(kId + "\n") + std::string(kFlush),
        pkt("\n") + std::string(kFlush), pkt(kId + " refs/heads/a\tb\n") + std::string(kFlush),
        pkt(kId + " refs/heads/a\nb\n") + std::string(kFlush),
        pkt(kId + " HEAD symref-target:\n") + std::string(kFlush)}) {
    EXPECT_EQ(refusal(wire), ErrorCode::kBadData) << wire;
  }
  EXPECT_EQ(refusal(good + good + std::string(kFlush)), ErrorCode::kBadData) << "one branch twice";
  EXPECT_EQ(refusal(good + pkt("ERR overloaded")), ErrorCode::kRemoteError);
}

TEST(LsRefs, IsBounded) {
  const std::string long_name = kId + " refs/heads/" + std::string(limits::kRefNameMaxBytes, 'x') + "\n";
  EXPECT_EQ(refusal(pkt(long_name) + std::string(kFlush)), ErrorCode::kLimitExceeded);
  LsRefsParser parser;
  const std::string line = pkt(kId + " refs/tags/t\n");
  std::size_t fed = 0;
  const auto feed_forever = [&] {
    for (; fed < 2 * limits::kRefsMax; ++fed) parser.feed(bytes_of(line));
  };
  EXPECT_EQ(failure_of(feed_forever).code, ErrorCode::kLimitExceeded);
  EXPECT_EQ(fed, limits::kRefsMax);
}

}  // namespace
}  // namespace cpsg::git::protocol
