// Protects: exports hold everything that is published, in the promised order and form, and nothing else.
// How: exports of the sample project, line by line, and of a history longer than a page.
#include "cpsg/api/export.h"

#include "cpsg/base/error.h"
#include "cpsg/history/testing/sample_store.h"
#include "cpsg/shape/descriptions.h"
#include "cpsg/shape/rows.h"
#include "cpsg/shape/shapes.h"
#include "cpsg/storage/testing/counting_stores.h"

namespace cpsg::api {
namespace {

using history::at;
using history::kSampleStart;
using history::sample_oid;
using history::SampleStore;
using testing::HasSubstr;
using testing::SizeIs;
using testing::StartsWith;

class ExportTest : public testing::Test {
 protected:
  std::string exported(const ExportRequest& request) {
    std::string out;
    run_export(sample_.store().stores(), request, at(kSampleStart), [&](std::string_view piece) { out += piece; });
    return out;
  }
  static std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> out;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = text.find('\n', begin);
      out.push_back(text.substr(begin, end - begin));
      begin = end + 1;
    }
    return out;
  }

  SampleStore sample_;
};

TEST_F(ExportTest, BranchesThatNeverStandStillAreGivenUpOn) {
  const std::string id = sample_.publish_sample();
  storage::CountingStores counting(sample_.store().stores());
  int publications = 0;
  int most = 2;
  counting.calls().set_before_call([&](std::string_view method) {
    if (method == "branches" && ++publications <= most) sample_.publish_again(id);
  });
  const auto run = [&] {
    run_export(counting.stores(), {.kind = ExportKind::kBranches, .full_name = "octo/demo"}, at(kSampleStart),
               [](std::string_view) {});
  };
  run();
  publications = 0;
  most = 100;
  try {
    run();
    ADD_FAILURE() << "they changed during each attempt";
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kOverloaded);
    EXPECT_TRUE(e.retry_after());
  }
  EXPECT_LE(publications, 10);
}

TEST_F(ExportTest, WritesCommitsNewestFirst) {
  sample_.publish_sample();
  const auto all = lines(exported({ExportKind::kCommits, ExportFormat::kNdjson, "octo/demo", false}));
  ASSERT_THAT(all, SizeIs(6));
  const std::string letters = "fmcdba";
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_THAT(all[i], StartsWith("{\"oid\":\"" + sample_oid(letters[i]).hex())) << i;
    EXPECT_EQ(all[i].back(), '}');
  }
  EXPECT_EQ(
      all[3],
      "{\"oid\":\"" + sample_oid('d').hex() + "\",\"parents\":[\"" + sample_oid('b').hex() +
          R"("],"author":{"name":"Bob, \"the\" builder","email":null,"date":"2026-01-08T11:00:00+01:00","login":null},)"
          R"("committer":{"name":"Bob, \"the\" builder","email":null,"date":"2026-01-08T11:00:00+01:00",)"
          R"("login":null},"message":"commit d\n\n\"quoted\", and more","additions":null,"deletions":null,)"
          R"("changed_files":null,"bot":false,"on_default_branch":true,"unreachable_since":null,)"
          R"("altered":["encoding","zone"]})");
}

TEST_F(ExportTest, AddsUnreachableCommits) {
  sample_.publish_sample();
  const auto all = lines(exported({ExportKind::kCommits, ExportFormat::kNdjson, "octo/demo", true}));
  ASSERT_THAT(all, SizeIs(7));
  EXPECT_THAT(all[5], StartsWith("{\"oid\":\"" + sample_oid('u').hex()));
}

TEST_F(ExportTest, WritesCsv) {
  sample_.publish_sample();
  const std::string text = exported({ExportKind::kCommits, ExportFormat::kCsv, "octo/demo", false});
  EXPECT_THAT(text, StartsWith(shape::csv_header(shape::RowForm(shape::commit_description()))));
  EXPECT_THAT(text, HasSubstr(",\"Bob, \"\"the\"\" builder\",,2026-01-08T11:00:00+01:00,,"));
  EXPECT_THAT(text, HasSubstr(",\"commit d\n\n\"\"quoted\"\", and more\",,,,false,true,,encoding zone\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\n" + sample_oid('m').hex() + "," + sample_oid('c').hex() + " " +
                              sample_oid('d').hex() + ","));
}

TEST_F(ExportTest, WritesBranchesWithTombstones) {
  sample_.publish_sample();
  const auto all = lines(exported({ExportKind::kBranches, ExportFormat::kNdjson, "octo/demo", false}));
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_THAT(all[0], StartsWith("{\"name\":\"feature\","));
  EXPECT_THAT(all[1], HasSubstr("\"name\":\"main\",\"oid\":\"" + sample_oid('m').hex() + "\",\"default\":true"));
  EXPECT_THAT(all[1], HasSubstr("\"author\":\"Ada\",\"deleted_at\":null}"));
  EXPECT_THAT(all[2], StartsWith("{\"name\":\"old\","));
  EXPECT_THAT(all[2], HasSubstr("\"author\":\"Bob, \\\"the\\\" builder\",\"deleted_at\":\"2026-02-14T"));
}

