// How long it takes to read a pack, and to parse its commits.
//
//   cpsg_git_benchmark PACK [--parse]     (or CPSG_PACK=PACK in the environment)
//
// reads that pack once, in pieces as large as side-band lines, so that the whole process can be timed against
// `git index-pack PACK`. Without a pack, the registered benchmarks run.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "cpsg/git/pack/commit_parser.h"
#include "cpsg/git/pack/pack_reader.h"

namespace cpsg::git::pack {
namespace {

constexpr std::size_t kPieceBytes = limits::kPktLineMaxBytes - 5;

struct Totals {
  std::uint64_t objects = 0;
  std::uint64_t commits = 0;
  std::uint64_t content_bytes = 0;
  std::uint64_t parents = 0;
  std::uint64_t altered = 0;
};

Totals read_pack(const std::string& path, bool parse) {
  Totals totals;
  ParsedCommit commit;
  PackReader reader({.spool_directory = std::filesystem::temp_directory_path()},
                    [&](ObjectType type, const model::Oid&, Bytes content) {
                      ++totals.objects;
                      totals.content_bytes += content.size();
                      if (type != ObjectType::kCommit) return;
                      ++totals.commits;
                      if (!parse) return;
                      parse_commit(content, commit);
                      totals.parents += commit.parents.size();
                      totals.altered += commit.altered == model::Altered::kNothing ? 0 : 1;
                    });
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<char> piece(kPieceBytes);
  while (file.read(piece.data(), static_cast<std::streamsize>(piece.size())), file.gcount() > 0) {
    reader.feed({reinterpret_cast<const std::uint8_t*>(piece.data()), static_cast<std::size_t>(file.gcount())});
  }
  reader.finish();
  return totals;
}

int time_pack(const std::string& path, bool parse) {
  const auto start = std::chrono::steady_clock::now();
  const Totals totals = read_pack(path, parse);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::printf("%llu objects, %llu commits, %llu bytes of commits and tags in %.3f s: %.0f objects/s\n",
              static_cast<unsigned long long>(totals.objects), static_cast<unsigned long long>(totals.commits),
              static_cast<unsigned long long>(totals.content_bytes), seconds.count(),
              static_cast<double>(totals.objects) / seconds.count());
  if (parse) {
    std::printf("parsed: %llu parents, %llu commits altered\n", static_cast<unsigned long long>(totals.parents),
                static_cast<unsigned long long>(totals.altered));
  }
  return EXIT_SUCCESS;
}

void parse_typical_commit(benchmark::State& state) {
  const std::string content =
      "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n"
      "parent 3f786850e387550fdab836ed7e6dc881de23001b\n"
      "author Zoë Example <zoe@example.com> 1700000000 +0100\n"
      "committer Zoë Example <zoe@example.com> 1700000000 +0100\n"
      "\n"
      "Explain what the change is for\n"
      "\n"
      "A paragraph or two of plain text, as most projects ask for: what was\n"
      "wrong, what is done about it, and what was looked at on the way.\n";
  ParsedCommit commit;
  for ([[maybe_unused]] auto _ : state) {
    parse_commit(Bytes(reinterpret_cast<const std::uint8_t*>(content.data()), content.size()), commit);
    benchmark::DoNotOptimize(commit);
  }
}
BENCHMARK(parse_typical_commit);

}  // namespace
}  // namespace cpsg::git::pack

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  const char* const from_environment = std::getenv("CPSG_PACK");
  const std::string pack = argc > 1 ? argv[1] : (from_environment != nullptr ? from_environment : "");
  const bool parse = argc > 2 && std::string_view(argv[2]) == "--parse";
  if (!pack.empty()) return cpsg::git::pack::time_pack(pack, parse);
  benchmark::RunSpecifiedBenchmarks();
  return EXIT_SUCCESS;
}
