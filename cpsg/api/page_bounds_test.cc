// Protects: what a page, an export's piece and the reads beneath them take is bounded in bytes, whatever is stored; and
// nothing is left out or given twice at the borders.
// How: histories whose messages, names and titles are as long as they may be, read by their cursors.
#include "cpsg/api/export.h"

#include <utility>

#include "cpsg/api/list_format.h"
#include "cpsg/api/testing/route_fixture.h"
#include "cpsg/base/limits.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kAroundMaxBytes =
    8 * limits::kKiB;                                  // what stands around a page's items; a cursor may hold a name
constexpr std::size_t kFewBytes = 512 * limits::kKiB;  // what lists may have when the server has little room

class PageBounds : public RouteTest {
 protected:
  void SetUp() override { id_ = sample_.add("o", "n").id; }

  storage::Lease lease() {
    return std::get<storage::Lease>(
        sample_.store().acquire_lease(id_, "test", at(kSampleStart), std::chrono::seconds(60), {}));
  }

  // Follows the cursors: all values of the member, each page within its bound.
  std::vector<std::string> read_all(std::string target, std::string_view member) {
    std::vector<std::string> all;
    while (true) {
      const http::Response response = get(target);
      EXPECT_EQ(response.status, 200) << response.body.substr(0, 200);
      EXPECT_LE(response.body.size(), list_max_bytes_ + kAroundMaxBytes) << target;
      ++pages_;
      for (std::string& each : values(response, member)) all.push_back(std::move(each));
      const std::string link = header(response, "Link");
      if (link.empty()) return all;
      target = link.substr(1, link.find('>') - 1);
    }
  }

  // The same where the server lets lists have less; there must be as many pages as that needs.
  std::vector<std::string> read_all_in_small_pages(const std::string& target, std::string_view member) {
    const int before = std::exchange(pages_, 0);
    list_max_bytes_ = kFewBytes;
    std::vector<std::string> all = read_all(target, member);
    list_max_bytes_ = limits::kPageMaxBytes;
    EXPECT_GE(pages_, 5 * before);
    return all;
  }

  std::string id_;
  int pages_ = 0;
};

TEST_F(PageBounds, Commits) {
  // As earlier versions stored them: four megabytes, of bytes that JSON writes as six.
  const std::string message(4 * limits::kMiB, '\x01');
  constexpr std::uint32_t kCommits = 30;
  const storage::Lease held = lease();
  storage::HistoryWriter& writer = sample_.store();
  writer.stage(held, std::vector{storage::StagedPerson{.number = 0, .person = {.name = "Ada"}}}, {});
  storage::Publication publication;
  publication.rows = kCommits;
  publication.people = 1;
  publication.live = model::Bitmap(kCommits);
  for (std::uint32_t i = 0; i < kCommits; ++i) {
    model::Oid oid;
    oid.bytes.fill(static_cast<std::uint8_t>(i + 1));
    const storage::StagedCommit commit{
        .row = i, .oid = oid, .committed_at = model::GitTime{kSampleStart + i, 0}, .message = message};
    writer.stage(held, {}, {&commit, 1});
    publication.live.set(i);
  }
  publication.on_default = publication.live;
  writer.publish(held, publication);

  const auto oids = read_all("/v1/projects/o/n/commits?limit=1000", "oid");
  EXPECT_EQ(oids.size(), kCommits);
  EXPECT_TRUE(std::is_sorted(oids.rbegin(), oids.rend()));
  EXPECT_EQ(pages_, 3) << "of messages that are read cut, each byte of them six";
  EXPECT_EQ(read_all_in_small_pages("/v1/projects/o/n/commits?limit=1000", "oid"), oids);

  std::size_t lines = 0;
  run_export(sample_.store().stores(), {.kind = ExportKind::kCommits, .full_name = "o/n"}, at(kSampleStart),
             [&](std::string_view piece) {
               EXPECT_LE(piece.size(), 1 * limits::kMiB);
               lines += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n'));
             });
  EXPECT_EQ(lines, kCommits);
}

