#include "cpsg/api/fleet_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <string>

#include "cpsg/api/fields.h"
#include "cpsg/api/list_format.h"
#include "cpsg/api/listed_project.h"
#include "cpsg/base/ascii.h"
#include "cpsg/base/parse_number.h"
#include "cpsg/base/split.h"

namespace cpsg::api {
namespace {

constexpr std::int64_t kDayS = 86'400;

constexpr std::array<std::string_view, 18> kFleetParameters = {
    "q",      "owner",     "state",      "language", "topic", "license", "archived", "fork",   "visibility",
    "idle_s", "idle_days", "quiet_days", "list",     "sort",  "order",   "window",   "facets", "total"};

bool names_card_value(const Query& query) {
  const std::vector<std::string> fields = fields_of(query);
  return std::any_of(fields.begin(), fields.end(), &is_card_value);
}

std::vector<std::string> lower_parts(const Query& query, std::string_view what) {
  std::vector<std::string> parts = parts_of(query, what);
  for (std::string& part : parts) part = ascii_lower(part);
  return parts;
}

std::optional<bool> boolean_of(const Query& query, std::string_view what) {
  return query.text(what) ? std::optional(query.boolean(what)) : std::nullopt;
}

// The place of a name in a list of all, which the table of routes has checked it to be in.
template <typename Names>
std::size_t place_in(const Names& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  assert(found != names.end());
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::int64_t> number_of(const Query& query, std::string_view what) {
  const auto text = query.text(what);
  return text ? parse_number<std::int64_t>(*text) : std::nullopt;
}

std::optional<std::int64_t> idle_of(const Query& query) {
  const auto seconds = number_of(query, "idle_s");
  const auto days = number_of(query, "idle_days");
  if (seconds && days) throw invalid("idle_s", "idle_s and idle_days say the same; give one of them");
  return days ? std::optional(*days * kDayS) : seconds;
}

fleet::Order order_of(const Query& query) {
  fleet::Order order{.window = window_of(query)};
  if (const auto sort = query.text("sort")) {
    order.by = static_cast<fleet::SortBy>(place_in(fleet::kSortNames, *sort));
  }
  const auto direction = query.text("order");
  order.descending = direction ? *direction == "desc" : order.by != fleet::SortBy::kFullName;
  return order;
}

}  // namespace

bool asks_of_fleet(const Query& query) {
  return names_card_value(query) || std::any_of(kFleetParameters.begin(), kFleetParameters.end(),
                                                [&](std::string_view name) { return query.text(name).has_value(); });
}

// Each card is compared with each of them.
constexpr std::size_t kPartsMax = 100;

std::vector<std::string> parts_of(const Query& query, std::string_view what) {
  std::vector<std::string> parts;
  const auto text = query.text(what);
  if (!text) return parts;
  for_each_part(*text, ',', [&](std::string_view part) {
    if (part.empty()) throw invalid(std::string(what), fmt::format("{} has an empty part", what));
    if (std::find(parts.begin(), parts.end(), part) != parts.end()) return;
    if (parts.size() == kPartsMax)
      throw invalid(std::string(what), fmt::format("{} has more than {} parts", what, kPartsMax));
    parts.emplace_back(part);
  });
  return parts;
}

fleet::Window window_of(const Query& query) {
  const auto name = query.text("window");
  return name ? fleet::window_from_name(*name).value() : fleet::Window::kMonth;
}

FleetQuery fleet_query_of(const Query& query, const access::Caller& caller) {
  FleetQuery wanted;
  if (const auto text = query.text("q")) wanted.filter.words = fleet::words_of(*text);
  wanted.filter.owners = lower_parts(query, "owner");
  wanted.filter.states = parts_of(query, "state");
  wanted.filter.languages = lower_parts(query, "language");
  wanted.filter.topics = lower_parts(query, "topic");
  wanted.filter.licenses = lower_parts(query, "license");
  wanted.filter.visibilities = parts_of(query, "visibility");
  wanted.filter.archived = boolean_of(query, "archived");
  wanted.filter.fork = boolean_of(query, "fork");
  wanted.filter.idle_s = idle_of(query);
  wanted.filter.quiet_days = number_of(query, "quiet_days");
  wanted.filter.public_only = !caller.sees_private;
  wanted.order = order_of(query);
  for (const std::string& name : parts_of(query, kFacetsParameter)) {
    wanted.facets.push_back(static_cast<fleet::FacetOf>(place_in(fleet::kFacetNames, name)));
  }
  wanted.total = query.boolean(kTotalParameter);
  wanted.card_values = query.text("window") || names_card_value(query);
  return wanted;
}

}  // namespace cpsg::api
