// How fast a fetch answer is taken apart, without what reads the pack: it must not be what a transfer waits for.
// The argument is the size of the pieces in which the network delivers.
#include <benchmark/benchmark.h>

#include "cpsg/git/protocol/fetch.h"

namespace cpsg::git::protocol {
namespace {

void demultiplex(benchmark::State& state) {
  constexpr std::size_t kBandBytes = 65'515;
  constexpr int kBands = 256;
  std::string wire;
  append_pkt_line(wire, "packfile\n");
  for (int i = 0; i < kBands; ++i) append_pkt_line(wire, '\1' + std::string(kBandBytes, 'x'));
  append_flush(wire);
  const Bytes bytes(reinterpret_cast<const std::uint8_t*>(wire.data()), wire.size());
  const auto piece = static_cast<std::size_t>(state.range(0));

  for (auto _ : state) {
    std::uint64_t received = 0;
    FetchResponseParser parser({.on_pack = [&](Bytes pack) { received += pack.size(); }, .on_message = {}});
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      parser.feed(bytes.subspan(at, std::min(piece, bytes.size() - at)));
    }
    benchmark::DoNotOptimize(parser.finish());
    benchmark::DoNotOptimize(received);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(wire.size()));
}
BENCHMARK(demultiplex)->Arg(1'400)->Arg(16'384)->Arg(524'288);

}  // namespace
}  // namespace cpsg::git::protocol
