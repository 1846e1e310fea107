// Protects the conversation with a remote: which requests follow which answers, when what was stored of a remote is
// discarded, and what reaches the caller. The remote is a script of answers; the packs are whole and real.
#include "cpsg/git/client/remote_repository.h"

#include <openssl/sha.h>
#include <zlib.h>

#include <deque>
#include <variant>

#include "cpsg/base/limits.h"
#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/client/transport.h"
#include "cpsg/git/pack/object_hash.h"
#include "cpsg/git/protocol/testing/messages.h"

namespace cpsg::git::client {
namespace {

using protocol::band;
using protocol::kDelimiter;
using protocol::kFlush;
using protocol::oid_of;
using protocol::pkt;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::string kD(kDelimiter);
const std::string kF(kFlush);
const std::string kLines = "ls-refs=unborn\nfetch=shallow filter";
const std::string kAdvertisement =
    protocol::pkt("version 2\n") + protocol::pkt("ls-refs=unborn\n") + protocol::pkt("fetch=shallow filter\n") + kF;
const std::string kRefs = protocol::pkt(protocol::oid_of(1).hex() + " HEAD symref-target:refs/heads/main\n") +
                          protocol::pkt(protocol::oid_of(1).hex() + " refs/heads/main\n") + kF;
const std::string kCommit = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a> 1 +0000\n\nm\n";
const std::string kTag = "object 0000000000000000000000000000000000000001\ntype commit\ntag t\n\n";

struct Moved {};
using Step = std::variant<std::string, Moved, Error>;

// Answers with its script, and keeps what it was asked: "discover", or a request.
class ScriptedTransport final : public Transport {
 public:
  ScriptedTransport(std::deque<Step> script, std::vector<std::string>& asked)
      : script_(std::move(script)), asked_(asked) {}

  void discover(const BodySink& sink) override {
    asked_.emplace_back("discover");
    base_url_ = "https://found.example/r";
    play(sink);
  }
  Reply command(const std::string& request, const BodySink& sink) override {
    asked_.push_back(request);
    return play(sink);
  }
  [[nodiscard]] const std::string& base_url() const override { return base_url_; }
  [[nodiscard]] RemoteTraffic traffic() const override { return {asked_.size(), 0}; }

 private:
  Reply play(const BodySink& sink) {
    if (script_.empty()) throw std::logic_error("the script is over");
    const Step step = std::move(script_.front());
    script_.pop_front();
    if (std::holds_alternative<Moved>(step)) return Reply::kMoved;
    if (const Error* error = std::get_if<Error>(&step)) throw Error(*error);
    const auto& bytes = std::get<std::string>(step);
    for (std::size_t at = 0; at < bytes.size(); at += 5)
      sink(protocol::bytes_of(std::string_view(bytes).substr(at, 5)));
    return Reply::kAnswered;
  }

  std::string base_url_ = "https://known.example/r";
  std::deque<Step> script_;
  std::vector<std::string>& asked_;
};

struct Remote {
  std::vector<std::string> asked;
  std::unique_ptr<RemoteRepository> repository;

