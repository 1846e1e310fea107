// Protects what is read of commits: lines and logins, what is unknown, and what GitHub cannot count.
#include "cpsg/github/wire/readers.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

constexpr std::string_view kCommit =
    R"({"oid":"0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74","additions":344,"deletions":260,)"
    R"("changedFilesIfAvailable":4,"author":{"user":{"login":"hana"}},"committer":{"user":null}})";

model::Oid known() { return *model::Oid::from_hex("0158b1f8f6cf4618fd8df0ad43c759b3cbda6c74"); }
model::Oid other() { return *model::Oid::from_hex("0123456789012345678901234567890123456789"); }

std::vector<Lookup<CommitFacts>> read_two(std::string_view second, std::string_view errors = "") {
  const std::string body = R"({"data":{"node":{"__typename":"Repository","c0":)" + std::string(kCommit) + R"(,"c1":)" +
                           std::string(second) + R"(}},"errors":[)" + std::string(errors) + "]}";
  auto found = read_commits(body, std::vector<model::Oid>{known(), other()});
  EXPECT_EQ(found.size(), 2U);
  EXPECT_EQ(code_of(found[0]), std::nullopt);
  return found;
}

TEST(ReadCommits, ReadsLinesAndLogins) {
  const auto found = read_two("null");
  ASSERT_TRUE(found[0].value);
  EXPECT_EQ(found[0].value->oid, known());
  EXPECT_EQ(found[0].value->additions, 344);
  EXPECT_EQ(found[0].value->deletions, 260);
  EXPECT_EQ(found[0].value->changed_files, 4);
  EXPECT_EQ(found[0].value->author_login, "hana");
  EXPECT_EQ(found[0].value->committer_login, std::nullopt);
}

TEST(ReadCommits, ReadsThatACommitDoesNotExist) {
  const auto not_found = R"({"type":"NOT_FOUND","path":["node","c1"],"message":"x"})";
  for (const auto& found : {read_two("null"), read_two("{}"), read_two("null", not_found)}) {
    EXPECT_TRUE(found[0].value.value().exists);
    ASSERT_TRUE(found[1].value);
    EXPECT_EQ(found[1].value->oid, other());
    EXPECT_FALSE(found[1].value->exists);
    EXPECT_FALSE(found[1].retry_smaller);
  }
}

TEST(ReadCommits, ReadsWhatCannotBeCountedAsNull) {
  const auto found = read_two("null", R"({"type":"SERVICE_UNAVAILABLE","path":["node","c1","additions"],)"
                                      R"("message":"The additions count for this commit is unavailable."})");
  ASSERT_TRUE(found[1].value);
  EXPECT_EQ(found[1].value->oid, other());
  EXPECT_TRUE(found[1].value->exists);
  EXPECT_EQ(found[1].value->additions, std::nullopt);
  EXPECT_EQ(found[1].value->author_login, std::nullopt);
}

TEST(ReadCommits, BeyondGitHubsResourcesAreWorthASmallerQuery) {
  const auto found = read_two("null", R"({"type":"RESOURCE_LIMITS_EXCEEDED","path":["node","c1"],"message":"x"})");
  EXPECT_EQ(code_of(found[1]), ErrorCode::kRemoteError);
  EXPECT_TRUE(found[1].retry_smaller);
}

TEST(ReadCommits, RefusesAnotherCommit) {
  EXPECT_EQ(code_of(read_two(kCommit)[1]), ErrorCode::kBadData);
  EXPECT_EQ(code_of(read_two("7")[1]), ErrorCode::kBadData);
  EXPECT_EQ(code_of(read_two(changed(std::string(kCommit), "344", "-344"))[1]), ErrorCode::kBadData);
}

TEST(ReadCommits, OfADeletedRepositoryAllFail) {
  const std::vector<model::Oid> oids = {known(), other()};
  const auto found = read_commits(R"({"data":{"node":null},"errors":[{"type":"NOT_FOUND","path":["node"]}]})", oids);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(code_of(found[0]), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(found[1]), ErrorCode::kNotFound);
  const auto barred = read_commits(R"({"data":{"node":null},"errors":[{"type":"FORBIDDEN","path":["node"]}]})", oids);
  EXPECT_EQ(code_of(barred[0]), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(barred[1]), ErrorCode::kForbidden);
  EXPECT_EQ(code_of(read_commits(R"({"data":{"node":{"__typename":"User"}}})", oids)[1]), ErrorCode::kNotFound);
  const auto lost = read_commits(R"({"data":{"node":null}})", oids);
  EXPECT_TRUE(lost[0].retry_smaller && lost[1].retry_smaller);
  EXPECT_EQ(code_of(lost[0]), ErrorCode::kRemoteError);
}

}  // namespace
}  // namespace cpsg::github::wire
