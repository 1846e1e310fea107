// The list of projects by filters, in any order, with totals and facets: chosen by cards, shown from the store.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/cursor.h"
#include "cpsg/api/fleet_query.h"
#include "cpsg/api/list_answer.h"
#include "cpsg/api/list_of_projects.h"
#include "cpsg/api/listed_project.h"
#include "cpsg/api/routes.h"
#include "cpsg/fleet/selection.h"
#include "cpsg/shape/describe.h"
#include "cpsg/shape/shapes.h"

namespace cpsg::api {
namespace {

using shape::member;

// Descriptions and topics may be long, so not all of a long page are read at once.
constexpr std::size_t kProjectsPerRead = 400;

struct FacetValueView {
  fleet::FacetValue value;
};
struct FacetView {
  fleet::Facet facet;
};

template <typename Writer>
void describe(Writer& out, const FacetValueView& view) {
  member(out, "value", view.value.value, "null: those that have none, or of which it is not known");
  out.number("projects", view.value.projects, "that have it; a project counts for each of its topics");
}

template <typename Writer>
void describe(Writer& out, const FacetView& view) {
  std::vector<FacetValueView> values;
  for (const fleet::FacetValue& each : view.facet.values) values.push_back({each});
  out.objects("values", values, "the most frequent first, at most 100");
  out.number("more", view.facet.more, "further values");
}

// The members that a page has beside its projects.
std::string beside_of(const FleetQuery& wanted, const std::vector<const fleet::Card*>& found, UnixTime now) {
  std::string beside;
  if (wanted.total) beside += fmt::format(R"("total":{})", found.size());
  if (wanted.facets.empty()) return beside;
  beside += beside.empty() ? "\"facets\":" : ",\"facets\":";
  shape::JsonObject facets(beside);
  for (const fleet::FacetOf of : wanted.facets) {
    std::string facet;
    shape::write<shape::JsonObject>(facet, FacetView{count_values(found, of, now)});
    facets.raw(fleet::kFacetNames[static_cast<std::size_t>(of)], facet);
  }
  facets.finish();
  return beside;
}

// The order of the list that needs no cards, whose cursors this one's are.
bool is_plain(const fleet::Order& order) { return order.by == fleet::SortBy::kFullName && !order.descending; }

ProjectCursor cursor_in(const fleet::Order& order, const fleet::Place& place) {
  return {.sort = static_cast<std::uint8_t>(order.by),
          .descending = order.descending,
          .window = is_of_window(order.by) ? static_cast<std::uint8_t>(order.window) : std::uint8_t{0},
          .value = place.value,
          .full_name = place.full_name};
}

std::string cursor_of(const fleet::Place& place, const fleet::Order& order) {
  return is_plain(order) ? encode_cursor(NameCursorKind::kProject, place.full_name)
                         : encode_cursor(cursor_in(order, place));
}

fleet::Place place_of(const std::string& text, const fleet::Order& order) {
  if (is_plain(order)) return {std::nullopt, decode_name_cursor(NameCursorKind::kProject, text)};
  ProjectCursor cursor = decode_project_cursor(text);
  const ProjectCursor like = cursor_in(order, {});
  const bool same_order =
      cursor.sort == like.sort && cursor.descending == like.descending && cursor.window == like.window;
  if (!same_order) throw invalid("cursor", "cursor is of this list in another order");
  return {cursor.value, std::move(cursor.full_name)};
}

bool is_seen(const model::Project& project, const access::Caller& caller) {
  return caller.sees_private || (project.statistics && project.statistics->visibility == "public");
}

// Gives the chosen projects, as the store has them now, block by block.
class ChosenProjects {
 public:
  ChosenProjects(const Context& context, const Call& call, std::shared_ptr<const fleet::Snapshot> snapshot,
                 std::vector<const fleet::Card*> cards, std::size_t first, const FleetQuery& wanted, UnixTime now)
      : projects_(context.stores.projects),
        caller_(call.caller),
        snapshot_(std::move(snapshot)),
        cards_(std::move(cards)),
        at_(first),
        order_(wanted.order),
        card_values_(wanted.card_values),
        now_(now),
        git_url_(context.options.git_url) {}