TEST_F(PageBounds, Branches) {
  storage::Publication publication;
  std::vector<std::string> names;
  for (int i = 0; i < 1'500; ++i) {
    names.push_back(std::to_string(10'000 + i) + std::string(limits::kRefNameMaxBytes - 5, 'n'));
    publication.branches.push_back({.name = names.back()});
  }
  sample_.store().publish(lease(), publication);
  EXPECT_EQ(read_all("/v1/projects/o/n/branches?limit=1000", "name"), names);
  EXPECT_EQ(pages_, 2);
  EXPECT_EQ(read_all_in_small_pages("/v1/projects/o/n/branches?limit=1000", "name"), names);
}

TEST_F(PageBounds, SeveralProjectsTogether) {
  storage::Publication publication;
  for (int i = 0; i < 1'500; ++i) {
    publication.branches.push_back(
        {.name = std::to_string(10'000 + i) + std::string(limits::kRefNameMaxBytes - 5, 'n')});
  }
  sample_.store().publish(lease(), publication);
  std::string target = "/v1/branches?limit=1000";
  for (std::size_t i = 0; i < kProjectsAskedMax; ++i) target += "&project=o/n";
  for (const std::size_t max_bytes : {limits::kPageMaxBytes, kFewBytes}) {
    list_max_bytes_ = max_bytes;
    const http::Response response = get(target);
    EXPECT_LE(response.body.size(), max_bytes + kProjectsAskedMax * kAroundMaxBytes);
    EXPECT_EQ(values(response, "next").size(), kProjectsAskedMax) << "each has a cursor for the rest";
  }
}

TEST_F(PageBounds, PullRequests) {
  std::vector<model::PullRequest> pulls(60);
  std::vector<std::string> titles;
  for (std::size_t i = 0; i < pulls.size(); ++i) {
    titles.push_back(std::to_string(i) + std::string(limits::kTitleMaxBytes - 4, 't'));
    pulls[i] = {.number = static_cast<std::int64_t>(i + 1), .title = titles.back()};
    pulls[i].labels.assign(100, std::string(limits::kShortTextMaxBytes, 'l'));
  }
  sample_.put_pulls(id_, pulls);
  EXPECT_EQ(read_all("/v1/projects/o/n/pulls?limit=1000", "title"), titles);
  EXPECT_EQ(pages_, 2);
  EXPECT_EQ(read_all_in_small_pages("/v1/projects/o/n/pulls?limit=1000", "title"), titles);
  EXPECT_EQ(read_all("/v1/projects/o/n/pulls?limit=1000&state=open", "title"), titles);
  std::size_t lines = 0;
  run_export(
      sample_.store().stores(), {.kind = ExportKind::kPulls, .full_name = "o/n"}, at(kSampleStart),
      [&](std::string_view piece) { lines += static_cast<std::size_t>(std::count(piece.begin(), piece.end(), '\n')); });
  EXPECT_EQ(lines, pulls.size());
}

TEST_F(PageBounds, Projects) {
  std::vector<std::string> names = {"o/n"};
  for (int i = 100; i < 500; ++i) names.push_back("o/p" + std::to_string(i));
  for (std::size_t i = 1; i < names.size(); ++i) {
    const std::string id = sample_.add("o", names[i].substr(2)).id;
    model::Statistics statistics{.observed_at = at(kSampleStart)};
    statistics.description = std::string(limits::kDescriptionMaxBytes, 'd');
    const storage::Refreshed refreshed{.project_id = id, .statistics = statistics};
    sample_.store().record_refreshed({&refreshed, 1}, at(kSampleStart));
  }
  EXPECT_EQ(read_all("/v1/projects?limit=1000", "full_name"), names);
  EXPECT_EQ(pages_, 2);
  EXPECT_EQ(read_all_in_small_pages("/v1/projects?limit=1000", "full_name"), names);
}

TEST_F(PageBounds, OneItemIsGivenHoweverLongItIs) {
  storage::Publication publication;
  publication.branches.push_back({.name = std::string(5 * limits::kMiB, 'n')});
  publication.branches.push_back({.name = "z"});
  sample_.store().publish(lease(), publication);
  const http::Response first = get("/v1/projects/o/n/branches");
  EXPECT_EQ(values(first, "name").size(), 1U);
  EXPECT_GT(first.body.size(), limits::kPageMaxBytes);
  EXPECT_NE(header(first, "Link"), "");
}

}  // namespace
}  // namespace cpsg::api
