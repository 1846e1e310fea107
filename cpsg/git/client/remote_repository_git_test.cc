// Protects the promise that a repository read here is the one that git has: every branch, every commit, first in whole
// and then by what is new. The other side is git itself, through a process and through its own HTTP program.
#include <filesystem>
#include <fstream>

#include "cpsg/base/testing/failure_of.h"
#include "cpsg/git/client/remote_repository.h"
#include "cpsg/git/protocol/testing/messages.h"
#include "cpsg/git/testing/repository.h"
#include "cpsg/http/testing/scripted_server.h"

namespace cpsg::git::client {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// `git http-backend` behind a web server: what GitHub does, as far as a client can see.
class HttpBackend {
 public:
  // Servers that do not pass the header Git-Protocol on answer in version 0.
  explicit HttpBackend(std::filesystem::path root, bool passes_protocol = true)
      : root_(std::move(root)),
        passes_protocol_(passes_protocol),
        server_([this](const auto& request, const auto&) { return answer(request); }) {}
  [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }

 private:
  std::string answer(const http::ScriptedRequest& request) {
    const auto question = request.target.find('?');
    std::string path = request.target.substr(0, question);  // CGI wants it decoded
    for (auto at = path.find("%20"); at != std::string::npos; at = path.find("%20")) path.replace(at, 3, " ");
    const std::string query = question == std::string::npos ? "" : request.target.substr(question + 1);
    const std::filesystem::path body = scratch_.path() / "body";
    std::ofstream(body, std::ios::binary) << request.body;
    const std::string output =
        run("GIT_PROJECT_ROOT='" + root_.string() + "' GIT_HTTP_EXPORT_ALL=1 GIT_PROTOCOL='" +
            (passes_protocol_ ? request.header("Git-Protocol") : "") + "' PATH_INFO='" + path + "' QUERY_STRING='" +
            query + "' REQUEST_METHOD=" + request.method + " CONTENT_TYPE='" + request.header("Content-Type") +
            "' CONTENT_LENGTH=" + std::to_string(request.body.size()) + " git http-backend < '" + body.string() +
            "' 2> /dev/null || true");
    return as_response(output);
  }

  static std::string as_response(const std::string& output) {
    const auto head_end = output.find("\r\n\r\n");
    std::string head = output.substr(0, head_end + 2);
    std::string status = "200 OK";
    if (head.starts_with("Status: ")) {
      status = head.substr(8, head.find("\r\n") - 8);
      head.erase(0, head.find("\r\n") + 2);
    }
    return http::ScriptedServer::answer(status, head, output.substr(head_end + 4));
  }

  std::filesystem::path root_;
  bool passes_protocol_;
  TemporaryDirectory scratch_;
  http::ScriptedServer server_;
};

enum class Wire { kProcess, kHttp };

class RemoteRepositoryOverGit : public testing::TestWithParam<Wire> {
 protected:
  RemoteRepositoryOverGit() : backend_(repository_.root()) { repository_.git("config uploadpack.allowFilter true"); }

  RemoteRepository open(std::optional<RemoteAdvertisement> known = std::nullopt) const {
    RemoteOptions options;
    options.url = GetParam() == Wire::kProcess ? "file://" + repository_.path().string()
                                               : backend_.url("/o/name%20with%20space.git");
    options.spool_directory = std::filesystem::temp_directory_path();
    return {std::move(options), std::move(known)};
  }
  static std::vector<model::Oid> oids(const std::vector<std::string>& ids) {
    std::vector<model::Oid> result;
    for (const std::string& id : ids) result.push_back(*model::Oid::from_hex(id));
    return result;
  }
  model::Oid oid(const std::string& revision) const {
    return oids(lines_of(repository_.git("rev-parse " + revision))).at(0);
  }

