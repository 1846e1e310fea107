// Protects the reading of author and committer lines: names and addresses as git shows them, and every odd date and
// zone as the documented values say.
#include "cpsg/git/pack/signature.h"

#include <gtest/gtest.h>

namespace cpsg::git::pack {
namespace {

using enum model::Altered;
using model::Altered;

struct DateCase {
  std::string_view text;  // after "Name <email>"
  std::optional<model::GitTime> time;
  Altered altered = kNothing;
};

model::GitTime time_of(std::int64_t epoch_s, int offset_minutes = 0) {
  return {epoch_s, static_cast<std::int16_t>(offset_minutes)};
}

void check_dates(std::initializer_list<DateCase> cases) {
  Signature signature;
  for (const DateCase& c : cases) {
    const Altered altered = parse_signature("Name <email>" + std::string(c.text), signature);
    EXPECT_EQ(altered, c.altered) << c.text;
    EXPECT_EQ(signature.time, c.time) << c.text;
    EXPECT_EQ(signature.name, "Name");
    EXPECT_EQ(signature.email, "email");
  }
}

TEST(Signature, ReadsDates) {
  check_dates({
      {" 1700000000 +0100", time_of(1'700'000'000, 60)},
      {" 0 +0000", time_of(0)},
      {" 0001 +0000", time_of(1)},
      {"12 +0000", time_of(12)},
      {" \t 12 \t +0000 ", time_of(12)},
      {" 12+0100", time_of(12, 60)},
      {" 12 +0100 and more", time_of(12, 60)},
      {" 12 +0100x", time_of(12, 60)},
      {" 253402300799 +0000", time_of(253'402'300'799)},
      {" 253402300799 -0800", time_of(253'402'300'799, -480)},
      {" 253402300739 +0001", time_of(253'402'300'739, 1)},
  });
}

TEST(Signature, HasNoTimeWhereGitHasNone) {
  for (const std::string_view text :
       {"", " ", " x", " -1 +0000", " +0100", " 1700000000", " 1700000000 ", " 1700000000 0100", " 1700000000 UTC",
        " 1700000000 +", " 1700000000 +x", " 1700000000 -", " 17e8 +0000", " 1.5 +0000", " \v12 +0000"}) {
    check_dates({{text, std::nullopt, kDate}});
  }
}

TEST(Signature, HasNoTimeBeyondTheYear9999) {
  for (const std::string_view text :
       {" 253402300800 +0000", " 253402300800 -0100", " 253402300740 +0001", " 9223372036854775807 +0000",
        " 18446744073709551616 +0000", " 99999999999999999999999999999999999999 +0000", " 253402300800 +9999"}) {
    check_dates({{text, std::nullopt, kDate}});
  }
}

TEST(Signature, ReadsZonesAsGitCounts) {
  check_dates({
      {" 12 +0530", time_of(12, 330)},
      {" 12 -0930", time_of(12, -570)},
      {" 12 -0000", time_of(12)},
      {" 12 +1", time_of(12, 1)},
      {" 12 +100", time_of(12, 60)},
      {" 12 +00100", time_of(12, 60)},
      {" 12 +0199", time_of(12, 159)},
      {" 12 +2359", time_of(12, 1439)},
      {" 12 -2359", time_of(12, -1439)},
  });
}

TEST(Signature, WritesImpossibleZonesAsZero) {
  check_dates({
      {" 12 +2360", time_of(12), kZone},
      {" 12 +2400", time_of(12), kZone},
      {" 12 -2400", time_of(12), kZone},
      {" 12 +9999", time_of(12), kZone},
      {" 12 +10000", time_of(12), kZone},
      {" 12 -99999999999999999999", time_of(12), kZone},
  });
}

struct PersonCase {
  std::string_view line;
  std::string_view name;
  std::string_view email;
  Altered altered = kNothing;
};

TEST(Signature, ReadsNamesAndAddresses) {
  constexpr std::string_view kBad = "\xEF\xBF\xBD";
  const std::string bad_name = "J" + std::string(kBad) + "rg";
  const PersonCase cases[] = {
      {"A U Thor <author@example.com> 1 +0000", "A U Thor", "author@example.com"},
      {"<only@example.com> 1 +0000", "", "only@example.com"},
      {" <only@example.com> 1 +0000", "", "only@example.com"},
      {"Name <> 1 +0000", "Name", ""},
      {"Name< a@b > 1 +0000", "Name", "a@b"},
      {"\t  Name  \t < \t > 1 +0000", "Name", ""},
      {"N < M <x>> 1 +0000", "N", "M <x"},
      {"Name <a>b>c> 1 +0000", "Name", "a"},
      {"> Name <a> 1 +0000", "> Name", "a"},
      {"J\xF6rg <j\xF6@x> 1 +0000", bad_name, "j\xEF\xBF\xBD@x", kEncoding},
      {"J\xC3\xB6rg <j@x> 1 +0000", "J\xC3\xB6rg", "j@x"},
      {"", "", "", kDate},
      {"Name 1 +0000", "", "", kDate},
      {"Name <email 1 +0000", "", "", kDate},
      {"Name email> 1 +0000", "", "", kDate},
      {"Name > email < 1 +0000", "", "", kDate},
  };
  Signature signature{"stale", "stale", time_of(5)};
  for (const PersonCase& c : cases) {
    EXPECT_EQ(parse_signature(c.line, signature), c.altered) << c.line;
    EXPECT_EQ(signature.name, c.name) << c.line;
    EXPECT_EQ(signature.email, c.email) << c.line;
    EXPECT_EQ(signature.time.has_value(), c.altered != kDate) << c.line;
  }
}

}  // namespace
}  // namespace cpsg::git::pack
