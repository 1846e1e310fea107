// Protects: the mark of changes is looked for once a millisecond at most, never waits for a writer nor makes one wait,
// and a failed look leaves nothing that could be used: no mark, and another one afterwards.
#include "cpsg/storage/sqlite/change_watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "cpsg/storage/sqlite/database.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using namespace std::chrono_literals;

const Instant kStart{24h};

void put(Settings& settings, std::string_view value) { settings.put_setting("name", value); }

class ChangeWatchTest : public testing::Test {
 protected:
  SqliteHome home_;
  std::unique_ptr<SqliteStore> others_ = home_.open();  // as another process would have it
};

TEST_F(ChangeWatchTest, LooksOnceAMillisecond) {
  const auto store = home_.open();
  ChangeMark& changes = store->stores().changes;
  const auto before = changes.current(kStart);
  put(*others_, "one");
  EXPECT_EQ(changes.current(kStart + 999us), before);
  const auto after = changes.current(kStart + 1ms);
  EXPECT_NE(after, before);
  put(*others_, "two");
  EXPECT_EQ(changes.current(kStart + 1999us), after);
  EXPECT_NE(changes.current(kStart + 2ms), after);
}

TEST_F(ChangeWatchTest, HasNoMarkWhileThisProcessCommits) {
  ChangeWatch changes([&] { return std::make_unique<Connection>(home_.path(), 0ms); });
  const auto before = changes.current(kStart);
  ASSERT_TRUE(before);
  {
    const ChangeWatch::Commit commit(changes);
    EXPECT_EQ(changes.current(kStart), std::nullopt);
    EXPECT_EQ(changes.current(kStart + 1s), std::nullopt);
  }
  EXPECT_TRUE(changes.current(kStart));
  EXPECT_NE(changes.current(kStart), before);
}

TEST_F(ChangeWatchTest, DoesNotWaitForAWriter) {
  const auto store = home_.open({.busy_timeout = 1h});
  ChangeMark& changes = store->stores().changes;
  const auto before = changes.current(kStart);
  ASSERT_TRUE(before);
  RawConnection writer(home_.path());
  writer.execute("BEGIN IMMEDIATE; INSERT INTO settings VALUES ('name', 'not committed')");
  EXPECT_EQ(changes.current(kStart + 1s), before);
  EXPECT_EQ(changes.revision_now("owner/name"), std::nullopt);
  writer.execute("COMMIT");
  EXPECT_NE(changes.current(kStart + 2s), before);
}

TEST_F(ChangeWatchTest, KeepsNoWriterWaiting) {
  const auto store = home_.open();
  ChangeMark& changes = store->stores().changes;
  const auto impatient = home_.open({.busy_timeout = 0ms});
  std::atomic<bool> stop{false};
  std::thread looking([&] {
    for (Instant now = kStart; !stop; now += 1ms) {
      EXPECT_TRUE(changes.current(now));
      EXPECT_EQ(changes.revision_now("owner/name"), std::nullopt);
    }
  });
  for (int i = 0; i < 500; ++i) EXPECT_NO_THROW(put(*impatient, std::to_string(i)));
  // A log that looks held on to could never be emptied; one that is being looked at this moment is emptied the next
  // time.
  bool cleared = false;
  for (int i = 0; i < 1000 && !cleared; ++i) cleared = impatient->clear_removed({}) == Clearing::kDone;
  EXPECT_TRUE(cleared);
  stop = true;
  looking.join();
}

TEST_F(ChangeWatchTest, AfterAFailedLookNothingIsKnown) {
  int opened = 0;
  bool interrupts = false;
  ChangeWatch changes([&] {
    ++opened;
    auto connection = std::make_unique<Connection>(home_.path(), 0ms);
    sqlite3_progress_handler(
        connection->handle(), 1, [](void* fails) { return *static_cast<bool*>(fails) ? 1 : 0; }, &interrupts);
    return connection;
  });
  const auto before = changes.current(kStart);
  ASSERT_TRUE(before);
  interrupts = true;
  EXPECT_EQ(changes.current(kStart + 1ms), std::nullopt);
  interrupts = false;
  EXPECT_EQ(changes.current(kStart + 2ms), std::nullopt) << "not tried again at once";
  EXPECT_EQ(changes.revision_now("owner/name"), std::nullopt);
  const auto after = changes.current(kStart + 1ms + ChangeWatch::kRetryInterval);
  EXPECT_TRUE(after);
  EXPECT_NE(after, before);
  EXPECT_EQ(opened, 2);
}

TEST_F(ChangeWatchTest, AFailedReadOfARowLeavesNoMark) {
  bool interrupts = false;
  ChangeWatch changes([&] {
    auto connection = std::make_unique<Connection>(home_.path(), 0ms);
    sqlite3_progress_handler(
        connection->handle(), 1, [](void* fails) { return *static_cast<bool*>(fails) ? 1 : 0; }, &interrupts);
    return connection;
  });
  others_->add_project("owner", "name", "", UnixTime(), std::nullopt, model::Priority::kRefresh);
  ASSERT_TRUE(changes.current(kStart));
  ASSERT_TRUE(changes.revision_now("owner/name"));
  interrupts = true;
  EXPECT_EQ(changes.revision_now("owner/name"), std::nullopt);
  EXPECT_EQ(changes.current(kStart), std::nullopt);
  EXPECT_EQ(changes.key_now(Sha256Digest{}), std::nullopt);
}

TEST_F(ChangeWatchTest, ADatabaseThatCannotBeOpenedHasNoMark) {
  ChangeWatch changes([&] { return std::make_unique<Connection>(home_.directory() / "none" / "cpsg.db", 0ms); });
  EXPECT_EQ(changes.current(kStart), std::nullopt);
  EXPECT_EQ(changes.current(kStart + 1s), std::nullopt);
  EXPECT_EQ(changes.revision_now("owner/name"), std::nullopt);
}

TEST_F(ChangeWatchTest, ADatabaseThatIsNotThereYetHasNoMark) {
  SqliteStore absent(home_.directory() / "absent.db", {.access = Access::kRead});
  EXPECT_EQ(absent.stores().changes.current(kStart), std::nullopt);
}

// Threads that look at once: a commit that was over before either look began is seen by both.
TEST_F(ChangeWatchTest, IsSeenByAllThreads) {
  const auto store = home_.open();
  ChangeMark& changes = store->stores().changes;
  for (int i = 0; i < 100; ++i) {
    const Instant now = kStart + i * 1ms;
    const auto before = changes.current(now);
    put(*others_, std::to_string(i));
    const auto look = [&] { EXPECT_NE(changes.current(now + 1ms), before); };
    std::thread one(look);
    std::thread two(look);
    one.join();
    two.join();
  }
}

}  // namespace
}  // namespace cpsg::storage::sqlite
