// Protects: local times and offsets are those of the C library, which reads the same database by other code, over all
// of 1970 to 2037; changes of the clocks forward, backward, by half an hour and at midnight; names that are no zone's,
// hostile ones among them, are refused; many threads may ask at once.
#include "cpsg/base/time_zone.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <ctime>
#include <random>
#include <thread>

#include "cpsg/base/testing/random_seed.h"

namespace cpsg {
namespace {

using std::chrono::seconds;

constexpr std::array kZones = {"Europe/Berlin",    "Asia/Kathmandu",  "Australia/Lord_Howe", "America/Sao_Paulo",
                               "America/New_York", "Asia/Beirut",     "Africa/Monrovia",     "Pacific/Apia",
                               "America/St_Johns", "Africa/El_Aaiun", "Etc/GMT+12",          "UTC"};
constexpr std::int64_t kEnd2037 = 2'145'916'800;

UnixTime at(std::int64_t epoch_s) { return UnixTime(seconds(epoch_s)); }

// What the C library says, in a zone of its own while this exists.
class CLibraryZone {
 public:
  explicit CLibraryZone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~CLibraryZone() {
    ::unsetenv("TZ");
    ::tzset();
  }
  CLibraryZone(const CLibraryZone&) = delete;
  CLibraryZone& operator=(const CLibraryZone&) = delete;

  static seconds offset(UnixTime time) {
    const std::time_t epoch_s = time.time_since_epoch().count();
    std::tm local{};
    ::localtime_r(&epoch_s, &local);
    return seconds(local.tm_gmtoff);
  }
};

TEST(TimeZone, SaysWhatTheCLibrarySays) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (const char* name : kZones) {
    SCOPED_TRACE(name);
    const std::optional<TimeZone> zone = TimeZone::find(name);
    ASSERT_TRUE(zone);
    const CLibraryZone library(name);
    std::uniform_int_distribution<std::int64_t> any(0, kEnd2037);
    for (int i = 0; i < 20'000; ++i) {
      const UnixTime time = at(any(random));
      ASSERT_EQ(zone->span_at(time).offset, library.offset(time)) << time.time_since_epoch().count();
    }
    for (const TimeZone::Span& span : zone->spans()) {
      if (span.begin < at(0) || span.begin > at(kEnd2037)) continue;
      for (const int distance : {-3600, -1, 0, 1, 3600}) {
        const UnixTime time = span.begin + seconds(distance);
        ASSERT_EQ(zone->span_at(time).offset, library.offset(time)) << time.time_since_epoch().count();
      }
    }
  }
}

TEST(TimeZone, SpansCoverAllOfTimeWithoutOverlap) {
  for (const char* name : kZones) {
    SCOPED_TRACE(name);
    const auto spans = TimeZone::find(name)->spans();
    EXPECT_LT(spans.front().begin, at(-100'000'000'000));
    EXPECT_GT(spans.back().end, at(253'402'300'799));
    for (std::size_t i = 1; i < spans.size(); ++i) {
      ASSERT_EQ(spans[i - 1].end, spans[i].begin);
      ASSERT_NE(spans[i - 1].offset, spans[i].offset);
    }
  }
}

// The first moment at which the clocks show that time or a later one, found minute by minute.
TEST(TimeZone, FirstMomentOfALocalTimeIsTheFirst) {
  SCOPED_TRACE(seed_text(random_seed()));
  std::mt19937 random(random_seed());
  for (const char* name : kZones) {
    SCOPED_TRACE(name);
    const TimeZone zone = *TimeZone::find(name);
    for (const TimeZone::Span& span : zone.spans()) {
      if (span.begin < at(200'000'000) || span.begin > at(kEnd2037)) continue;
      const LocalTime wanted = std::chrono::floor<std::chrono::minutes>(zone.local(span.begin)) +
                               std::chrono::minutes(static_cast<int>(random() % 240) - 120);
      UnixTime slow = span.begin - std::chrono::hours(30);
      while (zone.local(slow) < wanted) slow += std::chrono::minutes(1);
      ASSERT_EQ(zone.first_at(wanted), slow);
    }
  }
}

TEST(TimeZone, AMidnightThatDoesNotExistBeginsLater) {
  // On 4 November 2018 the clocks of Sao Paulo went from 00:00 to 01:00.
  const TimeZone zone = *TimeZone::find("America/Sao_Paulo");
  const LocalTime midnight = std::chrono::local_days(std::chrono::year(2018) / 11 / 4);
  const UnixTime begin = zone.first_at(midnight);
  EXPECT_EQ(begin, std::chrono::sys_days(std::chrono::year(2018) / 11 / 4) + std::chrono::hours(3));
  EXPECT_EQ(zone.local(begin), midnight + std::chrono::hours(1));
}

TEST(TimeZone, FixedOffsetsAndTheirNames) {
  EXPECT_EQ(TimeZone().name(), "UTC");
  EXPECT_EQ(TimeZone::find("Z")->name(), "UTC");
  EXPECT_EQ(TimeZone::find("+05:45")->name(), "+05:45");
  EXPECT_EQ(TimeZone::find("-00:30")->span_at(at(0)).offset, std::chrono::minutes(-30));
  EXPECT_EQ(TimeZone::find("-23:59")->local(at(0)), LocalTime(seconds(-(23 * 3600 + 59 * 60))));
}

TEST(TimeZone, RefusesWhatIsNoZone) {
  const std::string nul("Europe/Berlin\0x", 15);
  for (const std::string& text : {std::string(),
                                  std::string("../../etc/passwd"),
                                  std::string("/etc/localtime"),
                                  std::string("Europe/../UTC"),
                                  std::string("Europe"),
                                  std::string("europe/berlin"),
                                  std::string("Europe/Berlin "),
                                  std::string("right/UTC"),
                                  std::string("posix/Europe/Berlin"),
                                  std::string("posixrules"),
                                  std::string("localtime"),
                                  std::string("Factory"),
                                  std::string("tzdata.zi"),
                                  std::string("zone.tab"),
                                  std::string("leapseconds"),
                                  std::string("+24:00"),
                                  std::string("+1:00"),
                                  std::string("+01:60"),
                                  nul,
                                  std::string(100'000, 'A'),
                                  std::string("Europe/\xC3\xA4"),
                                  std::string("./UTC"),
                                  std::string("UTC/")}) {
    EXPECT_FALSE(TimeZone::find(text)) << text.substr(0, 40);
  }
}

TEST(TimeZone, SuggestsWhatWasProbablyMeant) {
  EXPECT_EQ(similar_zone_name("europe/berlin"), "Europe/Berlin");
  EXPECT_EQ(similar_zone_name("lord_howe"), "Australia/Lord_Howe");
  EXPECT_EQ(similar_zone_name("Atlantis"), std::nullopt);
  EXPECT_EQ(similar_zone_name("../UTC"), std::nullopt);
  EXPECT_EQ(similar_zone_name(""), std::nullopt);
}

TEST(TimeZone, ManyThreadsMayAskAtOnce) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (const char* name : {"Asia/Tokyo", "Europe/Paris", "America/Lima", "Asia/Kolkata", "nowhere"}) {
        for (int round = 0; round < 50; ++round) (void)TimeZone::find(name);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(TimeZone::find("Asia/Tokyo")->span_at(at(1'700'000'000)).offset, std::chrono::hours(9));
}

}  // namespace
}  // namespace cpsg
