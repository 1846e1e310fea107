// Protects the arithmetic of deltas: each instruction, and every way in which one may point outside.
#include "cpsg/git/pack/delta.h"

#include <gtest/gtest.h>

#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

std::string applied(std::string_view base, const std::string& delta) {
  return as_text(apply_delta(as_bytes(base), as_bytes(delta)));
}

ErrorCode failure(std::string_view base, const std::string& delta) {
  try {
    (void)applied(base, delta);
  } catch (const Error& error) {
    return error.code();
  }
  throw std::logic_error("the delta was applied");
}

std::string sizes(std::size_t base, std::size_t result) { return delta_size(base) + delta_size(result); }

TEST(Delta, CopiesAndInserts) {
  EXPECT_EQ(
      applied("0123456789", sizes(10, 8) + copy_instruction(7, 3) + insert_instruction("ab") + copy_instruction(0, 3)),
      "789ab012");
  EXPECT_EQ(applied("", sizes(0, 3) + insert_instruction("abc")), "abc");
  EXPECT_EQ(applied("abc", sizes(3, 0)), "");
}

TEST(Delta, ReadsNumbersOfEveryWidth) {
  std::string base(0x1030200, 'a');
  base[0x10203] = 'b';
  base[0x1020304 - 0x200] = 'c';
  EXPECT_EQ(applied(base, sizes(base.size(), 2) + copy_instruction(0x10203, 1) + copy_instruction(0x1020104, 1)), "bc");
  const std::string part = applied(base, sizes(base.size(), 0x10204) + copy_instruction(0, 0x10204));
  EXPECT_EQ(part, base.substr(0, 0x10204));
}

TEST(Delta, TakesASizeOfZeroForSixtyFourKibibytes) {
  const std::string base(0x10000, 'x');
  EXPECT_EQ(applied(base, sizes(base.size(), base.size()) + copy_instruction(0, 0)), base);
}

TEST(Delta, RefusesWhatPointsOutside) {
  const std::string base = "0123456789";
  EXPECT_EQ(applied(base, sizes(10, 10) + copy_instruction(0, 10)), base);
  for (const std::string& copy : {copy_instruction(0, 11), copy_instruction(10, 1), copy_instruction(11, 1),
                                  copy_instruction(0xFFFFFFFF, 1), copy_instruction(0xFFFFFFFF, 0xFFFFFF)}) {
    EXPECT_EQ(failure(base, sizes(10, 11) + copy), ErrorCode::kBadData);
  }
}

TEST(Delta, RefusesWhatIsCutOffOrReserved) {
  const std::string base = "0123456789";
  const std::string delta = sizes(10, 500) + copy_instruction(1, 9) + insert_instruction(std::string(100, 'x'));
  for (std::size_t size = 0; size < delta.size(); ++size) {
    EXPECT_EQ(failure(base, delta.substr(0, size)), ErrorCode::kBadData) << size;
  }
  EXPECT_EQ(failure(base, sizes(10, 1) + std::string(1, '\0')), ErrorCode::kBadData);
}

TEST(Delta, RefusesSizesThatAreNotTrue) {
  EXPECT_EQ(failure("abc", sizes(4, 1) + insert_instruction("x")), ErrorCode::kBadData);
  EXPECT_EQ(failure("abc", sizes(3, 2) + insert_instruction("x")), ErrorCode::kBadData);
  EXPECT_EQ(failure("abc", sizes(3, 0) + insert_instruction("x")), ErrorCode::kBadData);
  EXPECT_EQ(failure("abc", sizes(3, limits::kObjectMaxBytes + 1)), ErrorCode::kLimitExceeded);
  EXPECT_EQ(failure("abc", std::string(20, '\xFF')), ErrorCode::kBadData);
}

}  // namespace
}  // namespace cpsg::git::pack
