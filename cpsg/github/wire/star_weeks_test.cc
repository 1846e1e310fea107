// Protects what is read of a star history: every day where GitHub tells days, else the week's sum at its end, and
// nothing of what is no such page.
#include "cpsg/github/wire/rest.h"
#include "cpsg/github/wire/testing/answer_changes.h"

namespace cpsg::github::wire {
namespace {

using std::chrono::days;

// A Sunday: 2026-08-30.
constexpr std::chrono::sys_days kSunday{days{20'695}};

TEST(ReadStarWeeks, ReadsTheDaysOfAllWeeksInAnyOrder) {
  const StarWeeks found = read_star_weeks(
      R"([{"week":1788048000,"total":6,"days":[1,0,0,0,0,0,5]},{"week":1787443200,"total":2,"days":[0,2,0,0,0,0,0]}])");
  EXPECT_EQ(found.weeks, 2U);
  EXPECT_EQ(found.days, (model::StarPage{.first = kSunday - days(7),
                                         .end = kSunday + days(7),
                                         .gained = {{kSunday - days(6), 2}, {kSunday, 1}, {kSunday + days(6), 5}}}));
}

TEST(ReadStarWeeks, ASumAloneCountsAtTheEndOfItsWeek) {
  for (const char* body : {R"([{"week":1788048000,"total":6}])", R"([{"week":1788048000,"total":6,"days":[]}])",
                           R"([{"week":1788050000,"total":6,"days":null}])"}) {
    EXPECT_EQ(read_star_weeks(body).days, (model::StarPage{kSunday, kSunday + days(7), {{kSunday + days(6), 6}}}))
        << body;
  }
}

TEST(ReadStarWeeks, TheDaysCountWhereTheSumDiffers) {
  EXPECT_EQ(read_star_weeks(R"([{"week":1788048000,"total":60,"days":[1,0,0,0,0,0,0]}])").days.gained,
            (std::vector<model::StarDay>{{kSunday, 1}}));
}

TEST(ReadStarWeeks, AnEmptyPageHasNoDays) {
  EXPECT_EQ(read_star_weeks("[]").weeks, 0U);
  EXPECT_EQ(read_star_weeks(R"([{"week":1788048000,"total":0,"days":[0,0,0,0,0,0,0]}])").days,
            (model::StarPage{kSunday, kSunday + days(7), {}}));
}

TEST(ReadStarWeeks, RefusesWhatIsNoPage) {
  for (const char* body :
       {"", "{}", "null", "[7]", R"([{"total":1}])", R"([{"week":"x","total":1}])", R"([{"week":-1,"total":1}])",
        R"([{"week":1788048000}])", R"([{"week":1788048000,"days":[1,2]}])",
        R"([{"week":1788048000,"days":[1,2,3,4,5,6,7,8]}])", R"([{"week":1788048000,"days":[0,0,0,0,0,0,-1]}])",
        R"([{"week":9e18,"total":1}])", R"([{"week":1788048000,"total":9000000000000000000}])",
        R"([{"week":99999999999,"total":1}])", R"([{"week":0,"total":1}])"}) {
    EXPECT_EQ(thrown_by([&] { (void)read_star_weeks(body); }), ErrorCode::kBadData) << body;
  }
}

}  // namespace
}  // namespace cpsg::github::wire
