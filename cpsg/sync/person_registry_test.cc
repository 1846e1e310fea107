// Protects: people keep their numbers over syncs, and spellings of one person are one contributor.
#include "cpsg/sync/person_registry.h"

#include <gtest/gtest.h>

#include <set>

namespace cpsg::sync {
namespace {

git::pack::Signature jane(std::string name = "Jane") { return {std::move(name), "jane@example.com", {}}; }

TEST(PersonRegistry, GivesTheSameNumbersAgainWithoutKeepingNames) {
  const Privacy privacy;
  PersonRegistry first(privacy, {});
  const auto number = first.number_of(jane()).number;
  const auto other = first.number_of({"Max", "max@example.com", {}}).number;
  EXPECT_EQ(first.number_of(jane()).number, number);
  const std::vector<storage::StagedPerson> staged = first.take_new();
  ASSERT_EQ(staged.size(), 2U);
  EXPECT_TRUE(first.take_new().empty());

  PersonRegistry second(privacy, {{staged[0].key, staged[0].number}, {staged[1].key, staged[1].number}});
  EXPECT_EQ(second.number_of({"Max", "MAX@example.com", {}}).number, other);  // one hash, one person
  EXPECT_EQ(second.number_of(jane()).number, number);
  EXPECT_TRUE(second.take_new().empty());
  EXPECT_NE(second.number_of(jane("Other spelling")).number, number);
  EXPECT_EQ(second.contributors()[2], second.contributors()[number]);
}

TEST(PersonRegistry, PeopleWithoutAnAddressAreContributorsByTheirNames) {
  for (const EmailPrivacy emails : {EmailPrivacy::kHash, EmailPrivacy::kKeep, EmailPrivacy::kDrop}) {
    const Privacy privacy{.emails = emails};
    PersonRegistry people(privacy, {});
    for (const char* name : {"ann", "bob", "dora@example.com", "elsa@example.com", "ann", "dora@example.com"}) {
      (void)people.number_of({name, "", {}});
    }
    const auto& contributors = people.contributors();
    EXPECT_EQ(std::set(contributors.begin(), contributors.end()).size(), 4U);
    EXPECT_EQ(people.size(), 4U);
  }
}

}  // namespace
}  // namespace cpsg::sync