  Remote(std::optional<RemoteAdvertisement> known, std::deque<Step> script)
      : repository(std::make_unique<RemoteRepository>(std::make_unique<ScriptedTransport>(std::move(script), asked),
                                                      options(), std::move(known))) {}
  static RemoteOptions options() {
    RemoteOptions result;
    result.spool_directory = std::filesystem::temp_directory_path();
    return result;
  }
  RemoteRepository* operator->() const { return repository.get(); }
};

RemoteAdvertisement known() { return {"https://known.example/r", kLines}; }

void append_object(std::string& pack, int type, const std::string& content) {
  const std::size_t size = content.size();
  pack += static_cast<char>(0x80 | type << 4 | static_cast<int>(size & 15));
  pack += static_cast<char>(size >> 4);  // enough for sizes below 2 KiB
  uLongf space = compressBound(size);
  std::string deflated(space, '\0');
  compress(reinterpret_cast<Bytef*>(deflated.data()), &space, reinterpret_cast<const Bytef*>(content.data()), size);
  pack += deflated.substr(0, space);
}

// A pack of a commit and a tag, or of nothing.
std::string make_pack(bool empty = false) {
  std::string pack = std::string("PACK\0\0\0\2\0\0\0", 11) + (empty ? '\0' : '\2');
  if (!empty) {
    append_object(pack, 1, kCommit);
    append_object(pack, 4, kTag);
  }
  std::string digest(SHA_DIGEST_LENGTH, '\0');
  SHA1(reinterpret_cast<const unsigned char*>(pack.data()), pack.size(),
       reinterpret_cast<unsigned char*>(digest.data()));
  return pack + digest;
}
std::string pack_section() {
  return protocol::pkt("packfile\n") + protocol::band(2, "Sending\n") + protocol::band(1, make_pack()) + kF;
}
std::string acknowledgments(const std::string& lines) { return protocol::pkt("acknowledgments\n") + lines; }

FetchPlan plan(std::vector<model::Oid> haves) {
  FetchPlan result;
  result.wants = {protocol::oid_of(0xaa)};
  result.haves = std::move(haves);
  result.sampled_ancestors = [] { return std::vector{protocol::oid_of(0xcc)}; };
  return result;
}
std::string have(std::uint8_t byte) { return "have " + protocol::oid_of(byte).hex(); }

std::vector<std::string> fetch(const Remote& remote, const FetchPlan& fetch_plan) {
  std::vector<std::string> commits;
  static_cast<void>(remote->fetch(
      fetch_plan, [&](const model::Oid&, Bytes content) { commits.emplace_back(content.begin(), content.end()); }));
  return commits;
}

TEST(RemoteRepository, DiscoversOnceThenAsks) {
  const Remote remote(std::nullopt, {kAdvertisement, kRefs, pack_section()});
  EXPECT_EQ(remote->advertisement(), std::nullopt);
  EXPECT_EQ(remote->list_refs().head_target, "refs/heads/main");
  EXPECT_EQ(remote->advertisement(), (RemoteAdvertisement{"https://found.example/r", kLines}));
  EXPECT_THAT(fetch(remote, plan({})), ElementsAre(kCommit));
  EXPECT_THAT(remote.asked, ElementsAre("discover", HasSubstr("command=ls-refs"), HasSubstr("command=fetch")));
  EXPECT_EQ(remote->traffic().requests, 3u);
}

TEST(RemoteRepository, NeedsNoDiscoveryWhenItKnowsTheRemote) {
  const Remote remote(known(), {kRefs});
  EXPECT_EQ(remote->advertisement(), std::nullopt) << "not confirmed yet";
  EXPECT_EQ(remote->list_refs().heads.size(), 1u);
  EXPECT_EQ(remote->advertisement(), known());
  EXPECT_EQ(remote.asked.size(), 1u);
}

TEST(RemoteRepository, DiscoversAgainWhenWhatItKnewIsOutOfDate) {
  const Error gone(ErrorCode::kNotFound, "404");
  for (const Step& stale : {Step(Moved{}), Step(std::string()), Step(gone)}) {
    const Remote remote(known(), {stale, kAdvertisement, kRefs});
    EXPECT_EQ(remote->list_refs().heads.size(), 1u);
    EXPECT_EQ(remote->advertisement()->base_url, "https://found.example/r");
    EXPECT_EQ(remote.asked.at(1), "discover");
  }
  const Remote unusable(RemoteAdvertisement{"https://known.example/r", "ls-refs"}, {kAdvertisement, kRefs});
  EXPECT_EQ(unusable->list_refs().heads.size(), 1u) << "the server may offer filters by now";
}

TEST(RemoteRepository, DiscoversAgainOnceOnly) {
  const auto refusal = [](std::optional<RemoteAdvertisement> advertisement, std::deque<Step> script) {
    const Remote remote(std::move(advertisement), std::move(script));
    return failure_of([&] { static_cast<void>(remote->list_refs()); }).code;
  };
  const Error gone(ErrorCode::kNotFound, "404");
  EXPECT_EQ(refusal(known(), {Moved{}, kAdvertisement, Moved{}}), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(known(), {std::string(), kAdvertisement, std::string()}), ErrorCode::kRemoteError);
  EXPECT_EQ(refusal(known(), {gone, gone}), ErrorCode::kNotFound);
  EXPECT_EQ(refusal(std::nullopt, {kAdvertisement, gone}), ErrorCode::kNotFound);
  EXPECT_EQ(refusal(known(), {Error(ErrorCode::kForbidden, "403")}), ErrorCode::kForbidden);
  EXPECT_EQ(refusal(known(), {protocol::pkt("ERR Repository not found.")}), ErrorCode::kNotFound)
      << "the remote has spoken";
}

TEST(RemoteRepository, FetchesNothingFromAServerWithoutFilters) {
  const Remote remote(std::nullopt, {protocol::pkt("version 2\n") + protocol::pkt("ls-refs\n") +
                                     protocol::pkt("fetch=shallow\n") + kF});
  EXPECT_EQ(failure_of([&] { fetch(remote, plan({})); }).code, ErrorCode::kUnsupportedRemote);
  EXPECT_THAT(remote.asked, ElementsAre("discover"));
  EXPECT_EQ(remote->advertisement(), std::nullopt);
}

TEST(Fetch, SaysDoneAtOnceWithoutHaves) {
  const Remote remote(known(), {pack_section()});
  EXPECT_THAT(fetch(remote, plan({})), ElementsAre(kCommit)) << "a tag is not passed on";
  EXPECT_THAT(remote.asked.at(0), HasSubstr("0009done\n0000"));
  EXPECT_THAT(remote.asked.at(0), Not(HasSubstr("have ")));
}

TEST(Fetch, TakesThePackThatFollowsReady) {
  const Remote remote(
      known(), {acknowledgments(protocol::pkt("ACK " + protocol::oid_of(2).hex() + "\n") + protocol::pkt("ready\n")) +
                kD + pack_section()});
  EXPECT_THAT(fetch(remote, plan({protocol::oid_of(2)})), ElementsAre(kCommit));
  EXPECT_THAT(remote.asked, ElementsAre(Not(HasSubstr("done"))));
}

TEST(Fetch, RepeatsWithDoneAfterAnAcknowledgmentWithoutReady) {
  const Remote remote(known(),
                      {acknowledgments(protocol::pkt("ACK " + protocol::oid_of(2).hex() + "\n")) + kF, pack_section()});
  EXPECT_THAT(fetch(remote, plan({protocol::oid_of(2)})), ElementsAre(kCommit));
  ASSERT_EQ(remote.asked.size(), 2u);
  EXPECT_THAT(remote.asked[1], HasSubstr(have(2)));
  EXPECT_THAT(remote.asked[1], HasSubstr("done"));
  EXPECT_THAT(remote.asked[1], Not(HasSubstr(have(0xcc)))) << "the server knows a have: no ancestors are needed";
}

TEST(Fetch, OffersAncestorsWhenTheServerKnowsNoHave) {
  const Remote remote(known(), {acknowledgments(protocol::pkt("NAK\n")) + kF, pack_section()});
  EXPECT_THAT(fetch(remote, plan({protocol::oid_of(2)})), ElementsAre(kCommit));
  ASSERT_EQ(remote.asked.size(), 2u);
  EXPECT_THAT(remote.asked[0], Not(HasSubstr("done")));
  EXPECT_THAT(remote.asked[1], HasSubstr(have(2)));
  EXPECT_THAT(remote.asked[1], HasSubstr(have(0xcc)));
  EXPECT_THAT(remote.asked[1], HasSubstr("done"));
}

TEST(Fetch, OffersTheOtherTipsOnlyWhenTheFirstAreNotEnough) {
  FetchPlan wanted = plan({protocol::oid_of(2)});
  wanted.other_haves = {protocol::oid_of(3)};
  const std::string known_have = protocol::pkt("ACK " + protocol::oid_of(2).hex() + "\n");
  const Remote enough(known(), {acknowledgments(known_have + protocol::pkt("ready\n")) + kD + pack_section()});
  EXPECT_THAT(fetch(enough, wanted), ElementsAre(kCommit));
  EXPECT_THAT(enough.asked, ElementsAre(Not(HasSubstr(have(3)))));
  const Remote acknowledged(known(), {acknowledgments(known_have) + kF, pack_section()});
  EXPECT_THAT(fetch(acknowledged, wanted), ElementsAre(kCommit));
  EXPECT_THAT(acknowledged.asked, Each(Not(HasSubstr(have(3)))));
  const Remote unknown(known(), {acknowledgments(protocol::pkt("NAK\n")) + kF, pack_section()});
  EXPECT_THAT(fetch(unknown, wanted), ElementsAre(kCommit));
  EXPECT_THAT(unknown.asked, ElementsAre(Not(HasSubstr(have(3))), AllOf(HasSubstr(have(2)), HasSubstr(have(3)))));
  wanted.may_lead_to_others = true;
  const Remote new_branch(known(), {acknowledgments(known_have) + kF, pack_section()});
  EXPECT_THAT(fetch(new_branch, wanted), ElementsAre(kCommit));
  EXPECT_THAT(new_branch.asked, ElementsAre(Not(HasSubstr(have(3))), HasSubstr(have(3))));
}

TEST(Fetch, EndsWhenNoPackComesAfterDone) {
  const std::string nak = acknowledgments(protocol::pkt("NAK\n")) + kF;
  const Remote remote(known(), {nak, nak});
  EXPECT_EQ(failure_of([&] { fetch(remote, plan({protocol::oid_of(2)})); }).code, ErrorCode::kBadData);
}

TEST(Fetch, TellsThatTheHistoryIsCut) {
  const std::string shallow =
      protocol::pkt("shallow-info\n") + protocol::pkt("shallow " + protocol::oid_of(3).hex() + "\n") + kD;
  const Remote cut(known(), {shallow + pack_section()});
  EXPECT_THAT(cut->fetch(plan({}), [](const auto&, auto) {}).shallow, ElementsAre(protocol::oid_of(3)));
  const Remote whole(known(), {pack_section()});
  EXPECT_THAT(whole->fetch(plan({}), [](const auto&, auto) {}).shallow, IsEmpty());
}

TEST(Fetch, TellsWhatIsNoCommitOfWhatWasWanted) {
  const auto fetched = [](std::vector<model::Oid> wants, std::vector<model::Oid> peeled) {
    const Remote remote(known(), {pack_section()});
    FetchPlan wanted = plan({});
    wanted.wants = std::move(wants);
    wanted.peeled = std::move(peeled);
    return remote->fetch(wanted, [](const auto&, auto) {}).no_commits;
  };
  const model::Oid tag = pack::ObjectHash().hash(pack::ObjectType::kTag, protocol::bytes_of(kTag));
  const model::Oid commit = pack::ObjectHash().hash(pack::ObjectType::kCommit, protocol::bytes_of(kCommit));
  EXPECT_THAT(fetched({oid_of(1), commit}, {}), IsEmpty()) << "a tag that nobody wanted, and a commit";
  for (const auto& found : {fetched({tag}, {}), fetched({oid_of(1)}, {tag})}) {
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found.at(tag).type, pack::ObjectType::kTag);
    EXPECT_EQ(found.at(tag).tag->target.hex(), "0000000000000000000000000000000000000001");
  }
}

TEST(ShallowCommits, AreAskedForWithTipsThatBothSidesKnow) {
  const std::string empty = protocol::pkt("packfile\n") + protocol::band(1, make_pack(true)) + kF;
  const std::string shallow = protocol::pkt("shallow-info\n") + protocol::pkt("shallow " + oid_of(3).hex()) + kD;
  const Remote remote(known(), {shallow + empty, empty});
  EXPECT_THAT(remote->shallow_commits(std::vector{oid_of(2)}), ElementsAre(oid_of(3)));
  EXPECT_THAT(remote.asked.at(0), HasSubstr("want " + oid_of(2).hex()));
  EXPECT_THAT(remote.asked.at(0), HasSubstr(have(2)));
  EXPECT_THAT(remote.asked.at(0), HasSubstr("done"));
  EXPECT_THAT(remote->shallow_commits(std::vector{oid_of(2)}), IsEmpty());
}

TEST(Fetch, TakesAnEmptyPack) {
  const Remote remote(known(), {protocol::pkt("packfile\n") + protocol::band(1, make_pack(true)) + kF});
  EXPECT_THAT(fetch(remote, plan({})), IsEmpty());
}

TEST(Fetch, RefusesAPackThatIsNotWhole) {
  const std::string pack = make_pack();
  const std::string whole = pack_section();
  for (const std::string& answer :
       {whole.substr(0, whole.size() - 1), whole.substr(0, whole.size() - 4), whole.substr(0, whole.size() / 2),
        protocol::pkt("packfile\n") + protocol::band(1, pack.substr(0, pack.size() - 1)) + kF,
        protocol::pkt("packfile\n") + kF, whole + "0", whole + kF,
        protocol::pkt("packfile\n") + protocol::band(1, pack + "x") + kF,
        protocol::pkt("packfile\n") + "0fff" + protocol::band(1, pack) + kF}) {
    const Remote remote(known(), {answer});
    EXPECT_EQ(failure_of([&] { fetch(remote, plan({})); }).code, ErrorCode::kBadData) << answer.size();
  }
}

TEST(Fetch, ThrowsWhatTheRemoteSaysInTheErrorBand) {
  const Remote remote(known(), {protocol::pkt("packfile\n") + protocol::band(3, "pack-objects died\n") + kF});
  const Failure failure = failure_of([&] { fetch(remote, plan({})); });
  EXPECT_EQ(failure.code, ErrorCode::kRemoteError);
  EXPECT_THAT(failure.message, HasSubstr("pack-objects died"));
}

TEST(Fetch, TellsHowFarItIs) {
  const Remote remote(known(), {pack_section()});
  std::vector<std::uint32_t> counts;
  FetchProgress last;
  std::string message;
  const auto on_progress = [&](const FetchProgress& progress) {
    EXPECT_GE(progress.received_bytes, last.received_bytes);
    EXPECT_GE(progress.objects_done, last.objects_done);
    last = progress;
    message = progress.remote_message;
  };
  remote->fetch(plan({}), [](const auto&, auto) {}, on_progress, [&](std::uint32_t count) { counts.push_back(count); });
  EXPECT_THAT(counts, ElementsAre(2u));
  EXPECT_EQ(last.received_bytes, make_pack().size());
  EXPECT_EQ(last.objects_done, 2u);
  EXPECT_EQ(last.objects_total, 2u);
  EXPECT_EQ(message, "Sending");
}

TEST(Fetch, RethrowsWhatTheCallerThrows) {
  const Remote remote(known(), {pack_section()});
  EXPECT_THROW(remote->fetch(plan({}), [](const auto&, auto) { throw std::domain_error("store"); }), std::domain_error);
}

}  // namespace
}  // namespace cpsg::git::client
