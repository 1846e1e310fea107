// A piece of a project's packed commit graph: a GraphChunk as HistoryWriter takes it, a StoredChunk as HistoryReader
// gives it back.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cpsg::storage {

// The bytes are the git module's own (git/graph/graph_codec.h).
struct GraphChunk {
  std::uint32_t first_node = 0;  // nodes are numbered through all chunks, parents before children
  std::uint32_t nodes = 0;
  std::vector<std::uint8_t> bytes;
};

// The same where the store has it: gone once the sink that was given it returns.
struct StoredChunk {
  std::uint32_t first_node = 0;
  std::uint32_t nodes = 0;
  std::span<const std::uint8_t> bytes;
};

}  // namespace cpsg::storage
