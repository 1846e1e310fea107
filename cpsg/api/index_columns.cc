#include "cpsg/api/index_columns.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "cpsg/base/json_text.h"
#include "cpsg/base/split.h"
#include "cpsg/model/git_time.h"

namespace cpsg::api {
namespace {

using fleet::Card;
using fleet::CompactOptional;
using fleet::Day;
using fleet::Window;
using shape::MemberDescription;
using shape::MemberType;
using shape::TextForm;

// A card as it is shown at one time, with what several columns are made of.
struct Row {
  const Card& card;
  Window window;
  UnixTime now;
  Day today;
  Day first;
  std::optional<Card::Parts> parts;
};

// ---- values ----

void append_number(std::string& out, std::int64_t value) {
  char digits[24];
  const auto [end, ec] = std::to_chars(digits, digits + sizeof digits, value);
  out.append(digits, end);
}

void append(std::string& out, const std::optional<std::int64_t>& value) {
  value ? append_number(out, *value) : void(out += "null");
}
void append(std::string& out, const CompactOptional& value) {
  value.has_value() ? append_number(out, *value) : void(out += "null");
}
void append(std::string& out, const std::optional<bool>& value) { out += value ? (*value ? "true" : "false") : "null"; }
void append(std::string& out, const Card& card, Card::Text which) {
  card.has_text(which) ? append_json_string(out, card.text(which)) : void(out += "null");
}

void append_digits(std::string& out, unsigned value, unsigned digits) {
  char text[4];
  for (unsigned i = digits; i > 0; --i, value /= 10) text[i - 1] = static_cast<char>('0' + value % 10);
  out.append(text, digits);
}

// `2026-01-31`, of a day that has four digits of a year.
void append_date(std::string& out, Day day) {
  const std::chrono::year_month_day date(day);
  append_digits(out, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.month()), 2);
  out += '-';
  append_digits(out, static_cast<unsigned>(date.day()), 2);
}

void append_day(std::string& out, const std::optional<Day>& day) {
  if (!day) {
    out += "null";
    return;
  }
  out += '"';
  append_date(out, *day);
  out += '"';
}

// As model::format_utc() writes it, without an allocation of its own; null where that cannot be written.
void append_time(std::string& out, const CompactOptional& seconds) {
  const bool writable = seconds.has_value() && *seconds <= model::kMaxEpochS && *seconds >= 0;
  if (!writable) {
    if (seconds.has_value() && *seconds < 0) {
      append_json_string(out, model::format_utc(UnixTime(std::chrono::seconds(*seconds))));
    } else {
      out += "null";
    }
    return;
  }
  const UnixTime time{std::chrono::seconds(*seconds)};
  const Day day = fleet::day_of(time);
  const std::chrono::hh_mm_ss clock(time - day);
  out += '"';
  append_date(out, day);
  out += 'T';
  append_digits(out, static_cast<unsigned>(clock.hours().count()), 2);
  out += ':';
  append_digits(out, static_cast<unsigned>(clock.minutes().count()), 2);
  out += ':';
  append_digits(out, static_cast<unsigned>(clock.seconds().count()), 2);
  out += "Z\"";
}

void append_topics(std::string& out, const Card& card) {
  if (!card.has_text(Card::kTopics)) {
    out += "null";
    return;
  }
  out += '[';
  bool first = true;
  const std::string_view topics = card.text(Card::kTopics);
  if (!topics.empty()) {
    for_each_part(topics, '\n', [&](std::string_view topic) {
      if (!first) out += ',';
      first = false;
      append_json_string(out, topic);
    });
  }
  out += ']';
}

// A part without a day has no number of commits.
void append_parts(std::string& out, const Row& row) {
  if (!row.parts) {
    out += "null";
    return;
  }
  for (int part = 0; part < fleet::kParts; ++part) {
    out += part == 0 ? '[' : ',';
    const bool has_days = part_begin(row.window, part) < part_begin(row.window, part + 1);
    has_days ? append_number(out, (*row.parts)[static_cast<std::size_t>(part)]) : void(out += "null");
  }
  out += ']';
}

void append_commits_in_window(std::string& out, const Row& row) {
  std::int64_t sum = 0;
  if (row.parts) {
    for (const std::int64_t each : *row.parts) sum += each;
  }
  append(out, row.parts ? std::optional(sum) : std::nullopt);
}

// ---- the table ----

struct Column {
  std::string_view name;
  MemberType type;
  bool nullable;
  std::string_view meaning;
  void (*append)(std::string& out, const Row& row);
  TextForm form = TextForm::kPlain;
};

using enum MemberType;

constexpr std::array kColumns = {
    Column{"id", kText, false, "cpsg's own id, opaque",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kId); }},
    Column{"full_name", kText, false, "`owner/name`",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kFullName); }},
    Column{"description", kText, true, "null where there is none, or until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kDescription); }},
    Column{"language", kText, true, "the one with the most code; null where there is none, or until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kLanguage); }},
    Column{"topics", kTextList, true, "null until GitHub told",
           [](std::string& out, const Row& row) { append_topics(out, row.card); }},
    Column{"license", kText, true, "its SPDX id; null where GitHub knows none, or until it told",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kLicense); }},
    Column{"state", kText, false, "as `status.state` of the project",
           [](std::string& out, const Row& row) { append_json_string(out, model::name(row.card.state(row.now))); }},
    Column{"code", kText, true, "the code of what is wrong; null where nothing is",
           [](std::string& out, const Row& row) {
             row.card.code ? append_json_string(out, traits(*row.card.code).name) : void(out += "null");
           }},
    Column{"archived", kBoolean, true, "null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card.archived); }},
    Column{"fork", kBoolean, true, "null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card.fork); }},
    Column{"visibility", kText, true, "`public`, `private` or `internal`; null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card, Card::kVisibility); }},
    Column{"stars", kInteger, true, "null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card.stars); }},
    Column{"stars_d", kInteger, true,
           "by how much the last observed number of stars differs from the last one before the window, which GitHub's "
           "star history tells where the project was not followed yet; null where it is not known how many they were "
           "before the window, or no number was observed in it",
           [](std::string& out, const Row& row) {
             append(out, row.card.change(Card::kStars, row.first - std::chrono::days(1), row.today));
           }},
    Column{"forks", kInteger, true, "null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card.forks); }},
    Column{"open_issues", kInteger, true, "without pull requests; null until GitHub told",
           [](std::string& out, const Row& row) { append(out, row.card.open_issues); }},
    Column{"commits", kInteger, true, "on the default branch; null until synced",
           [](std::string& out, const Row& row) { append(out, row.card.commits_now); }},
    Column{"commits_w", kInteger, true,
           "commits on the default branch by author's date in the window; null until synced", append_commits_in_window},
    Column{"spark", kValueList, true,
           "the same for each of the twelve parts of the window; null until synced, and for a part without a day",
           append_parts},
    Column{"people", kInteger, true, "distinct authors over all live branches; null until synced",
           [](std::string& out, const Row& row) { append(out, row.card.people_now); }},
    Column{"people_w", kInteger, true,
           "authors whose last commit, on any live branch, is in the window; null until synced",
           [](std::string& out, const Row& row) { append(out, row.card.people(row.first, row.today)); }},
    Column{"pulls_open", kInteger, true, "open pull requests as GitHub counts them; null until it told",
           [](std::string& out, const Row& row) { append(out, row.card.pulls_open); }},
    Column{"merged_w", kInteger, true, "pull requests merged in the window; null until all were read once",
           [](std::string& out, const Row& row) { append(out, row.card.merged(row.first, row.today)); }},
    Column{"lead_p50_s", kInteger, true,
           "the median of their times from creation to merge, in seconds, drafts included; null where there are none",
           [](std::string& out, const Row& row) { append(out, row.card.lead_p50_s(row.window, row.today)); }},
    Column{"branches", kInteger, true, "live ones; null until synced",
           [](std::string& out, const Row& row) { append(out, row.card.branches); }},
    Column{"pushed_at", kText, true, "the last push, at GitHub; null until it told, or where nothing was ever pushed",
           [](std::string& out, const Row& row) { append_time(out, row.card.pushed_at); }, TextForm::kTime},
    Column{"last_synced_at", kText, true, "when a sync last succeeded; null until one did",
           [](std::string& out, const Row& row) { append_time(out, row.card.last_synced_at); }, TextForm::kTime},
    Column{"next_sync_at", kText, true, "when it is due next; null while nothing is planned",
           [](std::string& out, const Row& row) { append_time(out, row.card.next_sync_at); }, TextForm::kTime},
    Column{"last_commit_on", kText, true,
           "the UTC day of the last commit on the default branch by author's date, those dated in the future aside: by "
           "it a project is quiet; null until synced, and where there is none",
           [](std::string& out, const Row& row) { append_day(out, row.card.last_commit_on(row.today)); },
           TextForm::kDay},
};

static_assert(std::equal(kColumns.begin(), kColumns.end(), kIndexColumnNames.begin(), kIndexColumnNames.end(),
                         [](const Column& column, std::string_view name) { return column.name == name; }));

// A revision names columns by their bits: a new one is the last.
static_assert(kColumns.size() <= 32, "column_bits() has a bit for each");

constexpr std::size_t kBytesPerValue = 12;

MemberDescription value_description(const Column& column) {
  MemberDescription value;
  value.type = column.type;
  value.nullable = column.nullable;
  value.form = column.form;
  if (column.type == kValueList) {
    MemberDescription& part = value.members.emplace_back();
    part.type = kInteger;
    part.nullable = true;
  }
  return value;
}

}  // namespace

std::uint32_t column_bits(const std::vector<std::string>& names) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    const bool wanted = names.empty() || std::find(names.begin(), names.end(), kColumns[i].name) != names.end();
    if (wanted) bits |= std::uint32_t{1} << i;
  }
  return bits;
}

IndexColumns::IndexColumns(std::uint32_t wanted, Window window, UnixTime now, std::size_t rows_expected)
    : window_(window), now_(now) {
  for (std::size_t i = 0; i < kColumns.size(); ++i) {
    if (((wanted >> i) & 1U) != 0) wanted_.push_back(i);
  }
  lists_.resize(wanted_.size());
  for (std::string& list : lists_) list.reserve(rows_expected * kBytesPerValue);
}

void IndexColumns::add(const Card& card) {
  const Day today = fleet::day_of(now_);
  const Row row{card, window_, now_, today, first_day(window_, today), card.commit_parts(window_, today)};
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    std::string& list = lists_[i];
    if (!list.empty()) list += ',';
    kColumns[wanted_[i]].append(list, row);
  }
}

void IndexColumns::append_to(std::string& out) const {
  out += '{';
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    out += i == 0 ? "\"" : ",\"";
    out += kColumns[wanted_[i]].name;
    out += "\":[";
    out += lists_[i];
    out += ']';
  }
  out += '}';
}

std::size_t IndexColumns::size_bytes() const {
  std::size_t bytes = 0;
  for (const std::string& list : lists_) bytes += list.size();
  return bytes + wanted_.size() * 24;
}

std::vector<MemberDescription> index_column_descriptions() {
  std::vector<MemberDescription> members;
  for (const Column& column : kColumns) {
    MemberDescription& member = members.emplace_back();
    member.name = column.name;
    member.type = kValueList;
    member.meaning = column.meaning;
    member.may_be_absent = true;
    member.members.push_back(value_description(column));
  }
  return members;
}

}  // namespace cpsg::api