  std::optional<std::string> operator()(ItemSink& items, std::size_t limit) {
    bool full = false;
    for (std::size_t left = limit; left > 0 && at_ < cards_.size() && !full;) {
      std::vector<std::string> ids;
      for (std::size_t i = at_; i < std::min(at_ + std::min(left, kProjectsPerRead), cards_.size()); ++i) {
        ids.emplace_back(cards_[i]->text(fleet::Card::kId));
      }
      const std::vector<model::Project> read = projects_.projects(ids);
      auto next = read.begin();
      for (const std::string& id : ids) {
        const bool is_there = next != read.end() && next->id == id;  // else it was removed since
        if (is_there && is_seen(*next, caller_)) {
          full = !add(items, *next, *cards_[at_]);
          if (full) break;
          --left;
        }
        if (is_there) ++next;
        ++at_;
      }
    }
    if (at_ >= cards_.size()) return std::nullopt;
    if (at_ == 0) return "";  // of a page of nothing, which nobody asks for
    return cursor_of(fleet::place_of(*cards_[at_ - 1], order_, fleet::day_of(now_)), order_);
  }

 private:
  [[nodiscard]] bool add(ItemSink& items, const model::Project& project, const fleet::Card& card) const {
    const shape::ProjectView view{project, now_, git_url_};
    if (!card_values_) return items.add(view);
    return items.add(ListedProject{view, card_values(card, order_.window, fleet::day_of(now_))});
  }

  storage::Projects& projects_;
  const access::Caller caller_;
  const std::shared_ptr<const fleet::Snapshot> snapshot_;  // that has the cards
  const std::vector<const fleet::Card*> cards_;
  std::size_t at_;
  const fleet::Order order_;
  const bool card_values_;
  const UnixTime now_;
  const std::string& git_url_;
};

}  // namespace

shape::ShapeDescription facets_description() {
  shape::ShapeDescription facets{"facets", "how many of the found projects have which value", {}};
  for (const std::string_view name : fleet::kFacetNames) {
    const shape::ShapeDescription one = shape::description_of("", "", FacetView{});
    shape::MemberDescription& added = facets.members.emplace_back();
    added.name = name;
    added.type = shape::MemberType::kObject;
    added.meaning = "there where `facets` asks for it";
    added.members = one.members;
    added.may_be_absent = true;
  }
  return facets;
}

http::Response list_fleet(const Context& context, const Call& call) {
  const Query& query = call.target.query;
  FleetQuery wanted = fleet_query_of(query, call.caller);
  const auto snapshot = context.cards.current();
  narrow_to_list(context, call, *snapshot, wanted);
  const auto cursor = query.text("cursor");
  const std::optional<fleet::Place> after = cursor ? std::optional(place_of(*cursor, wanted.order)) : std::nullopt;
  const UnixTime now = context.options.clock();
  // Whatever depends on the time is as it is until the next second.
  limit_until(call.basis, now + std::chrono::seconds(1));
  std::vector<const fleet::Card*> found = fleet::select(*snapshot, wanted.filter, now);
  if (wanted.of_list) {
    std::erase_if(found, [&](const fleet::Card* card) { return !matches(*card, *wanted.of_list, now); });
  }
  const std::string beside = beside_of(wanted, found, now);
  const fleet::Day today = fleet::day_of(now);
  fleet::sort_cards(found, wanted.order, today);
  const std::size_t first = after ? fleet::first_after(found, *after, wanted.order, today) : 0;
  const std::string_view shape = wanted.card_values ? "listed_project" : "project";
  return answer_list(context, call, {.shape = shape, .what = "projects", .beside = beside},
                     ChosenProjects(context, call, snapshot, std::move(found), first, wanted, now));
}

}  // namespace cpsg::api
