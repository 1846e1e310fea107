// Protects: the names, order and forms of what clients read of a project and of its days.
// How: golden lines for a project that nothing is known of, and for one of which everything is.
#include "cpsg/base/error.h"
#include "cpsg/shape/testing/shape_text.h"

namespace cpsg::shape {
namespace {

using testing::HasSubstr;

model::Project synced_project() {
  model::Project project;
  project.id = "p1";
  project.owner = "Octo";
  project.name = "Demo";
  project.generation = 3;
  project.counts.emplace();
  project.counts->default_branch = "main";
  project.counts->commits = 10;
  project.counts->commits_all = 12;
  project.counts->branches = 2;
  project.counts->contributors = 4;
  project.status = {.state = model::SyncState::kOk, .since = at(0), .next_sync_at = at(900), .last_synced_at = at(60)};
  return project;
}

model::Statistics statistics() {
  model::Statistics seen;
  seen.description = "A demo";
  seen.homepage = "https://example.org";
  seen.topics = {"a", "b"};
  seen.license = "MIT";
  seen.visibility = "public";
  seen.archived = false;
  seen.fork = true;
  seen.empty = true;
  seen.default_branch = "trunk";
  seen.language = "C++";
  seen.languages = {{"C++", 20}, {"Jupyter Notebook", 10}};
  seen.stars = 1;
  seen.forks = 2;
  seen.watchers = 3;
  seen.open_issues = 4;
  seen.closed_issues = 5;
  seen.size_kb = 6;
  seen.releases = 7;
  seen.tags = 8;
  seen.pulls = {9, 10, 11};
  seen.created_at = at(0);
  seen.updated_at = at(1);
  seen.pushed_at = at(2);
  return seen;
}

TEST(ProjectShape, BeforeItsFirstSync) {
  model::Project project;
  project.id = "p1";
  project.owner = "Octo";
  project.name = "Demo";
  EXPECT_EQ(json(ProjectView{project, at(0)}),
            R"({"id":"p1","github_id":null,"owner":"Octo","name":"Demo","full_name":"Octo/Demo","default_branch":null,)"
            R"("description":null,"homepage":null,"topics":null,"license":null,"visibility":null,"archived":null,)"
            R"("fork":null,"empty":null,"renamed_from":[],"language":null,"languages":null,"stars":null,"forks":null,)"
            R"("watchers":null,"open_issues":null,"closed_issues":null,"size_kb":null,"releases":null,"tags":null,)"
            R"("contributors":null,"created_at":null,"updated_at":null,"pushed_at":null,"commits":null,)"
            R"("commits_all":null,"branches":null,)"
            R"("pull_requests":{"open":null,"closed":null,"merged":null,"total":null},)"
            R"("status":{"state":"pending","reason":null,"code":null,"since":null,"next_sync_at":null,)"
            R"("last_synced_at":null,"coverage":{"commits":null,"branches":null,"pull_requests":null}},)"
            R"("html_url":null,"followed_since":null})");
}

TEST(ProjectShape, AfterASync) {
  const std::string text = json(ProjectView{synced_project(), at(0)});
  EXPECT_THAT(text, HasSubstr(R"("default_branch":"main",)"));
  EXPECT_THAT(text, HasSubstr(R"("empty":false,)"));
  EXPECT_THAT(text, HasSubstr(R"("contributors":4,"created_at":null,"updated_at":null,"pushed_at":null,"commits":10,)"
                              R"("commits_all":12,"branches":2,)"));
  EXPECT_THAT(text, HasSubstr(R"("status":{"state":"ok","reason":null,"code":null,"since":"1970-01-01T00:00:00Z",)"
                              R"("next_sync_at":"1970-01-01T00:15:00Z","last_synced_at":"1970-01-01T00:01:00Z",)"
                              R"("coverage":{"commits":1,"branches":1,"pull_requests":null}},)"));
}

TEST(ProjectShape, IsSyncingWhileALeaseLives) {
  model::Project project = synced_project();
  project.syncing_since = at(100);
  project.syncing_until = at(200);
  EXPECT_THAT(json(ProjectView{project, at(150)}), HasSubstr(R"("state":"syncing")"));
  EXPECT_THAT(json(ProjectView{project, at(150)}), HasSubstr(R"("since":"1970-01-01T00:01:40Z")"));
  EXPECT_THAT(json(ProjectView{project, at(200)}), HasSubstr(R"("state":"ok")"));
}

TEST(ProjectShape, SaysThatItsHistoryIsCut) {
  model::Project project = synced_project();
  const std::string unknown = R"("coverage":{"commits":null,"branches":null,)";
  project.counts->missing_parents = 1;
  EXPECT_THAT(json(ProjectView{project, at(0)}),
              HasSubstr(R"("reason":"history is cut: 1 parent is not in the repository")"));
  project.counts->missing_parents = 3;
  EXPECT_THAT(json(ProjectView{project, at(0)}),
              HasSubstr(R"("reason":"history is cut: 3 parents are not in the repository")"));
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(unknown));
  project.counts->missing_parents = 0;
  project.counts->shallow = true;
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(unknown));
  project.status.reason = "no route";
  project.status.code = ErrorCode::kNetwork;
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(R"("reason":"no route","code":"network")"));
}

