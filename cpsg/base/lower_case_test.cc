// Protects: an address is one address in every case of its letters, on every machine.
#include "cpsg/base/lower_case.h"

#include <gtest/gtest.h>

namespace cpsg {
namespace {

TEST(LowerCase, TakesEveryScriptThatHasCases) {
  EXPECT_EQ(lower_case("Jane@Example.COM"), "jane@example.com");
  EXPECT_EQ(lower_case("J\u00D6RG@\u00C4PFEL.DE"), "j\u00F6rg@\u00E4pfel.de");
  EXPECT_EQ(lower_case("\u0410\u042F\u0401"), "\u0430\u044F\u0451");
  EXPECT_EQ(lower_case("\u0391\u03A9"), "\u03B1\u03C9");
  EXPECT_EQ(lower_case("\u0100\u0101\u017D"), "\u0101\u0101\u017E");
  EXPECT_EQ(lower_case("\U00010400"), "\U00010428");
  EXPECT_EQ(lower_case("\u7528\u6237 \u00DF \u00D7"), "\u7528\u6237 \u00DF \u00D7");
}

TEST(LowerCase, LeavesBytesThatAreNoText) {
  EXPECT_EQ(lower_case("A\xC3\xFF\xC3"), "a\xC3\xFF\xC3");
  EXPECT_EQ(lower_case(""), "");
}

}  // namespace
}  // namespace cpsg