TEST_F(ExportTest, WritesProjects) {
  sample_.publish_sample();
  (void)sample_.add("an", "Other");
  const auto all = lines(exported({ExportKind::kProjects, ExportFormat::kNdjson, {}, false}));
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(all[0], HasSubstr("\"full_name\":\"an/Other\""));
  EXPECT_THAT(lines(exported({ExportKind::kProjects, ExportFormat::kNdjson, "OCTO/demo", false})), SizeIs(1));
  const auto csv = lines(exported({ExportKind::kProjects, ExportFormat::kCsv, "octo/demo", false}));
  ASSERT_THAT(csv, SizeIs(2));
  EXPECT_EQ(csv[0] + "\n", shape::csv_header(shape::RowForm(shape::project_description())));
}

TEST_F(ExportTest, WritesPullRequestsByNumber) {
  const std::string id = sample_.publish_sample();
  std::vector<model::PullRequest> pulls(1'200);
  for (std::size_t i = 0; i < pulls.size(); ++i) pulls[i].number = static_cast<std::int64_t>(2 * (pulls.size() - i));
  sample_.put_pulls(id, pulls);
  const auto all = lines(exported({ExportKind::kPulls, ExportFormat::kNdjson, "octo/demo", false}));
  ASSERT_THAT(all, SizeIs(pulls.size()));
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_THAT(all[i], StartsWith("{\"number\":" + std::to_string(2 * (i + 1)) + ",\"title\"")) << i;
  }
  const std::string csv = exported({ExportKind::kPulls, ExportFormat::kCsv, "octo/demo", false});
  EXPECT_THAT(csv, StartsWith(shape::csv_header(shape::RowForm(shape::pull_request_description())) + "2,,open,false,"));
}

TEST_F(ExportTest, WritesNothingBeforeTheFirstSync) {
  (void)sample_.add("o", "new");
  EXPECT_EQ(exported({ExportKind::kCommits, ExportFormat::kNdjson, "o/new", true}), "");
  EXPECT_EQ(exported({ExportKind::kPulls, ExportFormat::kNdjson, "o/new", false}), "");
  EXPECT_EQ(exported({ExportKind::kBranches, ExportFormat::kNdjson, "o/new", false}), "");
  EXPECT_EQ(exported({ExportKind::kCommits, ExportFormat::kCsv, "o/new", false}),
            shape::csv_header(shape::RowForm(shape::commit_description())));
}

TEST_F(ExportTest, RefusesWhatMakesNoSense) {
  const auto code = [&](const ExportRequest& request) {
    try {
      (void)exported(request);
    } catch (const Error& e) {
      return e.code();
    }
    return ErrorCode::kInternal;
  };
  EXPECT_EQ(code({ExportKind::kCommits, ExportFormat::kNdjson, {}, false}), ErrorCode::kUsage);
  EXPECT_EQ(code({ExportKind::kBranches, ExportFormat::kNdjson, {}, false}), ErrorCode::kUsage);
  EXPECT_EQ(code({ExportKind::kBranches, ExportFormat::kNdjson, "o/n", true}), ErrorCode::kUsage);
  EXPECT_EQ(code({ExportKind::kCommits, ExportFormat::kNdjson, "o/n", false}), ErrorCode::kNotFound);
  EXPECT_EQ(code({ExportKind::kPulls, ExportFormat::kNdjson, {}, false}), ErrorCode::kUsage);
  EXPECT_EQ(export_kind_from_name("issues"), std::nullopt);
  EXPECT_EQ(export_kind_from_name("pulls"), ExportKind::kPulls);
  EXPECT_EQ(export_kind_from_name("branches"), ExportKind::kBranches);
  EXPECT_EQ(export_format_from_name("csv"), ExportFormat::kCsv);
  EXPECT_EQ(export_format_from_name("xml"), std::nullopt);
}

TEST_F(ExportTest, GoesOnOverPagesAndPieces) {
  storage::sqlite::SqliteStore& store = sample_.store();
  const std::string id = sample_.add("o", "long").id;
  const auto lease = std::get<storage::Lease>(store.acquire_lease(id, "test", at(0), std::chrono::seconds(60), {}));
  constexpr std::uint32_t kRows = 2'500;
  std::vector<storage::StagedCommit> commits;
  for (std::uint32_t row = 0; row < kRows; ++row) {
    model::Oid oid;
    oid.bytes[18] = static_cast<std::uint8_t>(row >> 8);
    oid.bytes[19] = static_cast<std::uint8_t>(row);
    const std::optional<model::GitTime> time =
        row < 1'200 ? std::optional<model::GitTime>({100 + row % 3, 0}) : std::nullopt;
    commits.push_back({row, oid, {}, 0, 0, time, time, "m", model::Altered::kNothing});
  }
  store.stage(lease, std::vector<storage::StagedPerson>{{0, {}, {"A", {}, {}, false}}}, commits);
  storage::Publication publication;
  publication.rows = kRows;
  publication.people = 1;
  publication.live = model::Bitmap(kRows);
  publication.on_default = model::Bitmap(kRows);
  for (std::uint32_t row = 0; row < kRows; ++row) publication.live.set(row);
  store.publish(lease, publication);

  std::vector<std::string> pieces;
  run_export(store.stores(), {ExportKind::kCommits, ExportFormat::kNdjson, "o/long", false}, at(0),
             [&](std::string_view piece) { pieces.emplace_back(piece); });
  std::string whole;
  for (const std::string& piece : pieces) {
    EXPECT_EQ(piece.back(), '\n');
    EXPECT_LT(piece.size(), 80 * 1024);
    whole += piece;
  }
  EXPECT_GT(pieces.size(), 5);
  auto all = lines(whole);
  EXPECT_EQ(all.size(), kRows);
  std::sort(all.begin(), all.end());
  EXPECT_EQ(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace
}  // namespace cpsg::api