  // The ids of what came, sorted; every commit is compared with git's own object.
  std::vector<std::string> fetch(RemoteRepository& remote, const FetchPlan& plan) const {
    std::vector<std::string> ids;
    std::string last;
    result_ = remote.fetch(plan, [&](const model::Oid& id, Bytes content) {
      ids.push_back(id.hex());
      last.assign(content.begin(), content.end());
    });
    if (!ids.empty()) {
      EXPECT_EQ(last, repository_.git("cat-file commit " + ids.back()));
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  GeneratedRepository repository_;
  HttpBackend backend_;
  mutable FetchResult result_;
};

TEST_P(RemoteRepositoryOverGit, ReadsBranchesAndTheWholeHistory) {
  RemoteRepository remote = open();
  const protocol::RefListing listing = remote.list_refs();
  EXPECT_EQ(listing.head_target, "refs/heads/main");
  ASSERT_THAT(listing.heads, SizeIs(3));
  std::string refs;
  FetchPlan plan;
  for (const protocol::RemoteRef& ref : listing.heads) {
    refs += ref.oid.hex() + " " + ref.name + "\n";
    plan.wants.push_back(ref.oid);
  }
  EXPECT_EQ(refs, repository_.git("for-each-ref --format='%(objectname) %(refname)' refs/heads"));
  EXPECT_EQ(fetch(remote, plan), repository_.rev_list("--branches"));
  EXPECT_THAT(result_.shallow, IsEmpty());
}

TEST_P(RemoteRepositoryOverGit, FetchesOnlyWhatIsNew) {
  RemoteRepository first = open();
  static_cast<void>(first.list_refs());
  const auto known = first.advertisement();
  ASSERT_TRUE(known);
  const model::Oid before = oid("main");
  repository_.commit("main");
  repository_.commit("main");

  RemoteRepository later = open(known);
  FetchPlan plan;
  plan.wants = {oid("main")};
  plan.haves = {before};
  EXPECT_EQ(fetch(later, plan), repository_.rev_list("main ^" + before.hex()));
  EXPECT_EQ(later.traffic().requests, 1u) << "one round trip is enough for news on a known tip";
}

TEST_P(RemoteRepositoryOverGit, OffersAncestorsWhenTheKnownTipIsGone) {
  RemoteRepository remote = open();
  FetchPlan plan;
  plan.wants = {oid("main")};
  plan.haves = {protocol::oid_of(0xee)};
  plan.sampled_ancestors = [&] { return oids({oid("main~2").hex(), oid("main~50").hex()}); };
  EXPECT_EQ(fetch(remote, plan), repository_.rev_list("main ^main~2"));
}

TEST_P(RemoteRepositoryOverGit, FetchesAnUnrelatedRoot) {
  RemoteRepository remote = open();
  FetchPlan plan;
  plan.wants = {oid("root/two")};
  plan.haves = {oid("main")};
  EXPECT_EQ(fetch(remote, plan), repository_.rev_list("root/two"));
}

TEST_P(RemoteRepositoryOverGit, FetchesNothingThatIsKnown) {
  RemoteRepository remote = open();
  FetchPlan plan;
  plan.wants = {oid("main~3")};
  plan.haves = {oid("main")};
  EXPECT_THAT(fetch(remote, plan), IsEmpty());
}

TEST_P(RemoteRepositoryOverGit, SaysWhenABranchMovedMeanwhile) {
  RemoteRepository remote = open();
  FetchPlan plan;
  plan.wants = {protocol::oid_of(0xee)};
  const Failure failure = failure_of([&] { fetch(remote, plan); });
  EXPECT_EQ(failure.code, ErrorCode::kRemoteError);
  EXPECT_THAT(failure.message, testing::HasSubstr("try again"));
}

TEST_P(RemoteRepositoryOverGit, KnowsAnEmptyRepository) {
  repository_.git("symbolic-ref HEAD refs/heads/trunk");
  for (const char* branch : {"main", "side", "root/two"}) repository_.git("branch -D -q " + std::string(branch));
  const protocol::RefListing listing = open().list_refs();
  EXPECT_THAT(listing.heads, IsEmpty());
  EXPECT_EQ(listing.head_target, "refs/heads/trunk");
}

TEST_P(RemoteRepositoryOverGit, KnowsADetachedHead) {
  repository_.git("update-ref --no-deref HEAD main~1");
  const protocol::RefListing listing = open().list_refs();
  EXPECT_THAT(listing.heads, SizeIs(3));
  EXPECT_EQ(listing.head_target, std::nullopt);
}

TEST_P(RemoteRepositoryOverGit, TellsThatAShallowRepositoryIsCut) {
  std::ofstream(repository_.path() / "shallow") << oid("main~5").hex() << "\n";
  RemoteRepository remote = open();
  FetchPlan plan;
  plan.wants = {oid("main")};
  fetch(remote, plan);
  EXPECT_THAT(result_.shallow, testing::Not(IsEmpty()));
}

std::string wire_name(const testing::TestParamInfo<Wire>& wire) {
  return wire.param == Wire::kProcess ? "Process" : "Http";
}
INSTANTIATE_TEST_SUITE_P(Wires, RemoteRepositoryOverGit, testing::Values(Wire::kProcess, Wire::kHttp), wire_name);

ErrorCode discovery_failure(const std::string& url) {
  RemoteOptions options;
  options.url = url;
  RemoteRepository remote(options, std::nullopt);
  return failure_of([&] { static_cast<void>(remote.list_refs()); }).code;
}

TEST(RemoteRepositoryOverHttp, RefusesServersThatLackWhatIsNeeded) {
  const GeneratedRepository repository;
  const HttpBackend backend(repository.root());
  const std::string path = "/o/name%20with%20space.git";
  EXPECT_EQ(discovery_failure(backend.url(path)), ErrorCode::kUnsupportedRemote) << "no filters";
  EXPECT_EQ(discovery_failure(backend.url("/o/none.git")), ErrorCode::kNotFound);
  repository.git("config uploadpack.allowFilter true");
  EXPECT_EQ(discovery_failure(HttpBackend(repository.root(), false).url(path)), ErrorCode::kUnsupportedRemote);
}

TEST(RemoteRepositoryOverHttp, FindsOutAgainWhenAServerLostItsFilters) {
  const GeneratedRepository repository;
  repository.git("config uploadpack.allowFilter true");
  const HttpBackend backend(repository.root());
  RemoteOptions options;
  options.url = backend.url("/o/name%20with%20space.git");
  options.spool_directory = std::filesystem::temp_directory_path();
  RemoteRepository first(options, std::nullopt);
  const protocol::RefListing listing = first.list_refs();

  repository.git("config uploadpack.allowFilter false");
  RemoteRepository later(options, first.advertisement());
  FetchPlan plan;
  plan.wants = {listing.heads.front().oid};
  const Failure failure = failure_of([&] { later.fetch(plan, [](const auto&, auto) {}); });
  EXPECT_EQ(failure.code, ErrorCode::kUnsupportedRemote) << "the answer was 200 and empty: " << failure.message;
}

}  // namespace
}  // namespace cpsg::git::client