TEST(ProjectShape, NamesNoFileOfTheMachine) {
  model::Project project = synced_project();
  const auto reason = [&](ErrorCode code, const std::string& words) {
    project.status.code = code;
    project.status.reason = words;
    const std::string text = json(ProjectView{project, at(0)});
    const std::size_t begin = text.find("\"reason\":") + 9;
    return text.substr(begin, text.find(",\"code\"", begin) - begin);
  };
  EXPECT_EQ(reason(ErrorCode::kStoreIo, "/srv/cpsg.db cannot be written"),
            "\"The database cannot be read or written\"");
  EXPECT_EQ(reason(ErrorCode::kInternal, "cannot rename [/srv/a]"), "\"Internal error\"");
  EXPECT_EQ(reason(ErrorCode::kStoreFull, "check the spool directory's space"),
            "\"check the spool directory's space\"");
  EXPECT_EQ(reason(ErrorCode::kNetwork, "no route to a/b"), "\"no route to a/b\"");
  project.source_url = "file:///srv/r.git";
  EXPECT_EQ(reason(ErrorCode::kNotFound, "/srv/r.git does not exist"), "\"the repository does not exist\"");
}

TEST(ProjectShape, NamesTheRefsThatAreLeftOut) {
  model::Project project = synced_project();
  project.counts->refs_left_out = 1;
  project.counts->refs_left_out_names = {"odd (a tree)"};
  EXPECT_THAT(json(ProjectView{project, at(0)}),
              HasSubstr(R"x("state":"ok","reason":"1 ref under refs/heads is left out: odd (a tree)","code":null)x"));
  project.counts->refs_left_out = 12;
  project.counts->refs_left_out_names = {"a (a tree)", "b (a blob)"};
  project.counts->shallow = true;
  EXPECT_THAT(
      json(ProjectView{project, at(0)}),
      HasSubstr(R"("reason":"history is cut: the repository is shallow; 12 refs under refs/heads are left out: )"
                R"x(a (a tree), b (a blob), ...")x"));
  project.status.reason = "no route";
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(R"("reason":"no route")"));
}

