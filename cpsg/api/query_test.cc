// Protects: requests mean what clients wrote, and typing errors are told instead of ignored.
// How: parses targets and reads them back.
#include "cpsg/api/query.h"

#include "cpsg/http/problem.h"

namespace cpsg::api {
namespace {

// The field at fault; empty when nothing was thrown.
template <typename Call>
std::string field_of(Call&& call) {
  try {
    call();
  } catch (const http::FieldError& e) {
    EXPECT_EQ(e.code(), ErrorCode::kRequestInvalid);
    return e.field();
  }
  return "";
}

TEST(Query, DecodesNamesAndValues) {
  const Query query("a=1%2B2&b=x+y&c&d=%C3%A9");
  EXPECT_EQ(query.text("a"), "1+2");
  EXPECT_EQ(query.text("b"), "x y");
  EXPECT_EQ(query.text("c"), "");
  EXPECT_EQ(query.text("d"), "é");
  EXPECT_EQ(query.text("e"), std::nullopt);
}

TEST(Query, AllValuesOfAName) {
  const Query query("a=1&b=2,3&a=4,&b=");
  EXPECT_EQ(query.text("a"), "1");
  EXPECT_THAT(query.texts("a"), testing::ElementsAre("1", "4", ""));
  EXPECT_THAT(query.texts("b"), testing::ElementsAre("2", "3", ""));
  EXPECT_THAT(query.texts("c"), testing::IsEmpty());
}

TEST(Query, RefusesWhatItCannotRead) {
  EXPECT_THROW(Query("a=%4"), Error);
  EXPECT_THROW(Query("a=%zz"), Error);
}

// Each name is compared with those before it.
TEST(Query, HasFewParameters) {
  std::string text;
  for (std::size_t n = 0; n < Query::kParametersMax; ++n) text += "p" + std::to_string(n) + "=&";
  EXPECT_EQ(Query(text).all().size(), Query::kParametersMax);
  EXPECT_EQ(field_of([&] { Query(text + "more"); }), "query");
}

TEST(Query, ReadsLimits) {
  EXPECT_EQ(Query("").limit(), 100);
  EXPECT_EQ(Query("limit=1").limit(), 1);
  EXPECT_EQ(Query("limit=1000").limit(), 1000);
  for (const std::string value : {"0", "1001", "-1", "", "5x", "99999999999999999999"}) {
    EXPECT_EQ(field_of([&] { (void)Query("limit=" + value).limit(); }), "limit") << value;
  }
}

TEST(Query, ReadsBooleans) {
  EXPECT_FALSE(Query("").boolean("deleted"));
  EXPECT_FALSE(Query("deleted=false").boolean("deleted"));
  EXPECT_TRUE(Query("deleted=true").boolean("deleted"));
  EXPECT_EQ(field_of([] { (void)Query("deleted=yes").boolean("deleted"); }), "deleted");
}

TEST(Query, ReadsTimes) {
  const auto time = [](const std::string& text) { return Query("since=" + text).time("since"); };
  EXPECT_EQ(time("1970-01-02"), UnixTime(std::chrono::days(1)));
  EXPECT_EQ(time("1970-01-02T02:00:00%2B02:00"), UnixTime(std::chrono::days(1)));
  EXPECT_EQ(time("1970-01-02T02:00:00+02:00"), UnixTime(std::chrono::days(1)));
  EXPECT_EQ(Query("").time("since"), std::nullopt);
  EXPECT_EQ(field_of([&] { (void)time("yesterday"); }), "since");
}

TEST(Query, ReadsZones) {
  const auto name_of = [](const char* text) { return Query(text).zone("tz")->name(); };
  EXPECT_FALSE(Query("").zone("tz"));
  EXPECT_EQ(name_of("tz=UTC"), "UTC");
  EXPECT_EQ(name_of("tz=%2B05:30"), "+05:30");
  EXPECT_EQ(name_of("tz=+05:30"), "+05:30");
  EXPECT_EQ(name_of("tz=Europe/Berlin"), "Europe/Berlin");
  EXPECT_EQ(name_of("tz=Etc/GMT%2B5"), "Etc/GMT+5");
  EXPECT_EQ(field_of([] { (void)Query("tz=../UTC").zone("tz"); }), "tz");
  EXPECT_EQ(field_of([] { (void)Query("tz=author").zone("tz"); }), "tz");
  EXPECT_TRUE(Query("tz=author").clocks("tz").of_authors);
  EXPECT_FALSE(Query("").clocks("tz").of_authors);
  EXPECT_EQ(Query("tz=Asia/Kathmandu").clocks("tz").zone.name(), "Asia/Kathmandu");
}

TEST(Query, BuildsTheNextPagesQuery) {
  const Query query("author=a%26b&cursor=old&limit=5");
  EXPECT_EQ(query.with_cursor("n-_"), "author=a%26b&limit=5&cursor=n-_");
  EXPECT_EQ(Query("").with_cursor("x"), "cursor=x");
}

TEST(Target, TakesThePathApart) {
  const Target target = parse_target("/v1/pro%6Aects/a%2Fb/?x=1");
  EXPECT_THAT(target.segments, testing::ElementsAre("v1", "projects", "a/b"));
  EXPECT_EQ(target.path, "/v1/projects/a%2Fb");
  EXPECT_EQ(target.query.text("x"), "1");
  EXPECT_THROW((void)parse_target("/%"), Error);
}

}  // namespace
}  // namespace cpsg::api
