// Protects the table of `cpsg list`: whoever reads it, or cuts it by columns, finds each value below its heading.
#include "cpsg/server/project_table.h"

#include <gtest/gtest.h>

namespace cpsg::server {
namespace {

constexpr UnixTime kNow{std::chrono::seconds{1'700'000'000}};

TEST(ProjectTable, ValuesStandBelowTheirHeadingsInEveryState) {
  const std::size_t last_synced = project_table_header().find("LAST SYNCED");
  const std::size_t branches_end = project_table_header().find("BRANCHES") + std::string_view("BRANCHES").size();
  for (const model::SyncState state : model::kSyncStates) {
    model::Project project{.owner = "octo", .name = "demo"};
    project.counts = model::ProjectCounts{.commits_all = 12, .branches = 34};
    project.status = {.state = state, .last_synced_at = kNow};
    const std::string line = project_table_line(project, kNow);
    EXPECT_EQ(line.substr(last_synced), "2023-11-14T22:13:20Z\n") << line;
    EXPECT_EQ(line.substr(branches_end - 3, 3), " 34") << line;
  }
}

TEST(ProjectTable, WhatIsNotKnownIsADash) {
  const std::string line = project_table_line({.owner = "octo", .name = "demo"}, kNow);
  EXPECT_EQ(line.substr(line.size() - 4), "  -\n");
}

}  // namespace
}  // namespace cpsg::server
