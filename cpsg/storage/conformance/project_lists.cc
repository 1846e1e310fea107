// Protects: many projects are read by one call, in the order asked for; what a conditional request needs is found by
// the present and by earlier names; and lists are in the order of bytes, so that those of all stores are equal.
#include <gmock/gmock.h>

#include <algorithm>

#include "cpsg/storage/conformance/harness.h"
#include "cpsg/storage/conformance/sample.h"

namespace cpsg::storage::conformance {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

Identity identity(std::int64_t github_id, std::string name) {
  return {
      .github_id = github_id, .node_id = "R_" + std::to_string(github_id), .owner = "owner", .name = std::move(name)};
}

std::vector<std::string> full_names(const std::vector<model::Project>& projects) {
  std::vector<std::string> names;
  for (const auto& project : projects) names.push_back(project.full_name());
  return names;
}

std::vector<std::string> all_names_in_pages(Projects& projects, std::size_t limit) {
  std::vector<std::string> names;
  std::string after;
  while (true) {
    const std::vector<std::string> page = full_names(projects.list_projects(after, limit));
    names.insert(names.end(), page.begin(), page.end());
    if (page.size() < limit) return names;
    after = page.back();
  }
}

TEST_P(ProjectsConformance, ManyAreReadInTheOrderAskedForWithoutThoseThatAreGone) {
  const std::string a = add_project(projects(), "owner", "a", "", at(1)).project.id;
  const std::string b = add_project(projects(), "owner", "b", "", at(2)).project.id;
  bind_identity(projects(), b, identity(7, "c"), at(3));
  const Refreshed seen{.project_id = a, .statistics = model::Statistics{.observed_at = at(4), .stars = 5}};
  observations().record_refreshed(std::array{seen}, at(4));

  const auto found = projects().projects(std::array{b, std::string("nobody"), a, std::string(), b});

  EXPECT_THAT(full_names(found), ElementsAre("owner/c", "owner/a", "owner/c"));
  EXPECT_THAT(found.at(0).renamed_from, ElementsAre("owner/b"));
  EXPECT_EQ(found.at(0).status, projects().project(b).status);
  EXPECT_EQ(found.at(1).statistics.value().stars, 5);
  EXPECT_FALSE(found.at(0).statistics);
  EXPECT_THAT(projects().projects({}), IsEmpty());
}

TEST_P(ProjectsConformance, RevisionIsFoundByThePresentNameInAnyCase) {
  const std::string id = add_project(projects(), "Owner", "Name", "", at(0)).project.id;
  EXPECT_EQ(
      projects().revision("oWNER/nAME"),
      (ProjectRevision{.id = id, .owner = "Owner", .name = "Name", .incarnation = projects().project(id).incarnation}));
  const Refreshed seen{.project_id = id, .statistics = model::Statistics{.observed_at = at(4), .stars = 5}};
  observations().record_refreshed(std::array{seen}, at(4));
  EXPECT_EQ(projects().revision("Owner/Name").value().revision, projects().project(id).revision);
  EXPECT_GT(projects().revision("Owner/Name").value().revision, 0U);
  for (const char* none : {"", "/", "owner", "owner/nam", "owner/name ", "owner/name/"}) {
    EXPECT_EQ(projects().revision(none), std::nullopt) << none;
  }
}

TEST_P(ProjectsConformance, RevisionIsFoundByAnEarlierNameThatNobodyHas) {
  const std::string first = add_project(projects(), "owner", "one", "", at(0)).project.id;
  bind_identity(projects(), first, identity(7, "two"), at(1));
  EXPECT_EQ(projects().revision("OWNER/one"), (ProjectRevision{.id = first,
                                                               .owner = "owner",
                                                               .name = "two",
                                                               .incarnation = projects().project(first).incarnation,
                                                               .revision = projects().project(first).revision,
                                                               .version = projects().revision("owner/two")->version,
                                                               .moved = true}));

  const std::string second = add_project(projects(), "owner", "one", "", at(2)).project.id;
  EXPECT_EQ(projects().revision("owner/one").value().id, second) << "somebody has it again";
  EXPECT_FALSE(projects().revision("owner/one").value().moved);
  bind_identity(projects(), second, identity(8, "three"), at(3));
  EXPECT_EQ(projects().revision("owner/one").value().id, second) << "the last one that had it";

  projects().remove_project(second);
  EXPECT_EQ(projects().revision("owner/one").value().id, first) << "the other one had it too";
}

TEST_P(ProjectsConformance, RevisionsOfManyNamesAreThoseOfEach) {
  const std::string a = add_project(projects(), "owner", "a", "", at(0)).project.id;
  add_project(projects(), "owner", "b", "", at(0));
  bind_identity(projects(), a, identity(7, "renamed"), at(1));
  const std::vector<std::string> names{"owner/b", "owner/nobody", "owner/a", "owner/renamed", "Owner/B", ""};

  const auto found = projects().revisions(names);

  ASSERT_EQ(found.size(), names.size());
  for (std::size_t i = 0; i < names.size(); ++i) EXPECT_EQ(found[i], projects().revision(names[i])) << names[i];
  EXPECT_TRUE(found[2].value().moved);
  EXPECT_FALSE(found[1]);
  EXPECT_THAT(projects().revisions({}), IsEmpty());
}

// Upper case counts as lower case, and for the rest a byte as a byte: '-' < '.' < '/' < '_' < 'a', and "A-b" after "a".
TEST_P(ProjectsConformance, ListGoesByTheBytesOfNamesInLowerCase) {
  const std::vector<std::string> in_order{"O-x/a", "o.x/a",       "o/a",        "o/A-b", "o/a.b", "o/a_b",     "o/ab",
                                          "o/Z",   "o/\xC3\x84z", "o/\xC3\xA4", "o_/a",  "ob/a",  "\xC3\xA4/a"};
  std::vector<std::string> shuffled = in_order;
  std::ranges::reverse(shuffled);
  std::swap(shuffled[0], shuffled[5]);
  for (const std::string& full_name : shuffled) {
    const std::size_t slash = full_name.find('/');
    add_project(projects(), full_name.substr(0, slash), full_name.substr(slash + 1), "", at(0));
  }

  for (const std::size_t limit : {1U, 2U, 5U, 100U}) {
    EXPECT_THAT(all_names_in_pages(projects(), limit), ElementsAreArray(in_order)) << "in pages of " << limit;
  }
  EXPECT_THAT(full_names(projects().list_projects("o/a,", 2)), ElementsAre("o/A-b", "o/a.b")) << "a name of nobody";
  EXPECT_THAT(full_names(projects().list_projects("O/AB", 1)), ElementsAre("o/Z"));
  EXPECT_FALSE(projects().find_project("o/\xC3\x84")) << "bytes beyond ASCII have no case";
}

TEST_P(ProjectsConformance, PublicIsWhatIsKnownToBe) {
  const auto add = [&](std::string_view name, std::optional<std::string> visibility) {
    const std::string id = add_project(projects(), "Owner", name, "", at(0)).project.id;
    const Refreshed seen{.project_id = id,
                         .statistics = model::Statistics{.observed_at = at(1), .visibility = std::move(visibility)}};
    observations().record_refreshed(std::array{seen}, at(1));
    return id;
  };
  add("b", "public");
  add("c", "private");
  add("d", "internal");
  add("e", std::nullopt);
  add_project(projects(), "owner", "never-seen", "", at(0));
  const std::string renamed = add("old", "public");
  bind_identity(projects(), renamed, identity(7, "A"), at(2));

  EXPECT_THAT(full_names(projects().list_public_projects("", 10)), ElementsAre("owner/A", "Owner/b"));
  EXPECT_THAT(full_names(projects().list_public_projects("", 1)), ElementsAre("owner/A"));
  EXPECT_THAT(full_names(projects().list_public_projects("OWNER/A", 1)), ElementsAre("Owner/b"));
  EXPECT_THAT(projects().list_public_projects("owner/b", 10), IsEmpty());
  const auto is_public = [&](std::string_view name) { return projects().revision(name).value().is_public; };
  EXPECT_TRUE(is_public("owner/b"));
  EXPECT_TRUE(is_public("owner/old")) << "also by an earlier name";
  for (const char* name : {"owner/c", "owner/d", "owner/e", "owner/never-seen"}) EXPECT_FALSE(is_public(name)) << name;
  EXPECT_TRUE(projects().revisions(std::array{std::string("owner/b")}).front().value().is_public);
}

}  // namespace
}  // namespace cpsg::storage::conformance
