// For tests: the ports of what is seen over time (days, stars, releases, the whole fleet), passing their calls on and
// counting them by method.
//
//   CallCounter calls;
//   CountingDailyHistory days(store, calls);
//
// Calls may come from several threads.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/storage/daily_history.h"
#include "cpsg/storage/fleet_reader.h"
#include "cpsg/storage/releases.h"
#include "cpsg/storage/testing/call_counter.h"

namespace cpsg::storage {

class CountingFleet final : public Counting<FleetReader> {
 public:
  using Counting::Counting;

  std::vector<FleetRow> fleet_rows(std::span<const std::string> project_ids, std::chrono::sys_days first) override {
    return counted("fleet_rows").fleet_rows(project_ids, first);
  }
  std::vector<FleetRow> fleet_page(std::string_view after, std::size_t limit, std::chrono::sys_days first) override {
    return counted("fleet_page").fleet_page(after, limit, first);
  }
};

class CountingDailyHistory final : public Counting<DailyHistory> {
 public:
  using Counting::Counting;

  std::vector<ProjectDays> days(std::span<const DayRange> ranges) override { return counted("days").days(ranges); }
  StarWalk star_walk(std::string_view project_id) override { return counted("star_walk").star_walk(project_id); }
  void put_star_page(const Lease& lease, const model::StarPage& page, const StarWalk& walk) override {
    counted("put_star_page").put_star_page(lease, page, walk);
  }
  void put_star_walk(const Lease& lease, const StarWalk& walk) override {
    counted("put_star_walk").put_star_walk(lease, walk);
  }
};

class CountingReleases final : public Counting<Releases> {
 public:
  using Counting::Counting;

  std::vector<model::Release> releases(std::string_view project_id, const ReleaseQuery& query) override {
    return counted("releases").releases(project_id, query);
  }
  ReleaseWalk release_walk(std::string_view project_id) override {
    return counted("release_walk").release_walk(project_id);
  }
  void put_releases(const Lease& lease, std::span<const model::Release> releases, std::optional<UnixTime> replaced_from,
                    const ReleaseWalk& walk) override {
    counted("put_releases").put_releases(lease, releases, replaced_from, walk);
  }
  void put_release_walk(const Lease& lease, const ReleaseWalk& walk) override {
    counted("put_release_walk").put_release_walk(lease, walk);
  }
  void mark_releases_changed(std::string_view project_id) override {
    counted("mark_releases_changed").mark_releases_changed(project_id);
  }
};

}  // namespace cpsg::storage
