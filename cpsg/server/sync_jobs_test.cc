// Protects: which projects a sync is about: every target once, whatever it is written like, and a bad one without the
// others.
#include "cpsg/server/sync_jobs.h"

#include <fstream>

#include "cpsg/base/testing/failure_of.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::server {
namespace {

using testing::ElementsAre;

class SyncJobsTest : public testing::Test {
 protected:
  std::vector<SyncJob> collect(const SyncArguments& arguments) {
    return collect_sync_jobs(*store, arguments, "https://github.com", "");
  }
  // What each job means: a name, with its source_url if it has one, a stored project's id, or a code.
  std::vector<std::string> meanings(const SyncArguments& arguments) {
    std::vector<std::string> texts;
    for (const SyncJob& job : collect(arguments)) {
      if (const auto* target = std::get_if<model::Target>(&job.meaning)) {
        texts.push_back(target->owner + "/" + target->name +
                        (target->source_url.empty() ? "" : " at " + target->source_url));
      } else if (const auto* stored = std::get_if<StoredProject>(&job.meaning)) {
        texts.push_back(stored->id);
      } else {
        texts.emplace_back(traits(std::get<Failure>(job.meaning).code).name);
      }
    }
    return texts;
  }
  std::string list_of(std::string_view text) const {
    const std::filesystem::path path = home.directory() / "list";
    std::ofstream(path) << text;
    return path.string();
  }

  storage::sqlite::SqliteHome home;
  std::unique_ptr<storage::sqlite::SqliteStore> store = home.open();
};

TEST_F(SyncJobsTest, AProjectThatIsNamedTwiceIsThereOnce) {
  EXPECT_THAT(meanings({.targets = {"o/a", "https://github.com/O/A.git", "o/b", "git@github.com:o/b"}}),
              ElementsAre("o/a", "o/b"));
  EXPECT_THAT(meanings({.targets = {"o/a"}, .list_file = list_of("O/A\no/c\n")}), ElementsAre("o/a", "o/c"));
  EXPECT_THAT(meanings({.targets = {"file:///r/o/a", "file:///r/o/a/", "o/a"}}),
              ElementsAre("o/a at file:///r/o/a", "o/a"));
}

TEST_F(SyncJobsTest, ATargetThatIsNoneIsAFailureOfItsOwn) {
  EXPECT_THAT(meanings({.targets = {"nonsense", "o/a", "nonsense"}}), ElementsAre("url_invalid", "o/a", "url_invalid"));
}

TEST_F(SyncJobsTest, FilesAreNamedOnTheCommandLineAlone) {
  EXPECT_THAT(meanings({.list_file = list_of("file:///r/o/a\n")}), ElementsAre("url_invalid"));
  EXPECT_THAT(meanings({.targets = {"file:///r/o/a"}, .as = "x/y"}), ElementsAre("x/y at file:///r/o/a"));
}

TEST_F(SyncJobsTest, APasswordIsNotKept) {
  EXPECT_THAT(collect({.targets = {"https://user:hush@github.com/o/a"}}).front().given,
              testing::Not(testing::HasSubstr("hush")));
}

TEST_F(SyncJobsTest, WithoutTargetsAllStoredProjectsAreMeant) {
  EXPECT_EQ(failure_of([&] { static_cast<void>(collect({})); }).code, ErrorCode::kUsage);
  const UnixTime now{};
  std::vector<std::string> ids;
  for (int n = 100; n < 700; ++n) {  // more than a page
    const std::string name = "p" + std::to_string(n);
    ids.push_back(store->add_project("o", name, "", now, now, model::Priority::kRefresh).project.id);
  }
  EXPECT_EQ(meanings({}), ids);
  EXPECT_EQ(collect({}).front().given, "o/p100");
  EXPECT_THAT(meanings({.list_file = list_of("# nothing\n")}), testing::IsEmpty());
}

TEST_F(SyncJobsTest, ANameIsGivenToASingleTarget) {
  const auto refused = [&](const SyncArguments& arguments) {
    return failure_of([&] { static_cast<void>(collect(arguments)); }).code == ErrorCode::kUsage;
  };
  EXPECT_TRUE(refused({.targets = {"file:///r/o/a", "file:///r/o/b"}, .as = "x/y"}));
  EXPECT_TRUE(refused({.list_file = list_of("# nothing\n"), .as = "x/y"}));
  EXPECT_THAT(meanings({.targets = {"o/a"}, .as = "x/y"}), ElementsAre("url_invalid"));
}

}  // namespace
}  // namespace cpsg::server