TEST(ProjectShape, WithEverythingThatGitHubTells) {
  model::Project project = synced_project();
  project.github_id = 42;
  project.renamed_from = {"octo/old", "octo/older"};
  project.statistics = statistics();
  project.coverage = {0.5, 1.0, 0.25};
  project.followed_since = at(7);
  EXPECT_EQ(json(ProjectView{project, at(0), "https://github.com"}),
            R"({"id":"p1","github_id":42,"owner":"Octo","name":"Demo","full_name":"Octo/Demo","default_branch":"main",)"
            R"("description":"A demo","homepage":"https://example.org","topics":["a","b"],"license":"MIT",)"
            R"("visibility":"public","archived":false,"fork":true,"empty":false,)"
            R"("renamed_from":["octo/old","octo/older"],"language":"C++",)"
            R"("languages":[{"name":"C++","bytes":20},{"name":"Jupyter Notebook","bytes":10}],"stars":1,"forks":2,)"
            R"("watchers":3,"open_issues":4,"closed_issues":5,"size_kb":6,"releases":7,"tags":8,"contributors":4,)"
            R"("created_at":"1970-01-01T00:00:00Z","updated_at":"1970-01-01T00:00:01Z",)"
            R"("pushed_at":"1970-01-01T00:00:02Z","commits":10,"commits_all":12,"branches":2,)"
            R"("pull_requests":{"open":9,"closed":10,"merged":11,"total":30},)"
            R"("status":{"state":"ok","reason":null,"code":null,"since":"1970-01-01T00:00:00Z",)"
            R"("next_sync_at":"1970-01-01T00:15:00Z","last_synced_at":"1970-01-01T00:01:00Z",)"
            R"("coverage":{"commits":0.5,"branches":1,"pull_requests":0.25}},)"
            R"("html_url":"https://github.com/Octo/Demo","followed_since":"1970-01-01T00:00:07Z"})");
}

TEST(ProjectShape, HasAPageWhereTheConfiguredHostHasOne) {
  model::Project project = synced_project();
  EXPECT_THAT(json(ProjectView{project, at(0), "https://ghe.example"}),
              HasSubstr(R"("html_url":"https://ghe.example/Octo/Demo")"));
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(R"("html_url":null)"));
  project.name += std::string(model::kPutAsideMark) + project.id;
  EXPECT_THAT(json(ProjectView{project, at(0), "https://ghe.example"}), HasSubstr(R"("html_url":null)"))
      << "it is put aside";
  project = synced_project();
  project.source_url = "file:///repository";
  EXPECT_THAT(json(ProjectView{project, at(0), "https://ghe.example"}), HasSubstr(R"("html_url":null)"));
}

TEST(ProjectShape, TakesGitHubsWordBeforeGitTells) {
  model::Project project;
  project.statistics = statistics();
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(R"("default_branch":"trunk")"));
  EXPECT_THAT(json(ProjectView{project, at(0)}), HasSubstr(R"("empty":true)"));
}

TEST(ProjectShape, TellsNoneFromUnknown) {
  model::Project project;
  project.statistics.emplace();
  const std::string text = json(ProjectView{project, at(0)});
  EXPECT_THAT(text, HasSubstr(R"("topics":[],"license":null)"));
  EXPECT_THAT(text, HasSubstr(R"("languages":[],"stars":null)"));
}

TEST(ProjectShape, AsCsv) {
  const std::string header = csv_header_of(project_description());
  EXPECT_THAT(header, HasSubstr(",branches,pull_requests_open,pull_requests_closed,pull_requests_merged,"
                                "pull_requests_total,status_state,"));
  EXPECT_THAT(header, testing::EndsWith(",status_last_synced_at,status_coverage_commits,status_coverage_branches,"
                                        "status_coverage_pull_requests,html_url,followed_since\r\n"));
  model::Project project = synced_project();
  project.statistics = statistics();
  for (const model::Project& each : {synced_project(), project}) {
    const std::string record = csv(ProjectView{each, at(0)}, project_description());
    EXPECT_EQ(std::count(record.begin(), record.end(), ','), std::count(header.begin(), header.end(), ','));
  }
  EXPECT_THAT(csv(ProjectView{project, at(0)}, project_description()),
              HasSubstr(",a b,MIT,public,false,true,false,,C++,C++:20 Jupyter Notebook:10,1,"));
}

TEST(ProjectShape, OfADay) {
  model::HistoryDay week;
  week.first = std::chrono::sys_days(std::chrono::year(2026) / 1 / 5);
  week.partial = true;
  model::DailySnapshot& day = week.last;
  day.day = week.first + std::chrono::days(2);
  day.stars = 1;
  day.pulls = {2, 3, std::nullopt};
  day.commits = 4;
  EXPECT_EQ(json(week), R"({"date":"2026-01-05","stars":1,"forks":null,"watchers":null,"open_issues":null,)"
                        R"("closed_issues":null,"size_kb":null,"releases":null,"tags":null,"contributors":null,)"
                        R"("commits":4,"commits_all":null,"branches":null,)"
                        R"("pull_requests":{"open":2,"closed":3,"merged":null,"total":null},)"
                        R"("last_date":"2026-01-07","source":"observed","partial":true})");
  EXPECT_THAT(json(model::HistoryDay{.source = model::DaySource::kGithubStarHistory}),
              HasSubstr(R"("last_date":"1970-01-01","source":"github_star_history","partial":false})"));
}

}  // namespace
}  // namespace cpsg::shape
