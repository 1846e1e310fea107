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
                std::string(kDelimiter) + pkt("peel\n") + pkt("symrefs\n") + pkt("unborn\n") +
                pkt("ref-prefix refs/heads/\n") + pkt("ref-prefix HEAD\n") + std::string(kFlush));
  EXPECT_EQ(ls_refs_request(parse_capabilities("ls-refs\nfetch=filter"), "cpsg"),
            pkt("command=ls-refs\n") + std::string(kDelimiter) + pkt("peel\n") + pkt("symrefs\n") +
                pkt("ref-prefix refs/heads/\n") + pkt("ref-prefix HEAD\n") + std::string(kFlush));
}

TEST(LsRefs, TakesBranchesAloneSortedByBytes) {
  const RefListing listing = read_lines({kId + " HEAD symref-target:refs/heads/main",  //
                                         kId + " refs/heads/\xc3\xa9", kId + " refs/heads/main", kId + " refs/heads/Z",
                                         kId + " refs/heads/a/b peeled:" + kId, kId + " refs/tags/v1 peeled:" + kId,
                                         kId + " refs/pull/1/head", kId + " HEADS"});
  EXPECT_THAT(listing.left_out, IsEmpty());
  EXPECT_THAT(names(listing), ElementsAre("refs/heads/Z", "refs/heads/a/b", "refs/heads/main", "refs/heads/\xc3\xa9"));
  EXPECT_EQ(listing.heads.front().oid, oid_of(0x1a));
  EXPECT_EQ(listing.head_target, "refs/heads/main");
}

TEST(LsRefs, CountsATagByWhatItPeelsTo) {
  const std::string commit = oid_of(0x2b).hex();
  const RefListing listing = read_lines({kId + " refs/heads/tag peeled:" + commit, commit + " refs/heads/z"});
  ASSERT_EQ(listing.heads.size(), 2u);
  EXPECT_EQ(listing.heads[0].oid, oid_of(0x2b));
  EXPECT_EQ(listing.heads[0].object(), oid_of(0x1a)) << "the tag itself is asked for: any server gives what it lists";
  EXPECT_EQ(listing.heads[1].tag, std::nullopt);
  EXPECT_EQ(refusal(pkt(kId + " refs/heads/tag peeled:12\n") + std::string(kFlush)), ErrorCode::kBadData);
}

TEST(LsRefs, SetsApartWhatCannotBeABranch) {
  const std::string null = model::Oid().hex();
  const std::string long_name = "refs/heads/" + std::string(limits::kRefNameMaxBytes, 'x');
  const RefListing listing =
      read_lines({kId + " HEAD symref-target:refs/heads/a..b", kId + " refs/heads/main", null + " refs/heads/null",
                  kId + " refs/heads/tag peeled:" + null, kId + " refs/heads/a..b", kId + " refs/heads/x\x1by",
                  kId + " refs/heads/", kId + " " + long_name});
  EXPECT_THAT(names(listing), ElementsAre("refs/heads/main"));
  EXPECT_EQ(listing.head_target, std::nullopt);
  using enum model::RefOddity;
  EXPECT_THAT(listing.left_out,
              ElementsAre(LeftOutRef{"refs/heads/", kFunnyName}, LeftOutRef{"refs/heads/a..b", kFunnyName},
                          LeftOutRef{"refs/heads/null", kNullId}, LeftOutRef{"refs/heads/tag", kNullId},
                          LeftOutRef{"refs/heads/x\x1by", kFunnyName},
                          LeftOutRef{long_name.substr(0, limits::kRefNameMaxBytes), kLongName}));
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
        pkt("\n") + std::string(kFlush), pkt(kId + " HEAD symref-target:\n") + std::string(kFlush)}) {
    EXPECT_EQ(refusal(wire), ErrorCode::kBadData) << wire;
  }
  EXPECT_EQ(refusal(good + good + std::string(kFlush)), ErrorCode::kBadData) << "one branch twice";
  EXPECT_EQ(refusal(good + pkt("ERR overloaded")), ErrorCode::kRemoteError);
}

TEST(LsRefs, IsBounded) {
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
