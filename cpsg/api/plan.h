// What a text or a list of names would bring in: a verdict a line, and what it would cost.
//
//   const Plan plan = make_plan(entries, known, git_url, {});
//
// Pure functions. The forecast is that of schedule/forecast.h, over the projects that are new.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/model/references.h"
#include "cpsg/model/target.h"
#include "cpsg/schedule/forecast.h"

namespace cpsg::api {

inline constexpr std::size_t kPlanLinesMax = 20'000;
inline constexpr std::size_t kPlanProbesMax = 500;  // projects that GitHub is asked about; twenty points

enum class PlanVerdict : std::uint8_t { kNew, kKnown, kTwice, kInvalid };

struct PlanLine {
  std::size_t line = 0;
  std::string input;                     // cut where it is long
  std::optional<std::string> full_name;  // nothing for an invalid one
  PlanVerdict verdict = PlanVerdict::kInvalid;
  std::optional<ErrorCode> code;    // why it is invalid, or what GitHub said of it
  std::optional<std::string> hint;  // the same in words
};

// What GitHub tells of projects before they are followed, each at its place.
struct PlanSizes {
  std::vector<std::optional<schedule::ProjectSize>> sizes;  // nothing: it did not tell
  std::vector<std::optional<Failure>> failures;             // why not
  double points = 0;                                        // that it cost to ask
};
using ProbeSizes = std::function<PlanSizes(std::span<const model::Target> targets)>;

// Each reference with its meaning, new ones all told to be so; those that name one before them are kTwice.
struct PlanEntries {
  std::vector<PlanLine> lines;
  std::vector<std::size_t> places;     // of the lines with a repository that is named for the first time
  std::vector<model::Target> targets;  // that those are
};
[[nodiscard]] PlanEntries read_entries(std::span<const model::Reference> references, const std::string& git_url);

}  // namespace cpsg::api
