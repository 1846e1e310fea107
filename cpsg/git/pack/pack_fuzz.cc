// Fuzzes the pack reader. The first byte of the input chooses the size of the pieces and of the memory: neither may
// change what comes out. Whatever the bytes are, only Error may be thrown. The checksum at the end is put right first,
// so that the fuzzer gets beyond it.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "cpsg/base/error.h"
#include "cpsg/git/pack/object_hash.h"
#include "cpsg/git/pack/pack_reader.h"

namespace cpsg::git::pack {
namespace {

std::vector<std::uint8_t> with_right_checksum(Bytes bytes) {
  std::vector<std::uint8_t> pack(bytes.begin(), bytes.end());
  if (pack.size() < model::Oid::kSizeBytes) return pack;
  Sha1 sha1;
  sha1.update(Bytes(pack).first(pack.size() - model::Oid::kSizeBytes));
  const model::Oid checksum = sha1.end();
  std::copy(checksum.bytes.begin(), checksum.bytes.end(), pack.end() - model::Oid::kSizeBytes);
  return pack;
}

// What was read, or that it failed and why.
std::string outcome(Bytes pack, std::size_t piece, const PackReaderOptions& options) {
  std::string seen;
  try {
    PackReader reader(options, [&](ObjectType type, const model::Oid& oid, Bytes content) {
      seen += static_cast<char>('0' + static_cast<int>(type));
      seen += oid.hex();
      seen.append(content.begin(), content.end());
    });
    for (std::size_t at = 0; at < pack.size(); at += piece) {
      reader.feed(pack.subspan(at, std::min(piece, pack.size() - at)));
    }
    reader.finish();
  } catch (const Error& error) {
    return "error " + std::to_string(static_cast<int>(error.code()));
  }
  return seen;
}

}  // namespace
}  // namespace cpsg::git::pack

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cpsg::git::pack;
  if (size < 1) return 0;
  const std::vector<std::uint8_t> pack = with_right_checksum({data + 1, size - 1});
  PackReaderOptions options{.spool_directory = std::filesystem::temp_directory_path()};
  const std::string whole = outcome(pack, pack.size() + 1, options);
  options.spool_memory_bytes = data[0];
  options.base_cache_bytes = std::size_t{16} * data[0];
  if (outcome(pack, data[0] + std::size_t{1}, options) != whole) std::abort();
  return 0;
}
