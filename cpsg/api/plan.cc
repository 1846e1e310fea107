#include "cpsg/api/plan.h"

#include <unordered_set>

#include "cpsg/base/ascii.h"
#include "cpsg/base/utf8.h"

namespace cpsg::api {
namespace {

constexpr std::size_t kInputMaxBytes = 200;

}  // namespace

PlanEntries read_entries(std::span<const model::Reference> references, const std::string& git_url) {
  PlanEntries entries;
  std::unordered_set<std::string> seen;
  for (const model::Reference& reference : references) {
    PlanLine line{.line = reference.line, .input = std::string(cut_utf8(reference.text, kInputMaxBytes))};
    try {
      model::Target target = model::parse_target(reference.text, {.git_url = git_url, .allow_file = false});
      line.full_name = target.owner + "/" + target.name;
      line.verdict = seen.insert(ascii_lower(*line.full_name)).second ? PlanVerdict::kNew : PlanVerdict::kTwice;
      if (line.verdict == PlanVerdict::kNew) {
        entries.places.push_back(entries.lines.size());
        entries.targets.push_back(std::move(target));
      }
    } catch (const Error& e) {
      line.code = e.code();
      line.hint = e.what();
    }
    entries.lines.push_back(std::move(line));
  }
  return entries;
}

}  // namespace cpsg::api
