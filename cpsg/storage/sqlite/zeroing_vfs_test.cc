// Protects: of a page of the database exactly the unused bytes are zeroed, whatever kind of page it is, and a database
// that is written so stays whole.
#include "cpsg/storage/sqlite/zeroing_vfs.h"

#include <gtest/gtest.h>

#include <vector>

#include "cpsg/storage/sqlite/connection.h"
#include "cpsg/storage/sqlite/testing/raw_connection.h"
#include "cpsg/storage/sqlite/testing/test_home.h"

namespace cpsg::storage::sqlite {
namespace {

using Range = std::pair<std::size_t, std::size_t>;
constexpr Range kNothing{0, 0};
constexpr std::size_t kPageBytes = 8192;
constexpr std::uint64_t kThirdPage = 2 * kPageBytes;

// A node with so many cells, whose content begins there.
std::vector<std::uint8_t> node(std::uint8_t kind, std::uint16_t cells, std::uint16_t content, std::size_t header = 0) {
  std::vector<std::uint8_t> page(kPageBytes, 0xAB);
  page[header] = kind;
  page[header + 3] = static_cast<std::uint8_t>(cells >> 8);
  page[header + 4] = static_cast<std::uint8_t>(cells & 0xFF);
  page[header + 5] = static_cast<std::uint8_t>(content >> 8);
  page[header + 6] = static_cast<std::uint8_t>(content & 0xFF);
  return page;
}

TEST(ZeroingVfs, KnowsWhatANodeDoesNotUse) {
  EXPECT_EQ(unused_bytes(node(0x0D, 10, 4000), kThirdPage), (Range{28, 4000}));
  EXPECT_EQ(unused_bytes(node(0x0A, 0, 8192), kThirdPage), (Range{8, 8192}));
  EXPECT_EQ(unused_bytes(node(0x05, 10, 4000), kThirdPage), (Range{32, 4000}));
  EXPECT_EQ(unused_bytes(node(0x02, 300, 612), kThirdPage), (Range{612, 612}));
  EXPECT_EQ(unused_bytes(node(0x0D, 10, 4000, 100), 0), (Range{128, 4000})) << "the first page begins with the file's";
}

TEST(ZeroingVfs, LeavesAlone) {
  EXPECT_EQ(unused_bytes(node(0x00, 10, 4000), kThirdPage), kNothing) << "a page of a long row, or a free one";
  EXPECT_EQ(unused_bytes(node(0x03, 10, 4000), kThirdPage), kNothing);
  EXPECT_EQ(unused_bytes(node(0x0D, 4000, 4000), kThirdPage), kNothing) << "more cells than fit";
  EXPECT_EQ(unused_bytes(node(0x0D, 10, 9000), kThirdPage), kNothing) << "content beyond the page";
  EXPECT_EQ(unused_bytes(node(0x05, 10, 4000), kPageBytes), kNothing) << "the second page maps others";
  constexpr std::uint64_t kMappedByOne = kPageBytes / 5 + 1;
  EXPECT_EQ(unused_bytes(node(0x05, 10, 4000), (1 + kMappedByOne) * kPageBytes), kNothing) << "so does this one";
  EXPECT_EQ(unused_bytes(node(0x0D, 10, 4000), std::uint64_t{0x02000000} * kPageBytes), kNothing)
      << "where page numbers may look like nodes";
  EXPECT_EQ(unused_bytes(node(0x0D, 10, 4000), kThirdPage + 24), kNothing) << "no whole page";
}

// Rows of all sizes in trees with an order of their own, changed and deleted at random, while pages move.
TEST(ZeroingVfs, DatabaseStaysWhole) {
  const SqliteHome home;
  std::filesystem::create_directories(home.directory());
  {
    RawConnection(home.path()).execute("PRAGMA page_size = 1024; PRAGMA auto_vacuum = INCREMENTAL; VACUUM;");
    Connection connection(home.path(), std::chrono::seconds(5));
    connection.execute(
        "PRAGMA journal_mode = WAL; PRAGMA secure_delete = ON; CREATE TABLE t (k INTEGER PRIMARY KEY, a, b);"
        "CREATE INDEX i ON t (a); CREATE TABLE w (a PRIMARY KEY, b) WITHOUT ROWID");
    for (int round = 0; round < 30; ++round) {
      connection.execute(
          "BEGIN; WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 300)"
          " INSERT INTO t (a, b) SELECT hex(randomblob(abs(random()) % 40)), randomblob(abs(random()) % 5000) FROM n;"
          "INSERT OR REPLACE INTO w SELECT a, b FROM t WHERE k % 3 = 0;"
          "DELETE FROM t WHERE abs(random()) % 3 = 0; DELETE FROM w WHERE abs(random()) % 2 = 0;"
          "UPDATE t SET b = randomblob(abs(random()) % 9000) WHERE abs(random()) % 20 = 0; COMMIT;"
          "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA incremental_vacuum(50)");
    }
  }
  RawConnection raw(home.path());
  EXPECT_EQ(raw.text("PRAGMA integrity_check"), "ok");
  EXPECT_EQ(raw.integer("PRAGMA page_size"), 1024);
  EXPECT_GT(raw.integer("SELECT count(*) FROM t"), 100);
}

}  // namespace
}  // namespace cpsg::storage::sqlite
