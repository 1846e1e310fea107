// The whole fleet at once: the index of all projects, and the look at what changed.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "cpsg/api/answer_shapes.h"
#include "cpsg/api/etag.h"
#include "cpsg/api/fields.h"
#include "cpsg/api/fleet_query.h"
#include "cpsg/api/fleet_revision.h"
#include "cpsg/api/index_columns.h"
#include "cpsg/api/large_answer.h"
#include "cpsg/api/listed_project.h"
#include "cpsg/api/page.h"
#include "cpsg/api/routes.h"
#include "cpsg/base/error.h"
#include "cpsg/base/json_text.h"
#include "cpsg/fleet/overview.h"
#include "cpsg/fleet/selection.h"
#include "cpsg/shape/describe.h"

namespace cpsg::api {
namespace {

using shape::member;
using shape::object;

// ---- the index ----

// What the client saw, where it can be told what has changed since.
std::optional<fleet::Moment> seen_before(const Query& query, const fleet::Snapshot& snapshot,
                                         const IndexRevision& now) {
  const auto after = query.text("after");
  const auto seen = after ? decode_revision(*after) : std::nullopt;
  if (!seen || seen->window != now.window || seen->sees_private != now.sees_private) return std::nullopt;
  // Of a column that it lacked, the client would get the values of changed projects alone.
  if ((now.columns & ~seen->columns) != 0) return std::nullopt;
  return can_tell_changes(snapshot, seen->moment, now.moment.day) ? std::optional(seen->moment) : std::nullopt;
}

struct Counts {
  std::size_t total = 0;
  std::size_t synced = 0;   // at least once
  std::size_t waiting = 0;  // for the first time
};

std::string head_of_index(const IndexRevision& revision, const Counts& counts, bool reset) {
  std::string lengths;
  for (int part = 0; part < fleet::kParts; ++part) {
    const int length_days = part_begin(revision.window, part + 1) - part_begin(revision.window, part);
    fmt::format_to(std::back_inserter(lengths), "{}{}", part == 0 ? "" : ",", length_days);
  }
  return fmt::format(
      R"({{"revision":"{}","reset":{},"complete":{},"synced":{},"total":{},"window":"{}","spark_days":[{}],"columns":)",
      encode_revision(revision), reset, counts.waiting == 0, counts.synced, counts.total,
      fleet::kWindowNames[static_cast<std::size_t>(revision.window)], lengths);
}

void append_removed(std::string& out, const fleet::Snapshot& snapshot, const fleet::Moment& seen, bool sees_private) {
  bool first = true;
  for (const fleet::Removal& removal : snapshot.removals) {
    const bool told = removal.position > seen.position && (sees_private ? !removal.hidden : removal.was_public);
    if (!told) continue;
    if (!first) out += ',';
    first = false;
    append_json_string(out, removal.id);
  }
}

// The columns so far, and the text that is made of them, have room.
void check_room(const Call& call, const IndexColumns& columns) {
  if (columns.size_bytes() > kTogetherMaxBytes / 2) {
    throw Error(ErrorCode::kAnswerTooLarge,
                "the index would be too long: ask for fewer columns with `fields`, or for GET /v1/projects in pages");
  }
  require_room(call.request, 2 * columns.size_bytes());
}

std::string index_json(const Call& call, const fleet::Snapshot& snapshot, const IndexRevision& revision, UnixTime now) {
  constexpr std::size_t kLookAfter = 1'000;  // projects
  const std::optional<fleet::Moment> seen = seen_before(call.target.query, snapshot, revision);
  IndexColumns columns(revision.columns, revision.window, now, seen ? 0 : snapshot.entries.size());
  Counts counts;
  for (const fleet::Entry& entry : snapshot.entries) {
    if (!revision.sees_private && !entry.is_public) continue;
    ++counts.total;
    counts.synced += entry.synced ? 1 : 0;
    counts.waiting += entry.waiting ? 1 : 0;
    if (!seen || changed_since(entry, *seen)) columns.add(*entry.card);
    if (counts.total % kLookAfter == 0) check_room(call, columns);
  }
  check_room(call, columns);
  std::string body = head_of_index(revision, counts, !seen);
  body.reserve(body.size() + columns.size_bytes() + 64 + snapshot.removals.size() * 32);
  columns.append_to(body);
  body += ",\"removed\":[";
  if (seen) append_removed(body, snapshot, *seen, revision.sees_private);
  body += "]}";
  return body;
}

shape::MemberDescription described(std::string name, shape::MemberType type, std::string meaning) {
  shape::MemberDescription made;
  made.name = std::move(name);
  made.type = type;
  made.meaning = std::move(meaning);
  return made;
}

// ---- the overview ----

struct TotalView {
  fleet::Total total;
};
struct OldestView {
  std::string full_name;
  UnixTime last_synced_at{};
};
struct GrewView {
  fleet::Ranked of;
};
struct BusyView {
  fleet::Ranked of;
};
struct QuietView {
  fleet::Ranked of;
};
struct FailingView {
  fleet::Ranked of;
};
template <typename View>
struct FirstView {
  fleet::RankedList list;
};
struct TroubleView {
  fleet::Trouble of;
};
struct OverviewView {
  fleet::Overview overview;
  UnixTime since{};
};

std::string text_of(const fleet::Ranked& of, fleet::Card::Text which) {
  return of.card != nullptr ? std::string(of.card->text(which)) : std::string();
}

template <typename Writer>
void describe(Writer& out, const TotalView& view) {
  member(out, "value", view.total.value, "the sum over all projects of which it is known; null where it is of none");
  out.number("known", view.total.known, "projects of which it is known");
  member(out, "change", view.total.change, "by how much it changed; null where that is known of no project");
  out.number("compared", view.total.compared, "projects whose change is known");
}

template <typename Writer>
void describe_ranked(Writer& out, const fleet::Ranked& of) {
  out.text("id", text_of(of, fleet::Card::kId), "cpsg's own id, opaque");
  out.text("full_name", text_of(of, fleet::Card::kFullName), "`owner/name`");
}
template <typename Writer>
void describe(Writer& out, const GrewView& view) {
  describe_ranked(out, view.of);
  out.number("stars", view.of.value, "more than before");
}
template <typename Writer>
void describe(Writer& out, const BusyView& view) {
  describe_ranked(out, view.of);
  out.number("commits", view.of.value, "on the default branch by author's date");
}
template <typename Writer>
void describe(Writer& out, const QuietView& view) {
  describe_ranked(out, view.of);
  out.text("last_commit_on", day_text(fleet::Day(std::chrono::days(view.of.value))),
           {"the UTC day of the last commit on the default branch, as in the index", shape::TextForm::kDay});
}
template <typename Writer>
void describe(Writer& out, const FailingView& view) {
  describe_ranked(out, view.of);
  member(out, "since", UnixTime(std::chrono::seconds(view.of.value)), "since when it fails");
  member(out, "code", view.of.card != nullptr ? view.of.card->code : std::nullopt, "of what is wrong");
}

template <typename Writer>
void describe(Writer& out, const TroubleView& view) {
  const auto& since_s = view.of.since_s;
  out.text("state", model::name(view.of.state), "as `status.state` of a project");
  member(out, "code", view.of.code, "as `status.code` of a project; null where nobody said");
  out.number("projects", view.of.projects, "how many");
  member(out, "since", since_s ? std::optional(UnixTime(std::chrono::seconds(*since_s))) : std::nullopt,
         "since when the first of them is; null where nobody knows");
}

template <typename Writer, typename View>
void describe(Writer& out, const FirstView<View>& view) {
  std::vector<View> first;
  for (const fleet::Ranked& each : view.list.first) first.push_back({each});
  out.number("total", view.list.total, "projects");
  out.objects("first", first, "the first of them, as many as `first` says");
}

template <typename Writer>
void describe(Writer& out, const OldestView& view) {
  out.text("full_name", view.full_name, "`owner/name`");
  member(out, "last_synced_at", view.last_synced_at, "its last success");
}

template <typename Writer>
void describe_states(Writer& out, const fleet::Overview& overview) {
  out.begin("states", "projects by state");
  for (const model::SyncState state : model::kSyncStates) {
    out.number(model::name(state), overview.by_state[static_cast<std::size_t>(state)],
               "as `status.state` of a project");
  }
  out.end();
}

template <typename Writer>
void describe(Writer& out, const OverviewView& view) {
  const fleet::Overview& overview = view.overview;
  const TotalView stars{overview.stars}, forks{overview.forks}, commits{overview.commits}, pulls{overview.pulls_open};
  out.text("since", day_text(fleet::day_of(view.since)),
           {"the UTC day from whose beginning on changes are counted", shape::TextForm::kDay});
  out.number("projects", overview.projects, "all of them");
  out.boolean("complete", overview.waiting == 0, "whether none waits for its first sync");
  describe_states(out, overview);
  object(out, "stars", &stars,
         "as observed last, and before that day; `change` is the sum of what `stars_d` of the index tells of the days "
         "from that day on");
  object(out, "forks", &forks, "as observed last, and before that day");
  object(out, "commits", &commits, "on the default branches; `change` counts those by author's date since that day");
  object(out, "pulls_open", &pulls, "open pull requests as observed last, and before that day");
  out.begin("late", "projects whose sync is overdue by more than ten minutes");
  out.number("projects", overview.late, "how many");
  member(out, "since", overview.late_since, "when the first of them was due; null where there is none");
  out.end();
  const OldestView oldest{
      overview.oldest_sync != nullptr ? std::string(overview.oldest_sync->text(fleet::Card::kFullName)) : "",
      overview.oldest_sync_at.value_or(UnixTime())};
  object(out, "oldest_sync", overview.oldest_sync != nullptr ? &oldest : nullptr,
         "the project that was synced longest ago; null before the first sync");
  const FirstView<GrewView> grew{overview.grew};
  const FirstView<BusyView> busy{overview.busy};
  const FirstView<QuietView> quiet{overview.went_quiet};
  const FirstView<FailingView> failing{overview.newly_failing};
  object(out, "grew", &grew, "got stars since that day, by the same rule, the most first");
  object(out, "busy", &busy, "have commits since that day, the most first");
  object(out, "went_quiet", &quiet,
         "without a commit on the default branch for 30 days now, but not when that day began, the latest first");
  object(out, "newly_failing", &failing, "began to fail at `since` or later, the latest first");
  std::vector<TroubleView> troubles;
  for (const fleet::Trouble& each : overview.troubles) troubles.push_back({each});
  out.objects("troubles", troubles,
              "projects that fail, may not be read, are gone or blocked, by state and code, the most first");
}

UnixTime since_of(const Query& query, UnixTime now) {
  constexpr std::chrono::days kDefault{7};  // the last of them is today
  // The clock of a client may be ahead, and where it is, the next day may have begun.
  constexpr std::chrono::hours kAhead{24};
  const UnixTime since =
      query.since().value_or(std::chrono::floor<std::chrono::days>(now) - kDefault + std::chrono::days(1));
  if (since > now + kAhead) throw invalid("since", "since must not be in the future");
  if (now - since > fleet::kSinceMaxDays) throw invalid("since", "since must not be more than 365 days ago");
  return std::min(since, now);
}

}  // namespace

shape::ShapeDescription index_description() {
  using enum shape::MemberType;
  shape::ShapeDescription index{"index", "all projects, as one list for each member", {}};
  auto& members = index.members;
  members.push_back(described("revision", kText, "what `after` takes to get what has changed since"));
  members.push_back(described("reset", kBoolean, "whether all projects are told, and what was told before is over"));
  members.push_back(described("complete", kBoolean, "whether no project waits for its first sync"));
  members.push_back(described("synced", kInteger, "projects that were synced at least once"));
  members.push_back(described("total", kInteger, "all projects, told here or not"));
  members.push_back(described("window", kText,
                              "over which `_w`, `_d`, `spark` and `lead_p50_s` count: so many UTC days, "
                              "of which today is the last"));
  members.push_back(described("spark_days", kValueList, "how many days each of the twelve parts of the window has"));
  members.back().members.push_back(described("", kInteger, ""));
  members.push_back(
      described("columns", kObject, "a list for each member, with a value for each project, by full name"));
  members.back().members = index_column_descriptions();
  members.push_back(described("removed", kTextList, "ids of projects that are no longer to be seen"));
  return index;
}

shape::ShapeDescription overview_description() {
  return shape::description_of("overview", "the whole fleet in one look", OverviewView());
}

http::Response get_index(const Context& context, const Call& call) {
  const auto snapshot = context.cards.current();
  const UnixTime now = context.options.clock();
  const IndexRevision revision{.moment = moment_of(*snapshot, now, !call.caller.sees_private),
                               .window = window_of(call.target.query),
                               .sees_private = call.caller.sees_private,
                               .columns = column_bits(parts_of(call.target.query, kFieldsParameter))};
  limit_until(call.basis, now + std::chrono::seconds(1));
  // What is answered is a function of these alone, so that the tag is known before the answer is made.
  std::string made_of = encode_revision(revision);
  for (const auto& [name, value] : call.target.query.all()) made_of.append("&").append(name).append("=").append(value);
  const std::string etag = content_etag(made_of);
  if (auto unchanged = not_modified(call.request, {etag, std::nullopt})) return *std::move(unchanged);
  return json_response(index_json(call, *snapshot, revision, now), etag);
}

http::Response get_overview(const Context& context, const Call& call) {
  const auto snapshot = context.cards.current();
  const UnixTime now = context.options.clock();
  const UnixTime since = since_of(call.target.query, now);
  const std::size_t first = call.target.query.number("first", fleet::OverviewQuery().first);
  limit_until(call.basis, now + std::chrono::seconds(1));
  const auto cards = fleet::select(*snapshot, {.public_only = !call.caller.sees_private}, now);
  std::string body;
  shape::write<shape::JsonObject>(
      body, OverviewView{make_overview(cards, {.since = since, .now = now, .first = first}), since});
  return json_answer(call.request, call.target.query, std::move(body));
}

}  // namespace cpsg::api
