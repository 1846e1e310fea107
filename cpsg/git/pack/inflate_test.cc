// Protects the exactness of inflating: the announced size and nothing else, by either engine, and the budget above
// both.
#include "cpsg/git/pack/inflate.h"

#include <gtest/gtest.h>

#include "cpsg/git/pack/testing/pack_builder.h"

namespace cpsg::git::pack {
namespace {

std::optional<std::size_t> whole(Inflater& inflater, const std::string& stream, std::size_t size) {
  std::vector<std::uint8_t> output(size);
  return inflater.inflate_whole(as_bytes(stream), output);
}

TEST(Inflater, TakesTheExactSizeAlone) {
  Inflater inflater;
  for (const std::size_t size : {0, 1, 1000, 100'000}) {
    const std::string content(size, 'x');
    const std::string stream = deflated(content);
    std::vector<std::uint8_t> output(size);
    EXPECT_EQ(inflater.inflate_whole(as_bytes(stream + "next"), output), stream.size());
    EXPECT_EQ(as_text(output), content);
    EXPECT_FALSE(whole(inflater, stream, size + 1));
    EXPECT_FALSE(whole(inflater, stream.substr(0, stream.size() - 1), size));
    if (size > 0) {
      EXPECT_FALSE(whole(inflater, stream, size - 1));
    }
  }
}

TEST(Inflater, InflatesInPiecesOfAnySize) {
  const std::string content = std::string(5000, 'a') + std::string(5000, 'b');
  const std::string stream = deflated(content);
  Inflater inflater;
  for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, stream.size()}) {
    std::vector<std::uint8_t> output(content.size() + 1);
    std::size_t produced = 0;
    inflater.begin();
    bool ended = false;
    for (std::size_t at = 0; at < stream.size() && !ended; at += piece) {
      Bytes input = as_bytes(stream).subspan(at, std::min(piece, stream.size() - at));
      while (!input.empty() && !ended) {
        const Inflater::Step step = inflater.step(input, std::span(output).subspan(produced));
        input = input.subspan(step.consumed);
        produced += step.produced;
        ended = step.ended;
      }
    }
    EXPECT_TRUE(ended);
    EXPECT_EQ(as_text(Bytes(output).first(produced)), content);
  }
}

TEST(Inflater, RefusesDamageAndOtherSizes) {
  const std::string content = "some content to inflate";
  const std::string stream = deflated(content);
  Inflater inflater;
  std::vector<std::uint8_t> right(content.size()), smaller(content.size() - 1), larger(content.size() + 1);
  inflater.inflate_exactly(as_bytes(stream), right);
  EXPECT_EQ(as_text(right), content);
  EXPECT_THROW(inflater.inflate_exactly(as_bytes(stream), smaller), Error);
  EXPECT_THROW(inflater.inflate_exactly(as_bytes(stream), larger), Error);
  EXPECT_THROW(inflater.inflate_exactly(as_bytes(stream.substr(0, stream.size() - 1)), right), Error);
  std::string damaged = stream;
  damaged.back() = static_cast<char>(damaged.back() ^ 1);
  EXPECT_THROW(inflater.inflate_exactly(as_bytes(damaged), right), Error);
}

TEST(InflateBudget, EndsAndCountsEmptyObjectsToo) {
  InflateBudget budget(10'000);
  budget.charge(5'000);
  EXPECT_THROW(budget.charge(5'000), Error);
  EXPECT_THROW(budget.charge(UINT64_MAX), Error);
  EXPECT_THROW(for (int i = 0; i < 100; ++i) budget.charge(0), Error);
}

}  // namespace
}  // namespace cpsg::git::pack
