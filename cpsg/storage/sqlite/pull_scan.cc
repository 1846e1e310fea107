#include "cpsg/storage/sqlite/pull_scan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <utility>

#include "cpsg/storage/sqlite/columns.h"
#include "cpsg/storage/sqlite/pull_requests.h"

namespace cpsg::storage::sqlite {
namespace {

using model::PullState;

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
constexpr std::array kStates = {PullState::kOpen, PullState::kClosed, PullState::kMerged};

// What a list is sorted by, and the index that has it behind project and state.
struct SortColumn {
  std::string_view column;
  std::string_view index;
  bool may_be_null = false;
};
SortColumn column_of(PullSort sort) {
  switch (sort) {
    case PullSort::kNumber:
      return {"key", "pull_requests_by_state"};
    case PullSort::kCreated:
      return {"created_at", "pull_requests_by_creation"};
    case PullSort::kUpdated:
      return {"updated_at", "pull_requests_by_update"};
    case PullSort::kMerged:
      return {"merged_at", "pull_requests_by_merge", true};
    case PullSort::kLead:
      return {"lead_time_s", "pull_requests_by_lead", true};
    case PullSort::kSize:
      return {"size_lines", "pull_requests_by_size", true};
  }
  return {};
}

bool is_sorted_by(PullSort sort, PullTime by) {
  switch (by) {
    case PullTime::kCreated:
      return sort == PullSort::kCreated;
    case PullTime::kUpdated:
      return sort == PullSort::kUpdated;
    case PullTime::kMerged:
      return sort == PullSort::kMerged;
  }
  return false;
}

// The number of the column behind those of a pull request.
int value_column() {
  static const int column = 1 + static_cast<int>(column_names<model::PullRequest>().size());
  return column;
}

}  // namespace

PullScan::PullScan(Connection& connection, ProjectNo project_no, const PullQuery& query)
    : connection_(connection), project_no_(project_no), query_(query), rest_(query.filter) {
  plan();
}

void PullScan::plan() {
  if (query_.sort != PullSort::kNumber) {
    rest_.state.reset();
    plan_values();
    return;
  }
  by_author_ = query_.filter.author.has_value();
  if (by_author_) {
    rest_.author.reset();
  } else {
    rest_.state.reset();
  }
  stretches_.push_back(one_value(std::nullopt, query_.after ? std::optional(query_.after->number) : std::nullopt));
}

void PullScan::plan_values() {
  const bool has_period = query_.filter.since || query_.filter.until;
  const bool in_period = has_period && is_sorted_by(query_.sort, query_.filter.by);
  if (in_period) rest_.since = rest_.until = std::nullopt;
  const bool ends_with_nulls = column_of(query_.sort).may_be_null && !in_period;
  const auto& after = query_.after;
  if (after && !after->value) {
    if (ends_with_nulls) stretches_.push_back(one_value(std::nullopt, after->number));
    return;
  }
  add_range(after ? after->value : std::nullopt);
  if (ends_with_nulls) stretches_.push_back(one_value(std::nullopt, std::nullopt));
}

// Before it what is left of the value that the last page ended with, if that lies in the period.
void PullScan::add_range(std::optional<std::int64_t> after) {
  std::int64_t first = kLeast;
  std::int64_t last = kGreatest;
  if (is_sorted_by(query_.sort, query_.filter.by)) {
    if (query_.filter.since) first = query_.filter.since->time_since_epoch().count();
    if (query_.filter.until) last = query_.filter.until->time_since_epoch().count() - 1;
  }
  if (after) {
    if (*after >= first && *after <= last) stretches_.push_back(one_value(after, query_.after->number));
    if (*after == (query_.descending ? kLeast : kGreatest)) return;
    if (query_.descending) {
      last = std::min(last, *after - 1);
    } else {
      first = std::max(first, *after + 1);
    }
  }
  if (first <= last) stretches_.push_back({.is_range = true, .value = std::nullopt, .first = first, .last = last});
}

PullScan::Stretch PullScan::one_value(const std::optional<std::int64_t>& value,
                                      std::optional<std::int64_t> after) const {
  Stretch stretch{.value = value, .first = row_key(project_no_, 0), .last = end_key(project_no_)};
  if (after) {
    const auto number = std::clamp<std::int64_t>(*after, 0, std::numeric_limits<std::uint32_t>::max());
    (query_.descending ? stretch.last : stretch.first) = row_key(project_no_, static_cast<std::uint32_t>(number));
  }
  return stretch;
}

// The states that have a query each; an empty name where one query is for all.
std::vector<std::string_view> PullScan::states() const {
  if (by_author_) return {""};
  if (query_.filter.state) return {model::name(*query_.filter.state)};
  if (query_.sort == PullSort::kNumber) return {""};
  std::vector<std::string_view> names;
  for (const PullState state : kStates) names.push_back(model::name(state));
  return names;
}

// One of about seventy texts: values are bound, so that a connection prepares each once.
std::string PullScan::statement(const Stretch& stretch, std::string_view what, std::string_view state) const {
  const auto [column, index, may_be_null] = column_of(query_.sort);
  const std::string_view direction = query_.descending ? " DESC" : "";
  std::string sql = fmt::format("SELECT {} FROM pull_requests ", what);
  if (by_author_) {
    sql += "INDEXED BY pull_requests_by_author WHERE project_no = ?1 AND author = ?4 COLLATE NOCASE AND ";
  } else if (!state.empty()) {
    sql += fmt::format("INDEXED BY {} WHERE project_no = ?1 AND state = '{}' AND ", index, state);
  } else {
    sql += "WHERE ";
  }
  if (stretch.is_range) {
    return sql + fmt::format("{0} >= ?2 AND {0} <= ?3 ORDER BY {0}{1}, key{1}", column, direction);
  }
  if (query_.sort != PullSort::kNumber) sql += fmt::format("{} IS ?4 AND ", column);
  return sql + fmt::format("key > ?2 AND key < ?3 ORDER BY key{}", direction);
}

void PullScan::bind(Query& query, const Stretch& stretch) const {
  query.bind(project_no_, stretch.first, stretch.last);
  if (by_author_) query.bind_at(4, std::string_view(*query_.filter.author));
  if (query_.sort != PullSort::kNumber && !stretch.is_range) query.bind_at(4, stretch.value);
}

void PullScan::open(const Stretch& stretch) {
  static const std::string columns = pull_columns();
  const std::string what = fmt::format("{}, {}", columns, column_of(query_.sort).column);
  for (auto& each : rows_) each.reset();
  places_ = {};
  given_.reset();
  const auto names = states();
  for (std::size_t i = 0; i < names.size(); ++i) {
    Query& query = rows_[i].emplace(connection_, statement(stretch, what, names[i]));
    bind(query, stretch);
    step(i);
  }
}

void PullScan::step(std::size_t i) {
  places_[i].reset();
  Query& row = *rows_[i];
  if (!row.step()) return;
  places_[i].emplace().number = number_of(row.integer(0));
  if (query_.sort != PullSort::kNumber) places_[i]->value = row.integer_or_null(value_column());
}

bool PullScan::is_before(std::size_t a, std::size_t b) const {
  const auto order = [&](std::size_t i) { return std::pair(places_[i]->value, places_[i]->number); };
  return query_.descending ? order(b) < order(a) : order(a) < order(b);
}

const Query* PullScan::next() {
  if (given_) step(*given_);
  while (true) {
    given_.reset();
    for (std::size_t i = 0; i < places_.size(); ++i) {
      if (places_[i] && (!given_ || is_before(i, *given_))) given_ = i;
    }
    if (given_) return &*rows_[*given_];
    if (next_stretch_ == stretches_.size()) return nullptr;
    open(stretches_[next_stretch_++]);
  }
}

std::int64_t PullScan::count() {
  std::int64_t total = 0;
  for (const Stretch& stretch : stretches_) {
    for (const std::string_view state : states()) {
      Query query(connection_, statement(stretch, "count(*)", state));
      bind(query, stretch);
      query.step();
      total += query.integer(0);
    }
  }
  return total;
}

}  // namespace cpsg::storage::sqlite
